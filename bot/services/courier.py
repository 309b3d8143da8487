"""Carries one message to its channel and says how that ended; it never knows a database."""

import asyncio
import logging
from typing import Protocol

from bot.channels.port import WRITE_BY, Delivery, Part, Receipt
from bot.clock import Clock
from bot.services.desk import Desk
from bot.services.dispatch import GRACE_SECONDS
from bot.services.flights import Noted
from bot.services.outcomes import Landed
from storage.leases import Lease
from storage.sending import Taken

_log = logging.getLogger(__name__)


class Sends(Protocol):
    """All that the dispatcher needs of a channel."""

    async def send(self, delivery: Delivery) -> Receipt:
        """Try once and say how it ended; never raises for what a provider or a network does."""


class Courier:
    """Sends the rows of one desk through its channel, each within ``timeout`` seconds and a grace."""

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
            return Receipt("safe", detail="the lease ran out before the request")
        if row.doubts:
            _log.warning("sending outbox row %s again, ambiguous=%s", row.id, row.doubts)
        self._desk.write(row.id, now)
        WRITE_BY.set(by)  # each row is carried by a task of its own
        return await self._send(Delivery(row.address, part, row.id, row.doubts + 1, row.since, row.others), by)

    async def _send(self, delivery: Delivery, by: float) -> Receipt:
        try:
            async with asyncio.timeout_at(by):
                return await self._channel.send(delivery)
        except TimeoutError:
            return Receipt("doubt", detail=f"no answer in {self._limit:g} s")
        except asyncio.CancelledError:
            return Receipt("doubt", detail="stopped while it was being sent")
        except Exception as error:
            _log.exception("channel %s failed at outbox row %s", self._desk.name, delivery.reference)
            return Receipt("doubt", detail=type(error).__name__)

    def _tell(self, receipt: Receipt, noted: Noted) -> None:
        name = self._desk.name
        if noted.opened:
            _log.error("channel %s cannot be used, its messages wait: %s %s", name, receipt.result, receipt.detail)
        if noted.closed:
            _log.warning("channel %s can be used again", name)
        if noted.blocked:
            _log.warning("channel %s wants no messages for %.0f s", name, noted.blocked)
