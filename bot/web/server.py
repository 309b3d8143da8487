"""uvicorn inside our own loop, which ends open streams when it is stopped; it never knows a page."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from bot.web.connection import HEAD_SECONDS, PatientProtocol

if sys.platform != "win32":
    import resource

STREAM_SECONDS = 0.3
GRACE_SECONDS = 5
CONNECTIONS = 4000
"""More at once are answered 503. Each costs a file descriptor, see ``more_files``."""


class _Server(uvicorn.Server):
    """uvicorn without a hand on the signals: the process decides when its parts stop, and in which order."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let requests in hand finish; after a moment whatever still streams or is half-sent is cut."""
        timer = asyncio.get_running_loop().call_later(STREAM_SECONDS, self._end_open)
        try:
            await super().shutdown(sockets)
        finally:
            timer.cancel()

    def _end_open(self) -> None:
        for connection in tuple(self.server_state.connections):
            if isinstance(connection, PatientProtocol):
                connection.end()


class WebServer:
    """Serves an application in the running loop, from ``start`` to ``stop``."""

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        *,
        on_stop: Sequence[Callable[[], None]] = (),
        head_seconds: float = HEAD_SECONDS,
    ) -> None:
        """``port`` 0 takes any free one. ``on_stop`` are told first, so that streams can say goodbye."""
        self._app = app
        self._place = (host, port)
        self._on_stop = on_stop
        self._head_seconds = head_seconds
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None
        self.port = port

    async def start(self) -> None:
        """Listen; raises OSError where the port cannot be had."""
        listening = _listen(*self._place)
        self.port = listening.getsockname()[1]
        self._server = _Server(self._config())
        self._task = asyncio.create_task(self._server.serve(sockets=[listening]), name="web-server")
        up = asyncio.create_task(self._server.up.wait())
        await asyncio.wait({up, self._task}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Take no more connections, finish what is in hand (5 s at most), end streams, and return."""
        if self._server is None or self._task is None:
            return
        for tell in self._on_stop:
            tell()
        self._server.should_exit = True
        await self._task

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._app,
            http=cast("type[asyncio.Protocol]", self._protocol),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )

    def _protocol(self, *given: Any, **named: Any) -> PatientProtocol:
        return PatientProtocol(*given, head_seconds=self._head_seconds, **named)


def more_files(wanted: int = CONNECTIONS + 1000) -> int:
    """Let this process open as many files as it is allowed to, up to ``wanted``; return how many, 0 if unknown.

    Many systems begin with 1,024, which a thousand half-open connections use up.
    """
    if sys.platform == "win32":
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= allowed:
        return soft
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        return allowed
    return soft


def _listen(host: str, port: int) -> socket.socket:
    """Open the port; raises OSError, which names the settings of the address: the system names no file for it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        found = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (while")[0]
        way = "Set DROM_PORT to another, as in DROM_PORT=8001, or DROM_HOST to an address of this machine"
        raise OSError(error.errno, f"{host}, port {port}: {why}. {way}") from error
    found.setblocking(False)
    return found
