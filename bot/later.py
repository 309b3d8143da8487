"""A part of Drom that is loaded when it is first asked for; it never knows which part.

Whoever runs Drom without ever opening its console, say, neither waits for that at the start nor keeps it in memory.
"""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """What ``load`` returns; loading happens once, in a thread, so that nobody's answer waits for it."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._loaded: T | None = None
        self._hand = asyncio.Lock()

    async def get(self) -> T:
        """Return it, loaded first where it must be; what cannot be loaded is tried again at the next request."""
        if self._loaded is None:
            async with self._hand:
                if self._loaded is None:
                    self._loaded = await asyncio.to_thread(self._load)
        return self._loaded
