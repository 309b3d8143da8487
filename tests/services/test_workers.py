"""Two Droms on one PostgreSQL database: each message once, one step of a person at a time, in the platform's order."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound
from storage import contacts, tables
from storage.store import Work
from tests.databases import postgres_url
from tests.house import Guest, House, living

pytestmark = pytest.mark.postgres

SEED = 20261122


@pytest.fixture
async def houses(tmp_path: Path) -> AsyncIterator[tuple[House, House]]:
    """Return two Droms that share a database and a folder."""
    url = postgres_url()
    async with living(tmp_path, url=url) as first:
        while not (await first.dispatcher.snapshot()).channels[SIM_TELEGRAM].leads:
            await first.written.wait()
        async with living(tmp_path, url=url) as second:
            yield first, second


def _text(key: str, order: int, words: str = "hello", address: str = "7") -> Inbound:
    return Inbound(SIM_TELEGRAM, key, order, address, "text", text=words)


async def _receive(house: House, inbound: Inbound) -> None:
    await house.core.reception.receive([inbound])


async def test_a_newcomer_who_writes_to_both_is_one_person(
    houses: tuple[House, House], caplog: pytest.LogCaptureFixture
) -> None:
    hellos = [_text(f"k{n}", n) for n in range(20)]
    await asyncio.gather(*(_receive(houses[n % 2], hello) for n, hello in enumerate(hellos)))
    (contact,) = await houses[0].rows(tables.contact)
    outcomes = [row["outcome"] for row in await houses[0].rows(tables.inbox)]
    assert len(outcomes) == contact["rev"] == 20
    assert outcomes.count("new") == 1
    assert "" not in outcomes
    assert caplog.records == []


async def test_a_message_that_both_get_counts_once(
    houses: tuple[House, House], caplog: pytest.LogCaptureFixture
) -> None:
    await Guest(houses[0], "7").join()
    before = len(await houses[0].rows(tables.inbox))
    same = _text("same", 90, "Ana")
    await asyncio.gather(*(_receive(house, same) for house in houses * 8))
    assert len(await houses[0].rows(tables.inbox)) == before + 1
    assert sum(house.core.reception.repeats for house in houses) == 15
    assert caplog.records == []


async def test_of_those_that_wait_the_lowest_goes_first_wherever_it_came(houses: tuple[House, House]) -> None:
    """Somebody has the person in hand while both Droms get messages; then these are worked by their numbers."""
    guest = Guest(houses[0], "7")
    await guest.join()
    chance, numbers = random.Random(SEED), list(range(100, 130))
    chance.shuffle(numbers)
    contact = await guest.contact()
    let_go = asyncio.Event()
    holder = asyncio.create_task(_hold(houses[0], contact.id, let_go))
    stored = len(await houses[0].rows(tables.inbox)) + len(numbers)
    posts = [asyncio.create_task(_receive(chance.choice(houses), _text(f"n{n}", n, "?"))) for n in numbers]
    try:
        async with asyncio.timeout(30):
            while len(await houses[0].rows(tables.inbox)) < stored:
                pass
    finally:
        let_go.set()
        await asyncio.gather(holder, *posts)
    rows = [row for row in await houses[0].rows(tables.inbox) if row["seq"] >= 100]
    assert {row["state"] for row in rows} == {"done"}
    assert await houses[0].read(_order_of_work) == sorted(numbers)


def _order_of_work(connection: Connection) -> list[int]:
    """Return the numbers of the messages in the order in which they were worked: each was one transaction."""
    return list(connection.scalars(text("SELECT seq FROM inbox WHERE seq >= 100 ORDER BY xmin::text::bigint")))


async def _hold(house: House, contact_id: int, let_go: asyncio.Event) -> None:
    async with house.core.store.engine.begin() as connection:  # type: ignore[attr-defined]
        assert await connection.run_sync(contacts.claim, contact_id, wait=True)
        await let_go.wait()


async def test_what_was_left_is_shared_and_nobody_waits_for_the_other(houses: tuple[House, House]) -> None:
    first, second = houses
    guests = [Guest(first, str(n)) for n in range(1, 7)]
    for guest in guests:
        await guest.join()

    def stored(connection: Connection) -> None:
        for guest in guests:
            inbound = _text(f"left{guest.address}", 90, "Ana", guest.address)
            first.core.conversation.store(connection, inbound, first.clock.now())

    await first.core.store.run(stored)
    let_go = asyncio.Event()
    holder = asyncio.create_task(_hold(first, (await guests[0].contact()).id, let_go))
    while await second.core.store.run(_free((await guests[0].contact()).id)):
        pass
    await asyncio.gather(first.core.reception.catch_up(), second.core.reception.catch_up())
    at = [await guest.at() for guest in guests]
    assert at == ["registration.name", *["registration.name_ok"] * 5]
    let_go.set()
    await holder
    await second.core.reception.catch_up()
    assert await guests[0].at() == "registration.name_ok"
    done = [row for row in await first.rows(tables.inbox) if row["seq"] == 90]
    assert [row["outcome"] for row in done] == ["said"] * 6


def _free(contact_id: int) -> Work[bool]:
    return lambda connection: contacts.claim(connection, contact_id, wait=False)
