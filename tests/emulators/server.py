"""A small keep-alive HTTP/1.1 server for the emulators; it never knows which provider it plays."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any

import httptools


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are in small letters; ``path`` has no query."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``headers`` are those beside the length and the content type."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> "Answer":
        """Return ``value`` as JSON."""
        return cls(status, json.dumps(value, ensure_ascii=False).encode(), headers=headers)


Answered = Answer | Awaitable[Answer | None] | None
"""What a request comes to, now or later; ``None`` closes the connection without an answer."""

Handler = Callable[[Request], Answered]


class Server:
    """Listens on loopback and gives every request to one handler, in order on each connection."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Listen and return the port, which the system chose where 0 was asked for."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), host, port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self.connections):
            connection.hang_up()
        if self._server is not None:
            await self._server.wait_closed()

    @property
    def listening(self) -> bool:
        """Whether new connections are taken."""
        return self._server is not None and self._server.is_serving()

    @property
    def address(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(slots=True)
class _Draft:
    """A request while it is read."""

    url: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    body: list[bytes] = field(default_factory=list)


class _Connection(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._draft = _Draft()
        self._waiting: deque[Request] = deque()
        self._task: asyncio.Future[Answer | None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self)
        self._transport = None
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.hang_up()

    def hang_up(self) -> None:
        """Close the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def on_message_begin(self) -> None:
        self._draft = _Draft()

    def on_url(self, url: bytes) -> None:
        self._draft.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._draft.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._draft.body.append(body)

    def on_message_complete(self) -> None:
        draft = self._draft
        path, _, query = draft.url.decode("latin-1").partition("?")
        method = self._parser.get_method().decode()
        self._waiting.append(Request(method, path, query, draft.headers, b"".join(draft.body)))
        if self._task is None:
            self._serve()

    def _serve(self) -> None:
        while self._waiting and self._transport is not None:
            request = self._waiting.popleft()
            found = self._server.handler(request)
            if isinstance(found, Answer | None):
                self._write(found, request.method)
                continue
            self._task = asyncio.ensure_future(found)
            self._task.add_done_callback(partial(self._served, request.method))
            return

    def _served(self, method: str, task: "asyncio.Future[Answer | None]") -> None:
        self._task = None
        if task.cancelled():
            return
        self._write(task.result(), method)
        self._serve()

    def _write(self, answer: Answer | None, method: str) -> None:
        if self._transport is None:
            return
        if answer is None:
            self._transport.abort()
            return
        head = [
            f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
            f"Content-Type: {answer.content_type}",
            f"Content-Length: {len(answer.body)}",
            *(f"{name}: {value}" for name, value in answer.headers),
        ]
        self._transport.write("\r\n".join(head).encode() + b"\r\n\r\n" + (b"" if method == "HEAD" else answer.body))
