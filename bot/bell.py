"""A bell that wakes whoever listens in this process; it never knows what happened."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

Pause = Callable[[asyncio.Event, float], Awaitable[None]]
"""Waits for an event, but at most so many seconds, as ``wait_for_event`` does."""


async def wait_for_event(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but at most so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


class Bell:
    """Rings for all listeners at once; after ``close`` it rings for good."""

    def __init__(self) -> None:
        self.closed = False
        self._listeners: set[asyncio.Event] = set()

    def ring(self) -> None:
        """Wake every listener."""
        for listener in self._listeners:
            listener.set()

    def close(self) -> None:
        """Wake every listener for the last time."""
        self.closed = True
        self.ring()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Event]:
        """Give an event that is set at each ring; the listener clears it."""
        listener = asyncio.Event()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
