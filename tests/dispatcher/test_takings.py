"""Two transactions on PostgreSQL that take the same row: the second one waits for the first, and must let it fly."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.clock import SetClock
from bot.services.desk import Desk
from bot.services.flights import UNSURE_SECONDS
from bot.services.pick import pick
from bot.services.rates import Rate
from bot.services.tenure import Tenure
from storage import leases
from storage.leases import Lease
from storage.postgres import PostgresStore
from storage.sending import Taken
from tests.databases import postgres_url
from tests.dispatcher.rows import CHANNEL, NOON, contacts, put
from tests.dispatcher.stage import always_loud

pytestmark = pytest.mark.postgres

_WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    """Give the engine of a new database."""
    store = PostgresStore(postgres_url())
    await store.open()
    yield store.engine
    await store.close()


def _prepare(connection: Connection) -> tuple[Lease, int]:
    (row_id,) = put(connection, contacts(connection, 1)[0], "hello")
    lease = leases.take(connection, f"send:{CHANNEL}", "one", NOON, 1000)
    assert lease is not None
    return lease, row_id


async def _blocked(engine: AsyncEngine) -> None:
    """Wait until a transaction waits for another one."""
    async with asyncio.timeout(30), engine.connect() as connection:
        while not (await connection.execute(_WAITS)).scalar_one():
            await connection.rollback()


async def _begun_twice(engine: AsyncEngine, *, kept: bool) -> tuple[Desk, int, list[Taken]]:
    """Let a second transaction take the row of a slow first one, which is then committed where it is to be ``kept``."""
    async with engine.begin() as connection:
        held, row_id = await connection.run_sync(_prepare)
    clock = SetClock(NOON)
    desk = Desk(CHANNEL, Rate(), (4, 4), clock.monotonic())
    desk.hold(Tenure(held, frozenset(), 0, new=True), 1000.0, clock.monotonic())

    async def take(connection: AsyncConnection) -> list[Taken]:
        return await connection.run_sync(pick, desk, held, clock, 60.0, always_loud)

    async with engine.connect() as first, engine.connect() as second:
        assert [row.id for row in await take(first)] == [row_id]
        clock.move(timedelta(seconds=UNSURE_SECONDS))
        again = asyncio.create_task(take(second))
        await _blocked(engine)
        await (first.commit() if kept else first.rollback())
        found = await again
        await second.commit()
    return desk, row_id, found


async def test_what_a_slow_transaction_took_is_sent_by_it(engine: AsyncEngine) -> None:
    desk, row_id, found = await _begun_twice(engine, kept=True)
    assert found == []
    assert desk.begin(row_id)  # its commit comes last, and finds its slot
    assert desk.flying == 1


async def test_what_a_failed_transaction_took_is_sent_by_the_next(engine: AsyncEngine) -> None:
    desk, row_id, found = await _begun_twice(engine, kept=False)
    assert [row.id for row in found] == [row_id]
    assert desk.begin(row_id)
    assert not desk.begin(row_id)


async def test_what_was_sent_meanwhile_gives_its_slot_back(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        held, row_id = await connection.run_sync(_prepare)
    desk = Desk(CHANNEL, Rate(), (4, 4), 0.0)
    desk.hold(Tenure(held, frozenset(), 0, new=True), 1000.0, 0.0)
    async with engine.connect() as first, engine.connect() as second:
        await first.execute(text("UPDATE outbox SET state = 'sent'"))
        again = asyncio.create_task(second.run_sync(pick, desk, held, SetClock(NOON), 60.0, always_loud))
        await _blocked(engine)
        await first.commit()
        assert await again == []
    assert desk.flying == 0
    assert not desk.begin(row_id)
