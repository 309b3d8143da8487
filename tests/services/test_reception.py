"""Messages are taken once, in order, and nothing of them is lost: in disorder, in trouble, over a restart."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound, Receipt
from storage import tables
from storage.store import StorageDown
from tests.house import Guest, House, living


def _text(key: str, order: int, text: str, address: str = "1001") -> Inbound:
    return Inbound(SIM_TELEGRAM, key, order, address, "text", text=text)


async def test_sixteen_copies_at_once_are_one(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    before = len(await house.rows(tables.inbox))
    copies = [_text("same", 90, "Ana") for _ in range(16)]
    await asyncio.gather(*(house.core.reception.receive([copy]) for copy in copies))
    await house.quiet()
    assert [part.text for part in house.heard(guest.box, guest.address)] == ["Ana: is this your name?"]
    assert len(await house.rows(tables.inbox)) == before + 1
    assert house.core.reception.repeats == 15


async def test_sixteen_first_messages_at_once_are_one_person(house: House) -> None:
    await asyncio.gather(*(house.core.reception.receive([_text(f"k{n}", n, "hello")]) for n in range(16)))
    await house.quiet()
    assert len(await house.rows(tables.contact)) == 1
    assert len(await house.rows(tables.inbox)) == 16


async def test_a_batch_is_worked_in_the_platforms_order(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    batch = [_text("c", 93, "sewing"), _text("a", 91, "Ana"), _text("b", 92, "1"), _text("x", 94, "hello", "2")]
    await house.core.reception.receive(batch)
    await house.quiet()
    first = [part.text for part in house.heard(guest.box, guest.address)]
    assert first[0] == "Ana: is this your name?"
    assert await guest.at() == "registration.town"


async def test_T4_of_those_waiting_the_lowest_order_comes_first(house: House) -> None:
    guest = Guest(house)
    await guest.join()

    def stored(connection: Connection) -> None:
        for inbound in (_text("c", 93, "Tirana"), _text("b", 92, "yes"), _text("a", 91, "Ana")):
            house.core.conversation.store(connection, inbound, house.clock.now())

    await house.core.store.run(stored)
    assert await house.core.reception.catch_up() == 1
    await house.quiet()
    assert await guest.at() == "registration.trade"
    outcomes = [(row["key"], row["outcome"]) for row in await house.rows(tables.inbox) if row["key"] in "abc"]
    assert outcomes == [("c", "chosen"), ("b", "chosen"), ("a", "said")]


async def test_a_message_that_comes_while_others_wait_comes_after_them(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    first, second = _text("a", 91, "Ana"), _text("b", 92, "yes")
    await house.core.store.run(lambda c: house.core.conversation.store(c, first, house.clock.now()))
    await house.receive(second)
    assert await guest.at() == "registration.town"


async def test_the_loop_works_what_was_left(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await house.core.store.run(lambda c: house.core.conversation.store(c, _text("a", 91, "Ana"), house.clock.now()))
    bell = Bell()
    loop = asyncio.create_task(house.core.reception.run(bell))
    for _ in range(1000):
        if await guest.at() == "registration.name_ok":
            break
    bell.close()
    await asyncio.wait_for(loop, 5)
    assert await guest.at() == "registration.name_ok"


async def test_a_tap_is_acknowledged_once_it_is_safe_and_only_once(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    tap = Inbound(guest.box, "t", 90, guest.address, "tap", payload=guest.payload("en"), callback="call")
    await guest.sent(tap)
    await guest.sent(tap)
    await house.core.reception.close()
    assert house.boxes[guest.box].acknowledged == ["call"]


async def test_a_tap_again_within_seconds_does_nothing_but_is_acknowledged(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    payload = guest.payload("en")
    assert await guest.tap("en") != []
    assert await guest.send("tap", payload=payload, callback="again") == []
    await house.core.reception.close()
    assert house.boxes[guest.box].acknowledged == ["c", "again"]


async def test_when_the_database_is_down_nothing_is_taken(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = Guest(house)
    await guest.join()
    store, tap = house.core.store, Inbound(SIM_TELEGRAM, "t", 90, "1001", "tap", payload="x", callback="call")
    before = await house.rows(tables.inbox)

    async def down(work: object) -> None:
        raise StorageDown("full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "run", down)
        for inbounds in ([tap], [tap, _text("a", 91, "Ana"), _text("x", 92, "hello", "2")]):
            with pytest.raises(StorageDown):
                await house.core.reception.receive(inbounds)
    await house.core.reception.close()
    assert house.boxes[guest.box].acknowledged.count("call") == 0
    assert await house.rows(tables.inbox) == before
    await house.receive(_text("a", 91, "Ana"))
    assert await guest.at() == "registration.name_ok", "the same message is taken when it comes again"


async def test_the_loop_outlives_a_database_that_is_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asyncio.Event()

    async def down(work: object) -> None:
        asked.set()
        raise StorageDown("locked")

    monkeypatch.setattr(house.core.store, "read", down)
    bell = Bell()
    loop = asyncio.create_task(house.core.reception.run(bell))
    await asyncio.wait_for(asked.wait(), 5)
    assert not loop.done()
    bell.close()
    await asyncio.wait_for(loop, 5)


async def test_a_restart_in_the_middle_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    last = _text("a", 91, "Ana")
    async with living(tmp_path) as house:
        guest = Guest(house)
        await guest.join()
        await house.core.store.run(lambda c: house.core.conversation.store(c, last, house.clock.now()))
    async with living(tmp_path) as house:
        guest = Guest(house)
        assert await house.core.reception.catch_up() == 1
        await house.quiet()
        assert [part.text for part in house.heard(guest.box, guest.address)] == ["Ana: is this your name?"]
        assert await guest.sent(last) == [], "the platform sends it again"
        assert await house.core.reception.catch_up() == 0
        assert await guest.at() == "registration.name_ok"


async def test_a_reply_that_waits_survives_a_restart_and_goes_once(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        guest = Guest(house)
        await guest.join()
        house.boxes[guest.box].answers = [Receipt("safe")] * 9
        await house.receive(_text("a", 91, "Ana"))
        assert house.heard(guest.box, guest.address) == []
    async with living(tmp_path) as house:
        guest = Guest(house)
        await house.move(timedelta(minutes=5))
        assert [part.text for part in house.heard(guest.box, guest.address)] == ["Ana: is this your name?"]
        await house.move(timedelta(hours=1))
        assert house.heard(guest.box, guest.address) == []
        assert {row["state"] for row in await house.rows(tables.outbox)} == {"sent"}
