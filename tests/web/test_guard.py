"""Half-sent, slow and huge requests over real sockets: they end in time, and a genuine one is served meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.guard import MIB, Allowance, Guard
from bot.web.server import WebServer

SOON = 0.3
"""The deadline in these tests, in seconds; ten in life."""

PATIENCE = 10.0
"""When a test gives up."""

GENUINE = b"POST /hook HTTP/1.1\r\nHost: drom\r\nContent-Length: 5\r\n\r\nhello"


@dataclass
class Pages:
    """An application that says how many bytes came, and remembers every body."""

    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.bodies.append(body)
        answer = str(len(body)).encode()
        headers = [(b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


class Line:
    """One connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    async def answer(self) -> tuple[int, bytes]:
        """Return the status and the body of the next answer."""
        async with asyncio.timeout(PATIENCE):
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            body = await self._reader.readexactly(int(length.partition(b":")[2]))
        return int(head.split(b" ")[1]), body

    async def ended(self) -> bytes:
        """Return what still came before the other side hung up."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self._reader.read()
            except ConnectionError:
                return b""

    async def drip(self, data: bytes) -> None:
        """Send one byte after another, without end, until the other side hangs up."""
        with suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE):
                while not self._reader.at_eof() and not self.writer.is_closing():
                    self.writer.write(data)
                    await self.writer.drain()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._reader.read(1000), 0.02)


class House:
    """A server in this process."""

    def __init__(self, server: WebServer, pages: Pages) -> None:
        self.server = server
        self.pages = pages
        self._lines: list[Line] = []

    async def line(self, sent: bytes = b"") -> Line:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        line = Line(reader, writer)
        self._lines.append(line)
        writer.write(sent)
        await writer.drain()
        return line

    async def genuine(self) -> None:
        """Prove that somebody else is served within a second."""
        async with asyncio.timeout(1.0):
            line = await self.line(GENUINE)
            assert await line.answer() == (200, b"5")

    def close(self) -> None:
        for line in self._lines:
            line.writer.transport.abort()


@asynccontextmanager
async def house(app: Callable[[ASGIApp], ASGIApp] | None = None, head_seconds: float = SOON) -> AsyncIterator[House]:
    """Give a server with short deadlines."""
    pages = Pages()
    guarded = app(pages) if app else Guard(pages, lambda _: Allowance(MIB, SOON))
    server = WebServer(guarded, "127.0.0.1", 0, head_seconds=head_seconds)
    await server.start()
    found = House(server, pages)
    try:
        yield found
    finally:
        found.close()
        await server.stop()


HALF_HEADS = [b"", b"P", b"POST /hook HTTP/1.1\r\n", b"POST /hook HTTP/1.1\r\nHost: drom\r\nX-Long: aaa", b"\r\n\r\n"]
HALF_BODIES = [
    b"POST /hook HTTP/1.1\r\nHost: drom\r\nContent-Length: 50\r\n\r\n",
    b"POST /hook HTTP/1.1\r\nHost: drom\r\nContent-Length: 50\r\n\r\nhalf",
    b"POST /hook HTTP/1.1\r\nHost: drom\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST /hook HTTP/1.1\r\nHost: drom\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    b"POST /hook HTTP/1.1\r\nHost: drom\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n",
]


@pytest.mark.parametrize("head", HALF_HEADS)
async def test_half_head_is_hung_up_on(head: bytes) -> None:
    async with house() as found:
        line = await found.line(head)
        await found.genuine()
        assert await line.ended() == b""
        assert found.pages.bodies == [b"hello"]


@pytest.mark.parametrize("head", HALF_HEADS[1:])
async def test_half_head_on_a_kept_connection_is_hung_up_on(head: bytes) -> None:
    async with house() as found:
        line = await found.line(GENUINE)
        assert await line.answer() == (200, b"5")
        line.writer.write(head)
        assert await line.ended() == b""


@pytest.mark.parametrize("start", [b"POST /hook HTTP/1.1\r\nX-Long: ", b"POST /", b""])
async def test_dripping_head_is_hung_up_on(start: bytes) -> None:
    async with house() as found:
        line = await found.line(start)
        await line.drip(b"a" if start else b"\r\n")
        assert found.pages.bodies == []


@pytest.mark.parametrize("request_", HALF_BODIES)
async def test_half_body_is_hung_up_on_and_no_page_sees_it(request_: bytes) -> None:
    async with house() as found:
        line = await found.line(request_)
        await found.genuine()
        ended = await line.ended()
        assert ended.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n").startswith(b"HTTP/1.1 408 ")
        assert found.pages.bodies == [b"hello"]


async def test_dripping_body_is_hung_up_on() -> None:
    async with house() as found:
        line = await found.line(HALF_BODIES[0].replace(b"50", b"5000"))
        await line.drip(b"a")
        assert found.pages.bodies == []


async def test_body_that_was_cut_off_reaches_no_page() -> None:
    async with house() as found:
        line = await found.line(HALF_BODIES[1])
        line.writer.transport.abort()
        await found.genuine()
        assert found.pages.bodies == [b"hello"]


async def test_hundreds_of_half_requests_keep_nobody_waiting() -> None:
    async with house() as found:
        lines = [await found.line(half) for half in (HALF_HEADS[3], HALF_BODIES[1]) * 200]
        await found.genuine()
        await asyncio.gather(*(line.ended() for line in lines))
        await found.genuine()


async def test_fifty_megabytes_are_refused_while_they_come() -> None:
    async with house() as found:
        head = b"POST /hook HTTP/1.1\r\nHost: drom\r\nContent-Length: 52428800\r\n\r\n"
        line = await found.line(head)
        pouring = asyncio.create_task(_pour(line, b"x" * MIB, 50))
        assert await line.answer() == (413, b"")
        await found.genuine()
        await pouring
        assert found.pages.bodies == [b"hello"]


async def test_chunks_without_end_are_refused() -> None:
    async with house() as found:
        line = await found.line(HALF_BODIES[2])
        pouring = asyncio.create_task(_pour(line, b"10000\r\n" + b"x" * 65536 + b"\r\n", 800))
        assert await line.answer() == (413, b"")
        await found.genuine()
        await pouring


async def _pour(line: Line, data: bytes, times: int) -> None:
    with suppress(ConnectionError):
        for _ in range(times):
            line.writer.write(data)
            await line.writer.drain()


async def test_body_of_the_allowed_size_passes_whole() -> None:
    body = bytes(range(256)) * 4096
    async with house() as found:
        head = f"POST /hook HTTP/1.1\r\nHost: drom\r\nContent-Length: {MIB}\r\n\r\n".encode()
        line = await found.line(head)
        line.writer.write(body)
        assert await line.answer() == (200, str(MIB).encode())
        assert found.pages.bodies == [body]
        line.writer.write(GENUINE)
        assert await line.answer() == (200, b"5")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Content-Encoding: gzip\r\nContent-Length: 5", 415),
        (b"Content-Encoding: br\r\nContent-Length: 5", 415),
        (b"Content-Encoding: identity\r\nContent-Length: 5", 200),
        (b"Content-Length: 5, 5", 400),
        (b"Content-Length: -5", 400),
        (b"Content-Length: 1048577", 413),
        (b"Content-Length: 99999999999999999999", 400),
    ],
)
async def test_packed_bodies_and_strange_lengths_are_refused(headers: bytes, status: int) -> None:
    async with house() as found:
        line = await found.line(b"POST /hook HTTP/1.1\r\nHost: drom\r\n" + headers + b"\r\n\r\nhello")
        assert (await line.answer())[0] == status


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 10_000 + b"\r\n",
    ],
    ids=["field", "megabyte", "address", "fields"],
)
async def test_long_head_is_431(head: bytes) -> None:
    async with house() as found:
        line = await found.line()
        pouring = asyncio.create_task(_pour(line, head, 1))
        assert await line.answer() == (431, b"")
        await pouring
        assert found.pages.bodies == []


async def test_long_head_without_an_end_is_431() -> None:
    async with house(head_seconds=PATIENCE) as found:
        line = await found.line(b"GET / HTTP/1.1\r\nX-Long: ")
        pouring = asyncio.create_task(_pour(line, b"a" * 65_536, 20))
        assert await line.answer() == (431, b"")
        await pouring


async def test_head_of_a_bearable_size_passes() -> None:
    async with house() as found:
        line = await found.line(b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 30_000 + b"\r\n\r\n")
        assert await line.answer() == (200, b"0")


async def test_what_is_no_http_is_400() -> None:
    async with house() as found:
        line = await found.line(b"\x16\x03\x01 hello\r\n\r\n")
        assert (await line.ended()).startswith(b"HTTP/1.1 400 ")


async def test_uploads_may_have_more_room() -> None:
    def roomy(scope: Scope) -> Allowance:
        return Allowance(2 * MIB, SOON) if scope["path"] == "/upload" else Allowance(MIB, SOON)

    async with house(lambda pages: Guard(pages, roomy)) as found:
        for path, status in (("/upload", 200), ("/hook", 413)):
            head = f"POST {path} HTTP/1.1\r\nHost: drom\r\nContent-Length: {2 * MIB}\r\n\r\n".encode()
            line = await found.line(head)
            pouring = asyncio.create_task(_pour(line, b"x" * MIB, 2))
            assert (await line.answer())[0] == status
            await pouring
