"""Looks and outcomes that come at the same moment, as on PostgreSQL: one after another, and nothing is forgotten."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.channels.port import Delivery, Receipt
from bot.clock import SetClock
from bot.services.dispatcher import Dispatcher, SendSettings
from bot.services.rates import Rate
from storage import looking
from storage.postgres import CONNECTIONS, PostgresStore, postgres_engine
from storage.store import StorageDown
from tests.databases import postgres_url
from tests.dispatcher.rows import CHANNEL, NOON, contacts, put
from tests.dispatcher.stage import SENT, Stage, always_loud
from tests.waiting import until_waiting

PATIENCE = 30.0


class OneByOne:
    """A channel that answers when it is told to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.answers: list[asyncio.Future[Receipt]] = []

    async def send(self, delivery: Delivery) -> Receipt:
        """Wait for the answer."""
        self.texts.append(delivery.part.text)
        self.answers.append(asyncio.get_running_loop().create_future())
        return await self.answers[-1]


@pytest.fixture
async def store() -> AsyncIterator[PostgresStore]:
    """Give a store on a new database."""
    found = PostgresStore(postgres_url())
    await found.open()
    yield found
    await found.close()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what changes it has no event
            await asyncio.sleep(0)


async def _sender(store: PostgresStore, clock: SetClock, channel: OneByOne) -> Dispatcher:
    """Return a sender that may send two messages, and no more as long as the clock stands."""
    settings = SendSettings({CHANNEL: Rate(2)}, slots=(4, 1), alone=True, drain=0.0)
    chance = random.Random(7)
    found = Dispatcher(store, clock, {CHANNEL: channel}, settings, owner="one", chance=chance, loud=always_loud)
    await found.start()
    await _until(lambda: store.commits > 1)  # the lease is held
    clock.move(timedelta(seconds=3))
    return found


_SENT = text("SELECT count(*) FROM outbox WHERE state = 'sent'")


@pytest.mark.postgres
async def test_what_is_set_aside_while_an_outcome_comes_is_brought_back(store: PostgresStore) -> None:
    clock, channel = SetClock(NOON), OneByOne()
    sender = await _sender(store, clock, channel)
    one, two = await store.run(lambda connection: contacts(connection, 2))
    await store.run(lambda connection: put(connection, one, "a", now=clock.now()))
    await _until(lambda: channel.texts == ["a"])
    async with store.engine.connect() as look:
        # This look shows "a" on its way, sets aside what is behind it and takes the last token for somebody else.
        await look.run_sync(lambda connection: put(connection, two, "x", now=clock.now()))
        await look.run_sync(lambda connection: put(connection, one, *"bcdefghijklmnopqrst", now=clock.now()))
        after = await look.run_sync(sender.claim)
        assert after is not None
        channel.answers[0].set_result(SENT)
        await until_waiting(store.engine.url)  # "a" is not settled before all can see what was set aside behind it
        await look.commit()
        after()
    await _until(lambda: channel.texts == ["a", "x"])
    channel.answers[1].set_result(SENT)
    clock.move(timedelta(seconds=2))
    sender.touched()
    await _until(lambda: channel.texts == ["a", "x", "b"])
    channel.answers[2].set_result(SENT)
    await sender.stop()


@pytest.mark.postgres
async def test_what_is_stored_while_another_looks_goes_at_once(store: PostgresStore) -> None:
    clock, channel = SetClock(NOON), OneByOne()
    sender = await _sender(store, clock, channel)
    [one] = await store.run(lambda connection: contacts(connection, 1))
    async with store.engine.connect() as look:
        assert await look.run_sync(looking.try_now)
        await store.run(lambda connection: put(connection, one, "a", now=clock.now()))
        assert channel.texts == []
        await look.commit()
    await _until(lambda: channel.texts == ["a"])
    channel.answers[0].set_result(SENT)
    await sender.stop()


@pytest.mark.postgres
async def test_an_outcome_waits_for_nobody_who_waits_for_the_database(store: PostgresStore) -> None:
    clock, channel = SetClock(NOON), OneByOne()
    sender = await _sender(store, clock, channel)
    [one] = await store.run(lambda connection: contacts(connection, 1))
    await store.run(lambda connection: put(connection, one, "a", now=clock.now()))
    await _until(lambda: channel.texts == ["a"])
    apart = postgres_engine(store.engine.url, connections=1)
    lock = text("SELECT pg_advisory_xact_lock(1)")
    async with apart.connect() as other, asyncio.timeout(PATIENCE):
        await other.execute(text("SELECT pg_advisory_lock(1)"))
        works = [asyncio.create_task(store.run(lambda connection: connection.execute(lock))) for _ in range(40)]
        await until_waiting(store.engine.url, CONNECTIONS)
        channel.answers[0].set_result(SENT)
        while not (await other.execute(_SENT)).scalar_one():
            await other.commit()
        assert not any(work.done() for work in works)
        await other.execute(text("SELECT pg_advisory_unlock(1)"))
        await asyncio.gather(*works)
    await apart.dispose()
    await sender.stop()


async def test_operators_hear_of_outcomes_that_were_not_on_disk_in_time(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    stage.channel.default = answer
    await stage.put(one, "hello")
    stage.store.trouble = StorageDown("full")
    answer.set_result(SENT)
    await stage.move(2.5)
    assert await stage.states() == ["sending"]
    stage.store.trouble = None
    await stage.move(0.5)
    assert await stage.states() == ["sent"]
    assert "1 outcomes were stored 3.0 s after they were known at most" in caplog.text
