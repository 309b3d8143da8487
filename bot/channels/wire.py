"""HTTP for the channels: one request that ends by its cause; it never knows a provider, a token or a message."""

import asyncio
import base64
import socket
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from bot.channels.pipe import LIMIT_BYTES, PIECE_BYTES, Answer, MayBeSent, Patience, Pipe, TooBig
from bot.channels.port import LONGER, MAY_WRITE

__all__ = ["Answer", "MayBeSent", "NotSent", "TooBig", "Wire", "basic", "pause"]

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 15.0
"""A kept connection is dropped by us first: a request on one that the other side closes meanwhile is in doubt."""

_USUAL = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "drom"}
_SLOWEST_UPLOAD = 32 * 1024
"""Bytes a second: a longer request may take longer, as long as it goes on."""
_LONG = 16 * 1024
"""A request of so many bytes holds a file."""
_STAGGER_SECONDS = 0.25
"""When the next address of a server is tried beside the one that does not answer (RFC 8305)."""


class NotSent(Exception):
    """Nothing of the request can have arrived: there was no connection. The text is a cause, never an address."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A server; ``name`` is what it is called in a request."""

    secure: bool
    host: str
    port: int
    name: str


class Wire:
    """Kept connections to any server. It repeats nothing, follows no redirect, keeps no cookie and unpacks nothing."""

    def __init__(
        self,
        seconds: float,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        connections: int = 100,
    ) -> None:
        """Wait ``seconds`` for an answer once connected, ``connect_seconds`` for a free or new connection."""
        self.seconds = seconds
        self._connect_seconds = connect_seconds
        self._connections = connections
        self._slots: asyncio.Semaphore | None = None
        self._pipes: set[Pipe] = set()
        self._idle: dict[_Place, list[Pipe]] = defaultdict(list)
        self._sweeping: asyncio.TimerHandle | None = None

    async def ask(
        self,
        method: str,
        url: str,
        data: bytes | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        *,
        seconds: float = 0.0,
        limit: int = 0,
    ) -> Answer:
        """Make one request; raises NotSent, MayBeSent, TooBig. 0 ``seconds`` or ``limit`` (bytes): the usual ones."""
        seconds = seconds or self.seconds
        try:
            place, target = _address(url)
            request = _head(method, target, place.name, data, headers) + (data or b"")
        except ValueError:
            raise NotSent("InvalidURL") from None
        slots = await self._slot()
        try:
            pipe = self._kept(place) or await self._connected(place)
            if not MAY_WRITE.get()():
                self._keep(place, pipe)
                raise NotSent("TooLate")
            try:
                longest = seconds + self._connect_seconds + len(request) / _SLOWEST_UPLOAD
                if len(request) > _LONG:
                    LONGER.get()(longest)
                return await pipe.ask(request, Patience(seconds, longest, limit or LIMIT_BYTES))
            finally:
                self._keep(place, pipe)
        finally:
            slots.release()

    async def close(self) -> None:
        """Close every connection; the next request opens new ones."""
        for pipe in self._pipes:
            pipe.close()
        if self._sweeping is not None:
            self._sweeping.cancel()
        self._pipes, self._slots, self._sweeping = set(), None, None
        self._idle.clear()
        await asyncio.sleep(0)  # the loop closes their sockets in its next round

    async def _slot(self) -> asyncio.Semaphore:
        """Take one of the connections that there may be; they belong to the running loop and so are made late."""
        if self._slots is None:
            self._slots = asyncio.Semaphore(self._connections)
        slots = self._slots
        if not slots.locked():
            await slots.acquire()  # goes on at once
            return slots
        try:
            async with asyncio.timeout(self._connect_seconds):
                await slots.acquire()
        except TimeoutError:
            raise NotSent("NoFreeConnection") from None
        return slots

    def _kept(self, place: _Place) -> Pipe | None:
        """Return the connection that was used last, so that the others grow old and are dropped."""
        idle, oldest = self._idle[place], asyncio.get_running_loop().time() - IDLE_SECONDS
        while idle:
            pipe = idle.pop()
            if pipe.kept and pipe.since > oldest:
                return pipe
            self._drop(pipe)
        return None

    async def _connected(self, place: _Place) -> Pipe:
        secure = _verified() if place.secure else None
        try:
            async with asyncio.timeout(self._connect_seconds):
                transport, pipe = await asyncio.get_running_loop().create_connection(
                    Pipe, place.host, place.port, ssl=secure, happy_eyeballs_delay=_STAGGER_SECONDS
                )
            if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # else the system takes megabytes, and progress shows late
                system = transport.get_extra_info("socket")
                system.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, PIECE_BYTES)
        except (OSError, UnicodeError) as error:  # of names, connections, certificates and time
            raise NotSent(type(error).__name__) from None
        self._pipes.add(pipe)
        return pipe

    def _keep(self, place: _Place, pipe: Pipe) -> None:
        """Keep a connection for the next request, where it can take one."""
        if not pipe.kept or pipe not in self._pipes:
            self._drop(pipe)
            return
        self._idle[place].append(pipe)
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Drop what has been idle for long, and look again while anything is idle."""
        self._sweeping, loop = None, asyncio.get_running_loop()
        oldest = loop.time() - IDLE_SECONDS
        for place, idle in tuple(self._idle.items()):
            for pipe in idle:
                if not pipe.kept or pipe.since <= oldest:
                    self._drop(pipe)
            self._idle[place] = [pipe for pipe in idle if pipe in self._pipes]
        if any(self._idle.values()):
            self._sweeping = loop.call_later(IDLE_SECONDS / 2, self._sweep)

    def _drop(self, pipe: Pipe) -> None:
        self._pipes.discard(pipe)
        pipe.close()


def basic(user: str, secret: str) -> str:
    """Return the value of an Authorization header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


@lru_cache(maxsize=1)
def _verified() -> ssl.SSLContext:
    """Return what checks certificates and names, by what the system trusts."""
    found = ssl.create_default_context()
    found.set_alpn_protocols(["http/1.1"])
    return found


@lru_cache(maxsize=64)
def _address(url: str) -> tuple[_Place, str]:
    """Return where a URL leads and what is asked for there, unchanged; raises ValueError."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    if not (secure or parts.scheme == "http") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("no address of a server")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not (target.isascii() and target.isprintable()) or " " in target:
        raise ValueError("no target")
    return _Place(secure, parts.hostname, parts.port or (443 if secure else 80), parts.netloc), target


def _head(method: str, target: str, name: str, data: bytes | None, headers: Mapping[str, str]) -> bytes:
    """Return the head of a request; raises ValueError for a value that would end its line."""
    fields = {"Host": name, **_USUAL, **headers}
    if data is not None or method == "POST":
        fields["Content-Length"] = str(len(data or b""))
    lines = [f"{field}: {value}" for field, value in fields.items()]
    if not all(map(str.isprintable, lines)):
        raise ValueError("a field of more than one line")
    return "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "\r\n"]).encode("latin-1")


async def pause(seconds: float) -> None:
    """Wait by the clock that nobody moves."""
    await asyncio.sleep(seconds)
