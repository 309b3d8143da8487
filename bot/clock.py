"""Time as a port: a clock that may be moved and a monotonic one that never is; nothing else reads the time."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the moment, in UTC, with its zone."""

    def monotonic(self) -> float:
        """Return seconds from an unknown start; never goes back, is never moved."""


class SystemClock:
    """The machine's clock, moved by ``offset`` (the time machine of the demo)."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        """Return seconds from an unknown start."""
        return time.monotonic()


class SetClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._monotonic = 0.0

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds it was moved by in all."""
        return self._monotonic

    def move(self, by: timedelta) -> None:
        """Let time pass, on both clocks."""
        self._now += by
        self._monotonic += by.total_seconds()
