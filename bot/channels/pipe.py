"""One kept connection that carries HTTP/1.1 requests, one after the other; it never knows where it leads.

Its own because a client for everything (aiohttp) took four times the processor time of a request (run), 10 MB and a
tenth of a second of each start. The parser is that of the web server, llhttp.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import httptools

HEAD_BYTES = 64 * 1024
"""How much of an answer may be no body: its head and trailers, and what a body in pieces has around each."""
LIMIT_BYTES = 16 * 1024 * 1024
"""How long a body may be where nobody says: no answer of an API comes near it."""
PIECE_BYTES = 64 * 1024
"""How much is written at once, and how much may wait to be sent: progress shows in steps of about this size."""


class MayBeSent(Exception):
    """The request was or may have been written and its answer is unknown."""


class TooBig(MayBeSent):
    """The answer is over the limit; the rest of it was not read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, of any status. The names of ``headers`` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an answer: ``seconds`` of silence, ``longest`` in all; ``limit`` of its body, in bytes."""

    seconds: float
    longest: float
    limit: int = LIMIT_BYTES


class Pipe(asyncio.Protocol):
    """One connection. ``kept`` tells whether it can take a request, ``since`` when (of the loop) its last one ended."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[Answer] | None = None
        self.kept, self.since = False, 0.0
        self._unwritten, self._full = memoryview(b""), False
        self._clear()

    def _clear(self) -> None:
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._around, self._in_head = 0, True

    async def ask(self, request: bytes, patience: Patience) -> Answer:
        """Write a request and return its answer; raises MayBeSent, TooBig. Without a whole answer the pipe is cut."""
        self._clear()
        self.kept, self._patience = False, patience
        self._began = self._heard = self._loop.time()
        waiting: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting = waiting
        self._timer = self._loop.call_later(patience.seconds, self._look)
        self._unwritten = memoryview(request)
        self._write()
        try:
            return await waiting
        finally:
            self._timer.cancel()
            self._waiting, self._unwritten = None, memoryview(b"")
            if self.kept:
                self.since = self._loop.time()
            else:
                self._transport.abort()

    def close(self) -> None:
        """Let it go, whoever waits."""
        self.kept = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready for a request, and let little of it wait where its progress cannot be seen."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(PIECE_BYTES)
        self.kept = True

    def pause_writing(self) -> None:
        """Hold back what is not written yet."""
        self._full = True

    def resume_writing(self) -> None:
        """Write on: something was sent. This is how progress shows over TLS, too, whose own buffer is empty."""
        self._full, self._heard = False, self._loop.time()
        self._write()

    def data_received(self, data: bytes) -> None:
        """Read on. What nobody asked for ends the connection: it cannot be told from the next answer."""
        if self._waiting is None or self._waiting.done():
            self.close()
            return
        self._heard = self._loop.time()
        before = len(self._body)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(MayBeSent(type(error).__name__))
            self.kept = False
        self._around += len(data) - (len(self._body) - before)
        if self._around > HEAD_BYTES + len(self._body):
            self._fail(MayBeSent("FieldsTooLong"))

    def eof_received(self) -> None:
        """Take no further request: the other side has gone."""
        self.kept = False

    def connection_lost(self, exc: Exception | None) -> None:
        """End what is being read: it is whole where only this was to tell its length (RFC 9112, 6.3)."""
        self.kept = False
        told = "content-length" in self._headers or "transfer-encoding" in self._headers
        if exc is None and not self._in_head and not told:
            self._end()
        else:
            self._fail(MayBeSent(type(exc).__name__ if exc else "Disconnected"))

    def on_message_begin(self) -> None:
        """Take what follows a whole answer for what it is: nobody asked for it."""
        self.kept = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a field."""
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Refuse a body that is said to be too long."""
        self._in_head = False
        length = self._headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._patience.limit:
            self._fail(TooBig("TooBig"))

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, as far as it may be long."""
        if len(self._body) + len(body) > self._patience.limit:
            self._fail(TooBig("TooBig"))
        else:
            self._body += body

    def on_message_complete(self) -> None:
        """Hand the answer over; one that only says that another follows is forgotten."""
        if self._parser.get_status_code() < 200:
            self._clear()
        elif self._waiting is not None and not self._waiting.done():
            whole = not self._unwritten  # else the rest of the request would be read as the next one
            self.kept = whole and self._parser.should_keep_alive() and not self._transport.is_closing()
            self._end()

    def _write(self) -> None:
        while self._unwritten and not self._full:
            piece, self._unwritten = self._unwritten[:PIECE_BYTES], self._unwritten[PIECE_BYTES:]
            self._transport.write(piece)

    def _end(self) -> None:
        """Hand out copies: a second answer in the same segment writes its fields into what it finds here."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(Answer(self._parser.get_status_code(), dict(self._headers), bytes(self._body)))

    def _fail(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)

    def _look(self) -> None:
        """Wait on while there is progress, in what is written too; give up after the silence or the longest wait."""
        now = self._loop.time()
        left = min(self._heard + self._patience.seconds, self._began + self._patience.longest) - now
        if left > 0:
            self._timer = self._loop.call_later(left, self._look)
        else:
            self._fail(MayBeSent("TimeoutError"))
