"""The loop's time, moved on by hand on top of the real one; it never makes anybody wait."""

import asyncio


class Tempo:
    """Runs ahead of the loop's own time by as much as it was moved ``forward``."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._real, self._ahead = loop.time, 0.0

    def forward(self, seconds: float) -> None:
        """Let time pass; what was to happen meanwhile happens when the loop looks next."""
        self._ahead += seconds

    def time(self) -> float:
        """Return the time of the loop, in seconds."""
        return self._real() + self._ahead
