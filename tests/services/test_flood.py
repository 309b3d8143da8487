"""One person who writes without end: others do not feel it, nothing is lost silently, and stop is always heard (S3)."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.port import File, Inbound
from bot.numbers import numbers
from bot.services.conversation import Conversation
from bot.services.flood import APART, BURST, CALM, DAY, EVERY, REFILL
from bot.services.telling import after_flood
from storage import inbox, tables
from tests.house import Guest, House, living

TOO_MANY = int(BURST) + 1


async def flood(guest: Guest, count: int, **fields: Any) -> int:
    """Write many messages at one moment; return how many answers came."""
    house = guest.house
    for _ in range(count):
        house.keys += 1
        words = {"kind": "text", "text": "again", **fields}
        inbound = Inbound(guest.box, f"k{house.keys}", house.keys, guest.address, **words)
        await house.core.reception.receive([inbound])
    await house.quiet()
    return len(house.heard(guest.box, guest.address))


async def states(house: House, contact_id: int = 1) -> Counter[str]:
    """Count somebody's stored messages by state."""
    return Counter(row["state"] for row in await house.rows(tables.inbox) if row["contact_id"] == contact_id)


@pytest.fixture
async def ana(house: House) -> Guest:
    guest = Guest(house)
    await guest.register()
    house.clock.move(timedelta(minutes=5))
    return guest


async def test_of_a_thousand_messages_a_few_are_worked_some_kept_and_all_counted(house: House, ana: Guest) -> None:
    before = (await states(house))["done"]
    assert await flood(ana, 1000) == BURST
    assert await states(house) == {"done": before + BURST, "merged": DAY - before - BURST}
    found = house.core.reception.flood
    assert found.merged + found.counted == 1000 - BURST
    assert {row["outcome"] for row in await house.rows(tables.inbox) if row["state"] == "merged"} == {"flood"}


async def test_others_are_answered_all_the_while(house: House, ana: Guest) -> None:
    besim = Guest(house, "1002")
    await flood(ana, 200)
    assert await besim.write("hello") != []
    await flood(ana, 200)
    assert await besim.tap("en") != []


async def test_it_is_told_once_when_it_is_calm_and_written_into_the_log(house: House, ana: Guest) -> None:
    entries = len(await house.rows(tables.log))
    await flood(ana, TOO_MANY + 2)
    await house.move(CALM - timedelta(seconds=1))
    assert house.heard(ana.box, ana.address) == []
    await house.move(timedelta(seconds=1))
    await house.core.reception.catch_up()
    await house.quiet()
    assert [part.text for part in house.heard(ana.box, ana.address)] == ["What do you want?"]
    (entry,) = (await house.rows(tables.log))[entries:]
    assert (entry["actor"], entry["act"], entry["detail"]) == ("drom", "flooded", {"merged": 3, "counted": 0})
    await house.core.reception.catch_up()
    assert len(await house.rows(tables.log)) == entries + 1


async def test_between_two_notices_are_ten_minutes(house: House, ana: Guest) -> None:
    heard = 0
    for _ in range(12):
        await flood(ana, 20 + int(BURST))
        await house.move(CALM)
        await house.core.reception.catch_up()
        await house.quiet()
        heard += len(house.heard(ana.box, ana.address))
        house.clock.move(timedelta(seconds=20))
    assert heard == 1, "six minutes"
    house.clock.move(APART)
    await house.core.reception.catch_up()
    await house.quiet()
    assert len(house.heard(ana.box, ana.address)) == 1


async def test_an_allowance_comes_back_with_time(house: House, ana: Guest) -> None:
    assert await flood(ana, TOO_MANY) == BURST
    house.clock.move(timedelta(seconds=10))
    assert await flood(ana, 20) == 10 * REFILL


async def test_stop_is_heard_in_the_middle_of_it(house: House, ana: Guest) -> None:
    await flood(ana, TOO_MANY)
    assert await ana.write("menu") == []
    assert await ana.write("STOP!") != []
    assert (await ana.contact()).stopped_at is not None
    assert await ana.write("stop") == [], "it is so already"


async def test_a_platform_s_word_is_none_of_theirs(house: House, ana: Guest) -> None:
    await flood(ana, TOO_MANY)
    await ana.send("blocked")
    assert (await ana.contact()).unreachable_at is not None


async def test_a_repeat_is_no_message(house: House, ana: Guest) -> None:
    inbound = Inbound(ana.box, "same", 900, ana.address, "text", text="again")
    for _ in range(3 * TOO_MANY):
        await house.core.reception.receive([inbound])
    await house.quiet()
    assert len(house.heard(ana.box, ana.address)) == 1
    assert await ana.write("again") != []


async def test_a_file_among_them_is_deleted_at_its_provider(house: House, ana: Guest) -> None:
    await flood(ana, TOO_MANY)
    await flood(ana, 1, kind="voice", file=File("voice", "v", "audio/ogg", 2000, 3))
    assert [row["source"]["reference"] for row in await house.rows(tables.leftover)] == ["v"]
    assert await house.rows(tables.media) == []


async def test_of_a_guest_who_said_no_nothing_is_kept(house: House) -> None:
    guest = Guest(house)
    for value in ("", "en", "next", "no"):
        await (guest.tap(value) if value else guest.write("hello"))
    assert (await guest.contact()).lite
    await flood(guest, TOO_MANY, text="my secret")
    merged = [row["payload"] for row in await house.rows(tables.inbox) if row["state"] == "merged"]
    assert merged
    assert merged == [{}] * len(merged)


async def test_a_day_s_allowance_is_never_passed_however_slowly_one_writes(house: House, ana: Guest) -> None:
    for _ in range(30):
        await flood(ana, 20)
        house.clock.move(timedelta(minutes=2))
    assert sum((await states(house)).values()) <= DAY
    assert house.core.reception.flood.merged + house.core.reception.flood.counted > 0
    worked = (await states(house))["done"]
    house.clock.move(timedelta(days=1))
    await flood(ana, 1)
    assert (await states(house))["done"] == worked + 1


async def test_what_comes_back_of_an_allowance_does_not_pass_the_day_s(house: House, ana: Guest) -> None:
    for _ in range(50):
        await flood(ana, 20)
        house.clock.move(timedelta(seconds=4))
    assert sum((await states(house)).values()) == DAY
    house.clock.move(timedelta(hours=1))
    await flood(ana, 5)
    assert sum((await states(house)).values()) == DAY


async def test_it_is_counted_again_after_a_restart(tmp_path: Any) -> None:
    async with living(tmp_path) as house:
        ana = Guest(house)
        await ana.register()
        await flood(ana, 1000)
        contact_id, now = (await ana.contact()).id, house.clock.now()
    async with living(tmp_path, now=now) as house:
        house.keys = 5000
        await flood(Guest(house), 1000)
        since = now - timedelta(days=1)
        assert await house.read(lambda c: inbox.stored_since(c, contact_id, since)) <= DAY + EVERY


async def test_the_numbers_tell_of_it(house: House, ana: Guest) -> None:
    await flood(ana, 1000)
    core = house.core
    told = str(await numbers(core.reception, house.dispatcher, core.store, core.quiet, house.clock.now()))
    for name, value in (("merged", core.reception.flood.merged), ("counted", core.reception.flood.counted)):
        assert value > 0
        assert f"drom_flood_{name}_total" in told
        assert str(value) in told


async def test_an_end_that_cannot_be_told_holds_up_nobody(
    house: House, ana: Guest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    besim = Guest(house, "1002")
    await besim.register()
    for guest in (ana, besim):
        await flood(guest, TOO_MANY + 100)
    number = (await ana.contact()).id

    def told(conversation: Conversation, contact_id: int, *rest: Any) -> None:
        if contact_id == number:
            raise LookupError("a screen that is not there")
        after_flood(conversation, contact_id, *rest)

    monkeypatch.setattr("bot.services.reception.after_flood", told)
    await house.move(CALM)
    for _ in range(2):
        await house.core.reception.catch_up()
    await house.quiet()
    assert len(house.heard(besim.box, besim.address)) == 1
    assert caplog.text.count("the end of a flood could not be told") == 1
