"""Who stood still for longer than its lease writes nothing to a provider, however ready it was to."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.channels.port import Delivery, Receipt
from bot.channels.wire import MayBeSent, NotSent, Wire
from bot.clock import Clock, SetClock, SystemClock
from bot.services.courier import Courier
from bot.services.desk import Desk
from bot.services.rates import Rate
from bot.services.tenure import Tenure
from storage.leases import Lease
from storage.sending import Due, Taken
from tests.channels.provider import Provider
from tests.dispatcher.rows import NOON

STILL = 90.0
TIMEOUT = 30.0
LARGE = 5_000_000
"""Bytes of a file that may take longer than the lease lasts."""
FROZEN = 2
"""The row during whose sending the process stands still; the one before it leaves a kept connection."""


@dataclass
class Standing:
    """A channel whose process stands still when its request is as good as written."""

    wire: Wire
    url: str
    monkeypatch: pytest.MonkeyPatch

    async def send(self, delivery: Delivery) -> Receipt:
        """Post once."""
        if delivery.reference == FROZEN:
            # The clock goes on while nothing runs; then the loop does what was ready before it looks at timers.
            loop = asyncio.get_running_loop()
            told = loop.time
            self.monkeypatch.setattr(loop, "time", lambda: told() + STILL)
        try:
            await self.wire.ask("POST", self.url, b"{}")
        except NotSent:
            return Receipt("safe")
        except MayBeSent:
            return Receipt("doubt")
        return Receipt("sent")


@dataclass
class Halved:
    """A channel whose process stands still while a file goes out, whose words are to follow."""

    wire: Wire
    url: str
    clock: SetClock

    async def send(self, delivery: Delivery) -> Receipt:
        """Post both; the file's answer is there before any timer fires."""
        try:
            await self.wire.ask("POST", self.url, bytes(LARGE))
            self.clock.move(timedelta(seconds=STILL if delivery.reference == FROZEN else 0.0))
            await self.wire.ask("POST", self.url, b"{}")
        except NotSent:
            return Receipt("safe")
        return Receipt("sent")


def _desk(clock: Clock) -> Desk:
    found = Desk("telegram", Rate(), (4, 4), clock.monotonic())
    held = Lease("send:telegram", "one", 1, NOON)
    found.hold(Tenure(held, frozenset(), 0, new=True), clock.monotonic() + 60.0, clock.monotonic())
    return found


async def _carried(desk: Desk, courier: Courier, clock: Clock, number: int) -> str:
    """Carry a row and return how that ended."""
    held = desk.lease
    assert held is not None
    due = Due(number, number, 0, NOON, None, 0, head=True, silent="")
    assert desk.sort([due], (4, 4), (12, 12), clock.monotonic(), NOON).ids == [number]
    row = Taken(number, number, 0, "a", {"text": "hello"}, 1, 0, None)
    outcome, _ = await asyncio.create_task(courier.carry(held, row))
    return outcome.receipt.result


async def test_who_stood_still_between_the_lease_and_the_request_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, wire = SystemClock(), Wire(TIMEOUT)
    desk = _desk(clock)
    async with Provider() as provider:
        courier = Courier(Standing(wire, provider.url, monkeypatch), desk, clock, TIMEOUT)
        results = [await _carried(desk, courier, clock, number) for number in (1, FROZEN)]
        monkeypatch.undo()
        await wire.ask("GET", provider.url)  # what was written before this has been read by now
        await wire.close()
    assert [asked.method for asked in provider.asked] == ["POST", "GET"]
    assert results[0] == "sent"
    assert results[1] in ("safe", "doubt")


async def test_who_stood_still_while_a_file_went_out_does_not_write_its_words() -> None:
    clock, wire = SetClock(NOON), Wire(TIMEOUT)
    desk = _desk(clock)
    async with Provider() as provider:
        courier = Courier(Halved(wire, provider.url, clock), desk, clock, TIMEOUT)
        results = [await _carried(desk, courier, clock, number) for number in (1, FROZEN)]
        await wire.close()
    assert [len(asked.body) for asked in provider.asked] == [LARGE, 2, LARGE], "another process may send by now"
    assert results == ["sent", "safe"]
