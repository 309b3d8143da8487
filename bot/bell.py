"""A bell that wakes whoever listens in this process; it never knows what happened."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

Pause = Callable[[asyncio.Event, float], Awaitable[None]]
"""Waits for an event, but at most so many seconds, as ``wait_for_event`` does."""


async def wait_for_event(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but at most so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def wait_for_any(*events: asyncio.Event, seconds: float | None = None) -> None:
    """Wait until one of several events happens, at most so many seconds where any are told."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waits:
            task.cancel()


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


async def repeat(
    work: Callable[[], Awaitable[object]],
    seconds: float,
    bell: Bell,
    guard: AbstractContextManager[object, bool | None],
    pause: Pause = wait_for_event,
) -> None:
    """Do a work now, at each ring and every so many seconds, until the bell is closed; raises what work raises.

    What ``guard`` holds back, as an ``Alert`` does where the database is down, ends that one time and not the loop.
    """
    with bell.listen() as rung:
        while not bell.closed:
            rung.clear()
            with guard:
                await work()
            await pause(rung, seconds)
