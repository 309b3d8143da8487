"""Waiting lines, one for each person: one at a time, the lowest number first; it never knows what they wait for."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Lines:
    """Whoever comes first goes at once; those who come meanwhile follow by number, then by arrival."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, list[tuple[int, int, asyncio.Future[None]]]] = {}
        self._arrivals = itertools.count()

    def busy(self, line: Hashable) -> bool:
        """Say whether somebody has their turn in a line, so that whoever comes now must wait."""
        return line in self._waiting

    @asynccontextmanager
    async def turn(self, line: Hashable, number: int) -> AsyncIterator[None]:
        """Wait for one's turn in a line, and let the next one go at the end."""
        await self._enter(line, number)
        try:
            yield
        finally:
            self._leave(line)

    async def _enter(self, line: Hashable, number: int) -> None:
        waiting = self._waiting.get(line)
        if waiting is None:
            self._waiting[line] = []
            return
        called = asyncio.get_running_loop().create_future()
        heapq.heappush(waiting, (number, next(self._arrivals), called))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._leave(line)  # called and cancelled at the same moment: the turn must not be lost
            raise

    def _leave(self, line: Hashable) -> None:
        waiting = self._waiting[line]
        while waiting:
            _, _, called = heapq.heappop(waiting)
            if not called.done():
                called.set_result(None)
                return
        del self._waiting[line]
