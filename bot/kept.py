"""Keeps the parts of a process going: one that fails is told and started again; it never knows what a part does."""

import asyncio
import logging
from dataclasses import dataclass

from bot.bell import Bell, Pause
from bot.clock import Clock
from bot.services.duty import Loop

PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds before a part is started again after its first failure, its second, and so on; the last holds on."""
WELL = 60.0
"""After so many seconds without a failure a part is taken for well again."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Part:
    """One loop: when it was started last, in monotonic seconds, and how often it failed since it was well."""

    began: float
    failures: int = 0
    goes: bool = True


class Keeper:
    """Runs loops until the bell is closed."""

    def __init__(self, clock: Clock, pause: Pause) -> None:
        self._clock, self._pause = clock, pause
        self._parts: list[_Part] = []

    def ill(self) -> bool:
        """Tell whether a part waits to be started again, or has not gone for long enough since."""
        return any(part.failures and not (part.goes and self._well(part)) for part in self._parts)

    async def run(self, loop: Loop, bell: Bell) -> None:
        """Run a loop, again and again where it fails, until it ends by itself or the bell is closed."""
        part = _Part(self._clock.monotonic())
        self._parts.append(part)
        with bell.listen() as rung:
            while True:
                try:
                    await loop(bell)
                except Exception:
                    seconds = self._failed(part)
                    _log.exception("a part of Drom has failed; it is started again in %.0f seconds", seconds)
                else:
                    return
                await self._wait(seconds, bell, rung)
                if bell.closed:
                    return
                part.began, part.goes = self._clock.monotonic(), True

    def _failed(self, part: _Part) -> float:
        """Note a failure; return how long to wait."""
        part.failures = 1 if self._well(part) else part.failures + 1
        part.goes = False
        return PAUSES[min(part.failures, len(PAUSES)) - 1]

    async def _wait(self, seconds: float, bell: Bell, rung: asyncio.Event) -> None:
        """Wait; a ring that does not close the bell ends nothing."""
        until = self._clock.monotonic() + seconds
        while not bell.closed and (left := until - self._clock.monotonic()) > 0:
            rung.clear()
            await self._pause(rung, left)

    def _well(self, part: _Part) -> bool:
        return self._clock.monotonic() - part.began >= WELL
