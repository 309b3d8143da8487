"""Carries one message to its channel and says how that ended; it never knows a database."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from bot.channels.port import LONGER, MAY_WRITE, Delivery, Part, Receipt
from bot.clock import Clock
from bot.services.desk import Desk
from bot.services.dispatch import GRACE_SECONDS
from bot.services.flights import Noted
from bot.services.outcomes import Landed
from storage.leases import Lease
from storage.sending import Taken

LOOK_SECONDS = 1.0
"""How often an upload looks whether the lease still lasts."""

_log = logging.getLogger(__name__)
RAN_OUT = "the lease ran out before the request"
"""Why nothing was sent, where another process may send by now: it is tried again in a moment."""


class Bound:
    """Until when one request may last: a short one as long as its lease surely does, an upload while it is renewed."""

    def __init__(self, ends: asyncio.Timeout, lasts: Callable[[float], bool]) -> None:
        """``lasts`` says whether the lease is ours for so many seconds more."""
        self._ends, self._lasts = ends, lasts
        self._loop = asyncio.get_running_loop()
        self._looking: asyncio.TimerHandle | None = None

    def longer(self, seconds: float) -> None:
        """Let an upload take its time: who reads it slowly has not left it without an answer."""
        until = max(self._ends.when() or 0.0, self._loop.time() + seconds + GRACE_SECONDS)
        self._ends.reschedule(until)
        if self._looking is None:
            self._looking = self._loop.call_later(LOOK_SECONDS, self._look)

    def may_write(self) -> bool:
        """Say whether a request may begin now: the lease is ours at this moment, whatever the timers did not see."""
        return self._loop.time() <= (self._ends.when() or 0.0) and self._lasts(2 * LOOK_SECONDS)

    def over(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()

    def _look(self) -> None:
        """End the upload before another process may send."""
        if self._lasts(2 * LOOK_SECONDS):
            self._looking = self._loop.call_later(LOOK_SECONDS, self._look)
        else:
            self._ends.reschedule(self._loop.time())


class Sends(Protocol):
    """All that the dispatcher needs of a channel."""

    async def send(self, delivery: Delivery) -> Receipt:
        """Try once and say how it ended; never raises for what a provider or a network does."""


class Courier:
    """Sends the rows of one desk through its channel, each within ``timeout`` seconds and a grace.

    A file may take longer, as its channel says: while it goes on, and while the lease is renewed.
    """

    def __init__(self, channel: Sends, desk: Desk, clock: Clock, timeout: float) -> None:
        self._channel, self._desk, self._clock = channel, desk, clock
        self._limit = timeout + GRACE_SECONDS

    async def carry(self, held: Lease, row: Taken) -> tuple[Landed, Noted]:
        """Send a row once; return how that ended, and what it told about the channel. Never raises."""
        started_at = self._clock.now()
        receipt = await self._receipt(row)
        noted = self._desk.answer(row.id, receipt, self._clock.monotonic())
        self._tell(receipt, noted)
        return Landed(row, held, receipt, started_at, self._clock.now(), noted.uncounted), noted

    async def _receipt(self, row: Taken) -> Receipt:
        try:
            part = Part.from_json(row.payload)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return Receipt("refused", detail=f"the row holds no part: {type(error).__name__}")
        by = asyncio.get_running_loop().time() + self._limit  # before the lease is asked after: we may stand still here
        now = self._clock.monotonic()
        if not self._desk.may_write(now, self._limit):
            return Receipt("safe", detail=RAN_OUT)
        if row.doubts:
            _log.warning("sending outbox row %s again, ambiguous=%s", row.id, row.doubts)
        self._desk.write(row.id, now)
        return await self._send(Delivery(row.address, part, row.id, row.doubts + 1, row.since, row.others), by)

    async def _send(self, delivery: Delivery, by: float) -> Receipt:
        ends = asyncio.timeout_at(by)
        bound = Bound(ends, lambda seconds: self._desk.may_write(self._clock.monotonic(), seconds))
        longer, may_write = LONGER.set(bound.longer), MAY_WRITE.set(bound.may_write)
        try:
            async with ends:
                return await self._channel.send(delivery)
        except TimeoutError:
            return Receipt("doubt", detail=f"no answer in {(ends.when() or by) - by + self._limit:.0f} s")
        except asyncio.CancelledError:
            return Receipt("doubt", detail="stopped while it was being sent")
        except Exception as error:
            _log.exception("channel %s failed at outbox row %s", self._desk.name, delivery.reference)
            return Receipt("doubt", detail=type(error).__name__)
        finally:
            bound.over()
            # Else each task would hold itself by its context, and all of it wait for the garbage collector.
            LONGER.reset(longer)
            MAY_WRITE.reset(may_write)

    def _tell(self, receipt: Receipt, noted: Noted) -> None:
        name = self._desk.name
        if noted.opened:
            _log.error("channel %s cannot be used, its messages wait: %s %s", name, receipt.result, receipt.detail)
        if noted.closed:
            _log.warning("channel %s can be used again", name)
        if noted.blocked:
            _log.warning("channel %s wants no messages for %.0f s", name, noted.blocked)
