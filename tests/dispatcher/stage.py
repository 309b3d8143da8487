"""A dispatcher on a stage where time moves only when it is told to, and a channel that does what a script says."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from bot.channels.port import Delivery, Part, Receipt
from bot.clock import SetClock
from bot.services.dispatcher import Dispatcher, SendSettings
from bot.services.pick import Loud
from bot.services.rates import Rate
from storage import outbox
from storage.sqlite import sqlite_engine
from storage.store import StorageDown, Work
from storage.tables import attempt, contact
from storage.tables import outbox as rows
from storage.works import Finish, T
from tests.databases import sqlite_url
from tests.dispatcher.rows import put

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
CHANNEL = "telegram"
SENT = Receipt("sent")
UNLIMITED = Rate()


class InlineStore:
    """SQLite in the event loop itself: no thread, so that what happens is the same each time."""

    dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self.connection = sqlite_engine(Path(url.removeprefix("sqlite:///"))).connect()
        driver: Any = self.connection.connection.driver_connection
        driver.execute("PRAGMA synchronous=OFF")
        self.trouble: StorageDown | None = None
        self.fail_next_commit = False
        self.commits = 0
        self._finishes: list[Finish] = []

    async def open(self) -> None:
        """Need nothing."""

    async def close(self) -> None:
        """Let the file go."""
        self.connection.close()

    async def checkpoint(self) -> bool:
        """Do nothing."""
        return True

    async def run(self, work: Work[T]) -> T:
        """Run a work with every dispatcher's end of group, or fail as told."""
        if self.trouble:
            raise self.trouble
        with self.connection.begin():
            value = work(self.connection)
            after = [finish(self.connection) for finish in self._finishes]
            if self.fail_next_commit:
                self.fail_next_commit = False
                raise StorageDown("full")
        self.commits += 1
        for call in after:
            if call is not None:
                asyncio.get_running_loop().call_soon(call)
        return value

    async def run_first(self, work: Work[T]) -> T:
        """Run a work."""
        return await self.run(work)

    async def read(self, work: Work[T]) -> T:
        """Run a reading work."""
        with self.connection.begin():
            return work(self.connection)

    def finish_with(self, finish: Finish) -> None:
        """Add an end of group: several dispatchers may share this store, as if they were processes."""
        self._finishes.append(finish)

    def finish_without(self, finish: Finish) -> None:
        """Leave out an end of group: its process is gone, and takes no mark from who is still there."""
        self._finishes.remove(finish)


@dataclass(frozen=True)
class Call:
    """One request to the provider."""

    at: float
    delivery: Delivery

    @property
    def text(self) -> str:
        """Return the words."""
        return self.delivery.part.text


Line = Receipt | BaseException | asyncio.Future[Receipt] | Callable[[Delivery], Receipt]


class ScriptedChannel:
    """A channel that plays its script call by call, then says ``sent``; parts pass through JSON as on a wire."""

    def __init__(self, clock: SetClock) -> None:
        self.calls: list[Call] = []
        self.script: deque[Line] = deque()
        self.default: Line = SENT
        self.flying = self.most_flying = 0
        self._clock = clock

    async def send(self, delivery: Delivery) -> Receipt:
        """Write the call down and do what the script says."""
        part = Part.from_json(json.loads(json.dumps(delivery.part.to_json())))
        self.calls.append(Call(self._clock.monotonic(), replace(delivery, part=part)))
        self.flying += 1
        self.most_flying = max(self.most_flying, self.flying)
        try:
            return await self._play(self.script.popleft() if self.script else self.default, delivery)
        finally:
            self.flying -= 1

    async def _play(self, line: Line, delivery: Delivery) -> Receipt:
        if isinstance(line, asyncio.Future):
            return await line
        if isinstance(line, BaseException):
            raise line
        receipt = line if isinstance(line, Receipt) else line(delivery)
        return replace(receipt, provider_id=f"p{len(self.calls)}") if receipt.result == "sent" else receipt

    @property
    def texts(self) -> list[str]:
        """Return the words of all calls."""
        return [call.text for call in self.calls]


def always_loud(_country: str, _from: int | None, _to: int | None, now: datetime) -> datetime:
    """Know no nights."""
    return now


class Stage:
    """One store and clock with dispatchers on them."""

    def __init__(self, store: InlineStore) -> None:
        self.store = store
        self.clock = SetClock(NOON)
        self.channel = ScriptedChannel(self.clock)
        self.dispatchers: list[Dispatcher] = []
        self.loud: Loud = always_loud
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    async def dispatcher(self, rate: Rate = UNLIMITED, *, owner: str = "one", **settings: Any) -> Dispatcher:
        """Start a dispatcher, alone unless told otherwise."""
        settings = {"alone": True, "drain": 0.0} | settings
        found = Dispatcher(
            self.store,
            self.clock,
            {CHANNEL: self.channel},
            SendSettings({CHANNEL: rate}, **settings),
            owner=owner,
            chance=random.Random(7),
            loud=self.loud,
            pause=self._pause,
        )
        self.dispatchers.append(found)
        await found.start()
        await self.settle()
        return found

    async def end(self, dispatcher: Dispatcher) -> None:
        """Stop a dispatcher, as if its process ended."""
        await dispatcher.stop()
        self.store.finish_without(dispatcher.claim)

    async def _pause(self, event: asyncio.Event, seconds: float) -> None:
        sleeper = (self.clock.monotonic() + seconds, event)
        self._sleepers.append(sleeper)
        try:
            await event.wait()
        finally:
            self._sleepers.remove(sleeper)

    async def settle(self) -> None:
        """Let everything happen that needs no time."""
        before, rounds = -1, 0
        while before != (before := self.store.commits + len(self.channel.calls)):
            rounds += 1
            assert rounds < 2000, "the dispatcher works without end while no time passes"
            for _ in range(20):
                await asyncio.sleep(0)

    async def move(self, seconds: float) -> None:
        """Let time pass, stopping wherever somebody wants to be woken."""
        end = self.clock.monotonic() + seconds
        await self.settle()
        while (due := min((at for at, _ in self._sleepers), default=end + 1)) <= end:
            self._clock_to(due)
            for at, event in self._sleepers:
                if at <= self.clock.monotonic() + 2e-6:  # the clock moves by whole microseconds
                    event.set()
            await self.settle()
        self._clock_to(end)
        await self.settle()

    def _clock_to(self, moment: float) -> None:
        self.clock.move(timedelta(seconds=max(0.0, moment - self.clock.monotonic())))

    # What is in the database

    async def contacts(self, number: int) -> list[int]:
        """Make contacts and return their ids."""

        def work(connection: Connection) -> list[int]:
            first = connection.scalar(select(func.count()).select_from(contact)) or 0
            for n in range(first, first + number):
                values = {"channel": CHANNEL, "address": f"a{n + 1}", "created_at": NOON}
                connection.execute(insert(contact).values(values))
            return list(connection.scalars(select(contact.c.id).order_by(contact.c.id)))[first:]

        return await self.store.run(work)

    async def put(self, contact_id: int, *texts: str, lane: int = outbox.REPLY, **more: Any) -> list[int]:
        """Put a message of some parts, and let happen what then happens by itself."""
        given: dict[str, Any] = {"channel": CHANNEL, "lane": lane, "now": self.clock.now()} | more
        found = await self.store.run(lambda connection: put(connection, contact_id, *texts, **given))
        await self.settle()
        return found

    async def put_many(self, contact_ids: Iterable[int], *texts: str, lane: int = outbox.ANNOUNCEMENT) -> None:
        """Put messages for many contacts in one transaction."""
        now = self.clock.now()

        def work(connection: Connection) -> None:
            for text in texts:
                for one in contact_ids:
                    put(connection, one, text, channel=CHANNEL, lane=lane, now=now)

        await self.store.run(work)
        await self.settle()

    async def rows(self) -> list[Row[Any]]:
        """Return the whole outbox."""
        return await self.store.read(lambda connection: list(connection.execute(select(rows).order_by(rows.c.id))))

    async def row(self, row_id: int = 1) -> Row[Any]:
        """Return one row."""
        return next(row for row in await self.rows() if row.id == row_id)

    async def states(self) -> list[str]:
        """Return every row's state, and why."""
        return [row.state + (f" {row.reason}" if row.reason else "") for row in await self.rows()]

    async def results(self, row_id: int = 1) -> list[str]:
        """Return how the attempts on a row ended."""
        found = select(attempt.c.result).where(attempt.c.outbox_id == row_id).order_by(attempt.c.id)
        return await self.store.read(lambda connection: list(connection.scalars(found)))

    async def contact(self, contact_id: int = 1) -> Row[Any]:
        """Return a contact."""
        found = select(contact).where(contact.c.id == contact_id)
        return await self.store.read(lambda connection: connection.execute(found).one())

    def times(self, texts: Sequence[str] | None = None) -> list[float]:
        """Return when calls were made, in seconds since the beginning."""
        return [call.at for call in self.channel.calls if texts is None or call.text in texts]


def new_stage(directory: Path) -> Stage:
    """Return a stage on a new database."""
    return Stage(InlineStore(sqlite_url(directory)))
