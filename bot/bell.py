"""A bell that wakes whoever listens in this process; it never knows what happened."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


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
