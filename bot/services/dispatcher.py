"""The only sender: takes what waits in the outbox, sends it through its channel and writes down how that ended.

It never decides what is said to whom. One loop writes (outcomes, leases, recovery) and keeps the time; rows are taken
at the end of whatever transaction comes by (``claim``), so that a turn's answer leaves with the commit that stores it.
"""

import asyncio
import contextlib
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.alert import Alert
from bot.bell import Pause, wait_for_event
from bot.clock import Clock
from bot.services.courier import Courier, Sends
from bot.services.desk import Desk
from bot.services.dispatch import ChannelState, SendSettings, Snapshot
from bot.services.outcomes import Landed
from bot.services.pick import Loud, pick
from bot.services.post import Batch, Post
from bot.services.rates import Rate
from bot.services.tenure import Claimant, Tenure
from storage import deadletters, leases, looking, outbox
from storage.hails import Hail
from storage.leases import Lease
from storage.sending import Taken
from storage.store import StorageDown, Store

__all__ = ["Dispatcher", "SendSettings", "Snapshot"]

TRY_SECONDS = 2.0
"""How often a lease that somebody else holds is tried."""
DOWN_SECONDS = 1.0
"""How long to wait when the database takes nothing."""
GIVING_UP_SECONDS = 4.0
"""How long ``stop`` waits for the last outcomes to be written."""
MOMENT = 0.0005
"""The shortest sleep in seconds: a shorter one could end before its time by the rounding of clocks."""

_log = logging.getLogger(__name__)


class Dispatcher:
    """Sends for the channels whose lease this process holds."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        channels: Mapping[str, Sends],
        settings: SendSettings,
        *,
        owner: str,
        chance: random.Random,
        loud: Loud,
        pause: Pause = wait_for_event,
        hail: Callable[[Hail], None] = lambda _: None,
        follow: Callable[[Taken], None] = lambda _: None,
    ) -> None:
        """``owner`` is unique to this run; ``chance`` spreads pauses, ``loud`` ends nights, ``hail`` reaches others.

        ``follow`` is told of what went and has a voice note that is still to be made.
        """
        self._store, self._clock, self._settings = store, clock, settings
        self._chance, self._pause, self._loud, self._hail = chance, pause, loud, hail
        self._posts = [self._post(name, channel, owner) for name, channel in channels.items()]
        self._look_at = self._sleeps_until = clock.monotonic()
        self._follow = follow
        self._outcomes: list[tuple[Desk, Landed]] = []
        self._blocks: list[tuple[Lease, datetime]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken, self._settled = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: asyncio.Task[None] | None = None
        self._ending = self._one_by_one = False
        self._alert = Alert(_log, "sending waits")
        self.sent: Counter[tuple[str, int, str]] = Counter()
        """Attempts by channel, lane and how they ended."""

    def _post(self, name: str, channel: Sends, owner: str) -> Post:
        now, settings = self._clock.monotonic(), self._settings
        desk = Desk(name, settings.rates.get(name, Rate()), settings.slots, now)
        courier = Courier(channel, desk, self._clock, settings.timeout)
        return Post(desk, courier, Claimant(name, owner, settings.lease, settings.alone), now)

    async def start(self) -> None:
        """Begin to take leases, to recover what was left behind, and to send."""
        self._loop = asyncio.get_running_loop()
        self._store.finish_with(self.claim)
        self._serving = asyncio.create_task(self._serve(), name="dispatcher")

    async def stop(self) -> None:
        """Take nothing new, let what is on its way arrive, write it down and give the leases back."""
        for post in self._posts:
            post.desk.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.drain):
                await self._land()
        for task in self._tasks:
            task.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._ending = True
        self._woken.set()
        if self._serving is None:
            return  # the start did not come this far
        await asyncio.wait({self._serving}, timeout=GIVING_UP_SECONDS)
        if self._serving.cancel():
            _log.error("the last %s outcomes could not be written", len(self._outcomes))
            await asyncio.wait({self._serving})

    async def _land(self) -> None:
        """Wait until nothing is on its way, what a transaction is just taking included."""
        while any(post.desk.flying for post in self._posts):
            self._settled.clear()
            await self._settled.wait()

    def touched(self) -> None:
        """Look at the outbox now: another process changed it, or the clock was moved. For any thread."""
        self._look()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken.set)

    def freed(self) -> None:
        """Try the leases that others hold now: one of them may be free."""
        for post in self._posts:
            if post.desk.lease is None:
                post.tend_at = self._clock.monotonic()
        self._woken.set()

    async def snapshot(self) -> Snapshot:
        """Return how sending goes now; raises StorageDown."""
        return Snapshot(self.states(), tuple(await self._store.read(deadletters.counts)))

    def states(self) -> Mapping[str, ChannelState]:
        """Return how each channel's sending goes now; asks no database. For any thread."""
        now = self._clock.monotonic()
        return {post.desk.name: post.desk.state(now) for post in self._posts}

    # Taking

    def claim(self, connection: Connection) -> Callable[[], None] | None:
        """Take what may go now, in the transaction that is about to be committed; return what to do after it."""
        fresh = outbox.marked(connection)
        if fresh:
            self._look()
        now = self._clock.monotonic()
        posts = [post for post in self._posts if post.desk.lease and post.desk.room(now) != (0, 0)]
        if not (fresh or posts):
            return None
        found: list[tuple[Post, Lease, list[Taken]]] = []
        late = bool(posts) and not looking.try_now(connection)
        for post in posts if not late else ():
            if held := post.desk.lease:
                rows = pick(connection, post.desk, held, self._clock, self._settings.lease, self._loud)
                found.append((post, held, rows))
        return partial(self._begin, found, fresh and any(post.desk.lease is None for post in self._posts), late)

    def _look(self) -> None:
        for post in self._posts:
            post.desk.look()

    def _begin(self, found: Sequence[tuple[Post, Lease, list[Taken]]], elsewhere: bool, late: bool) -> None:
        """Send what was taken, now that this is committed; hail who may have to send it ``elsewhere``.

        ``late``: another transaction looked, perhaps before this one was committed; the loop looks after it.
        """
        if elsewhere:
            self._hail("outbox")
        if late:
            self._look()
        for post, held, rows in found:
            for row in rows:
                if post.desk.begin(row.id) and not self._ending:
                    task = asyncio.create_task(self._carry(post, held, row))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        if late or self._clock.monotonic() + self._delay() < self._sleeps_until:
            self._woken.set()

    async def _carry(self, post: Post, held: Lease, row: Taken) -> None:
        outcome, noted = await post.courier.carry(held, row)
        self.sent[post.desk.name, row.lane, outcome.receipt.result] += 1
        if outcome.receipt.result == "sent" and row.payload.get("later"):
            self._follow(row)
        if noted.blocked:
            self._blocks.append((held, outcome.ended_at + timedelta(seconds=noted.blocked)))
        self._outcomes.append((post.desk, outcome))
        self._woken.set()

    # Writing, and keeping the time

    async def _serve(self) -> None:
        while self._outcomes or not self._ending:
            self._woken.clear()
            delay = self._delay()
            if self._outcomes or delay <= 0:
                await self._write()
            else:
                delay = max(delay, MOMENT)
                self._sleeps_until = self._clock.monotonic() + delay
                await self._pause(self._woken, delay)
        with contextlib.suppress(StorageDown):  # the leases run out by themselves
            await self._store.run_first(self._give_back)
            self._hail("lease")

    def _give_back(self, connection: Connection) -> None:
        for post in self._posts:
            if post.desk.lease:
                leases.give_back(connection, post.desk.lease, self._clock.now())

    def _delay(self) -> float:
        """Return in how many seconds there is something to do that no event will tell of."""
        now = self._clock.monotonic()
        soonest = min(min(post.tend_at - now, post.desk.wake(now)) for post in self._posts)
        return max(0.0, min(soonest, self._look_at - now))

    async def _write(self) -> None:
        now = self._clock.monotonic()
        if now >= self._look_at:
            self._look_at = now + self._settings.idle
            self._look()
        batch = self._batch(now)
        try:
            tenures = await self._store.run_first(partial(batch.write, clock=self._clock, chance=self._chance))
        except StorageDown as down:
            await self._stand_by(down)
        except Exception:
            _log.exception("the sender could not write")
            await self._give_way(batch)
        else:
            self._alert.over()
            batch.tell(self._clock.now())
            self._written(batch)
            for post, tenure in zip(batch.posts, tenures, strict=True):
                self._apply(post, tenure, now)

    def _batch(self, now: float) -> Batch:
        if self._one_by_one:
            return Batch(self._outcomes[:1])
        due = [post for post in self._posts if now >= post.tend_at]
        return Batch(self._outcomes[:], self._blocks[:], due)

    def _written(self, batch: Batch) -> None:
        self._settled.set()
        del self._outcomes[: len(batch.outcomes)], self._blocks[: len(batch.blocks)]
        self._one_by_one = self._one_by_one and bool(self._outcomes)

    def _apply(self, post: Post, tenure: Tenure | None, now: float) -> None:
        """Let what was agreed with the database about a lease become true."""
        if tenure is None:
            if post.desk.lease is not None:
                _log.warning("another process sends for channel %s now", post.desk.name)
            post.desk.lose()
            post.tend_at = now + TRY_SECONDS
            return
        if tenure.recovered:
            _log.warning("channel %s: %s messages were being sent when a sender died", post.desk.name, tenure.recovered)
        post.desk.hold(tenure, now + self._settings.lease, self._clock.monotonic())
        post.tend_at = now + self._settings.lease / 4

    async def _stand_by(self, trouble: StorageDown | str) -> None:
        """Wait a moment before the database is asked again; what is to be written stays."""
        self._alert.down(trouble)
        self._look()
        await self._pause(asyncio.Event(), DOWN_SECONDS)

    async def _give_way(self, batch: Batch) -> None:
        """Find the one outcome that cannot be written: it is left to recovery, so that the others are not."""
        if self._one_by_one or not batch.outcomes:
            for desk, outcome in batch.outcomes:
                _log.error("the outcome of outbox row %s is lost", outcome.row.id)
                desk.release(outcome.row.id)
            self._written(batch)
            await self._stand_by("the last write failed")
        self._one_by_one = bool(self._outcomes)
