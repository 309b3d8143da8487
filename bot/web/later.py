"""A part of the web that is loaded when it is first asked for; it never knows which part.

Whoever runs Drom without ever opening its console neither waits for the console at the start nor keeps it in memory.
"""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send


class Later:
    """An application that ``load`` returns; loading happens once, in a thread, so that nobody's answer waits for it."""

    def __init__(self, load: Callable[[], ASGIApp]) -> None:
        self._load = load
        self._app: ASGIApp | None = None
        self._hand = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, loaded first where it must be; what cannot be loaded is tried again at the next one."""
        await (self._app or await self._loaded())(scope, receive, send)

    async def _loaded(self) -> ASGIApp:
        async with self._hand:
            if self._app is None:
                self._app = await asyncio.to_thread(self._load)
            return self._app
