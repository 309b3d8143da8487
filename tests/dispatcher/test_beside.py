"""Looks that run beside what settles, as on PostgreSQL: what one of them cannot see yet goes all the same."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.channels.port import Delivery, Receipt
from bot.clock import SetClock
from bot.services.dispatcher import Dispatcher, SendSettings
from bot.services.post import Batch
from bot.services.rates import Rate
from bot.services.tenure import Tenure
from storage.postgres import CONNECTIONS, PostgresStore, postgres_engine
from storage.sending import ASIDE
from storage.store import StorageDown
from tests.databases import postgres_url
from tests.dispatcher.rows import CHANNEL, NOON, contacts, put, rows, states
from tests.dispatcher.stage import SENT, Stage, always_loud

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


def _brought_back(connection: Connection) -> bool:
    behind = rows(connection)[2]  # the first is "a", the second is "x"
    return bool(behind.state == "waiting" and behind.next_at != ASIDE)


async def _sender(store: PostgresStore, clock: SetClock, channel: OneByOne) -> Dispatcher:
    """Return a sender that may send two messages, and no more as long as the clock stands."""
    settings = SendSettings({CHANNEL: Rate(2)}, slots=(4, 1), alone=True, drain=0.0)
    chance = random.Random(7)
    found = Dispatcher(store, clock, {CHANNEL: channel}, settings, owner="one", chance=chance, loud=always_loud)
    await found.start()
    await _until(lambda: store.commits > 1)  # the lease is held
    clock.move(timedelta(seconds=3))
    return found


@pytest.mark.postgres
async def test_what_is_set_aside_behind_a_row_that_is_settled_meanwhile_comes_back(store: PostgresStore) -> None:
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
        before = store.commits
        channel.answers[0].set_result(SENT)
        await _until(lambda: store.commits > before)  # "a" is settled, and nothing behind it is to be seen
        await look.commit()
        after()
    await _until(lambda: channel.texts == ["a", "x"])
    async with asyncio.timeout(PATIENCE):
        back = False
        while not back:
            back = await store.read(_brought_back)
    channel.answers[1].set_result(SENT)
    await sender.stop()


_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'")
_SENT = text("SELECT count(*) FROM outbox WHERE state = 'sent'")


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
        while (await other.execute(_WAITING)).scalar_one() < CONNECTIONS:
            await other.commit()
        channel.answers[0].set_result(SENT)
        while not (await other.execute(_SENT)).scalar_one():
            await other.commit()
        assert not any(work.done() for work in works)
        await other.execute(text("SELECT pg_advisory_unlock(1)"))
        await asyncio.gather(*works)
    await apart.dispose()
    await sender.stop()


async def test_a_look_beside_a_batch_does_not_hide_what_the_batch_frees(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Batch.write

    def write(self: Batch, connection: Connection, clock: SetClock, chance: random.Random) -> list[Tenure | None]:
        found = written(self, connection, clock, chance)
        for desk, _ in self.outcomes:  # another transaction looks now: it cannot see that the chat is free
            desk.sort([], (8, 16), (24, 24), clock.monotonic(), clock.now())
        return found

    monkeypatch.setattr(Batch, "write", write)
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    await stage.put(one, "first", "second")
    assert stage.channel.texts == ["first", "second"]
    assert await stage.store.read(states) == ["sent", "sent"]


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
