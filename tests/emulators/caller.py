"""A keep-alive HTTP client that posts fast and tells how it ended; it never retries and never follows."""

import asyncio
import ssl
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httptools


class NoAnswer(Exception):
    """The other side took no connection, closed it, or was silent too long.

    ``reached`` tells whether the request was written.
    """

    def __init__(self, reached: bool) -> None:
        super().__init__("no answer")
        self.reached = reached


@dataclass(slots=True)
class Reply:
    """What came back. Header names are in small letters."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Caller:
    """Requests to any address, over as many kept connections as are needed at once."""

    def __init__(self) -> None:
        self._idle: dict[str, list[_Line]] = {}

    async def call(
        self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None, patience: float = 60.0
    ) -> Reply:
        """Send one request and return its answer; raises ``NoAnswer``."""
        place = urlsplit(url)
        origin = f"{place.scheme}://{place.netloc}"
        line = await self._line(origin)
        target = (place.path or "/") + (f"?{place.query}" if place.query else "")
        head = [f"{method} {target} HTTP/1.1", f"Host: {place.netloc}", f"Content-Length: {len(body)}"]
        head += [f"{name}: {value}" for name, value in (headers or {}).items()]
        reply = await line.ask("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body, patience, method)
        if line.alive:
            self._idle.setdefault(origin, []).append(line)
        return reply

    def close(self) -> None:
        """Let go of every kept connection."""
        for lines in self._idle.values():
            for line in lines:
                line.hang_up()
        self._idle.clear()

    async def _line(self, origin: str) -> "_Line":
        idle = self._idle.get(origin, [])
        while idle:
            line = idle.pop()
            if line.alive:
                return line
        place = urlsplit(origin)
        secure = ssl.create_default_context() if place.scheme == "https" else None
        port = place.port or (443 if secure else 80)
        loop = asyncio.get_running_loop()
        try:
            _, made = await loop.create_connection(_Line, place.hostname or "", port, ssl=secure)
        except OSError as error:
            raise NoAnswer(reached=False) from error
        return made


class _Line(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._reply = Reply()
        self._body: list[bytes] = []
        self._done: asyncio.Future[Reply] | None = None

    @property
    def alive(self) -> bool:
        """Whether another request may go out on it."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, patience: float, method: str) -> Reply:
        """Write a request and wait for the whole answer; raises ``NoAnswer``."""
        if self._transport is None:
            raise NoAnswer(reached=False)
        loop = asyncio.get_running_loop()
        self._done = loop.create_future()
        self._parser = httptools.HttpResponseParser(self)
        self._method = method
        timer = loop.call_later(patience, self.hang_up)
        self._transport.write(request)
        try:
            return await self._done
        finally:
            timer.cancel()
            if not self._done.done() or self._done.cancelled():
                self.hang_up()

    def hang_up(self) -> None:
        """Close the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._done is not None and not self._done.done():
            self._done.set_exception(NoAnswer(reached=True))

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.hang_up()

    def on_message_begin(self) -> None:
        self._reply = Reply()
        self._body = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self._reply.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._reply.status = self._parser.get_status_code()
        if self._method == "HEAD":
            self._finish()
            self.hang_up()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._finish()

    def _finish(self) -> None:
        self._reply.body = b"".join(self._body)
        if self._transport is not None and not self._parser.should_keep_alive():
            self._transport.close()
        if self._done is not None and not self._done.done():
            self._done.set_result(self._reply)
