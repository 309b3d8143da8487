"""The server in our own loop: it starts or says why not, finishes what is in hand, and ends open streams."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.web.server import GRACE_SECONDS, WebServer, more_files

PATIENCE = GRACE_SECONDS - 2.0
"""When a test gives up: before the server itself would cut what is still open."""


class Site:
    """One page that streams for ever and one that takes as long as it is told."""

    def __init__(self) -> None:
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()
        self.streams_ended = 0
        self.app = Starlette(routes=[Route("/stream", self.stream), Route("/slow", self.slow)])

    async def stream(self, request: Request) -> Response:
        return StreamingResponse(self._endless(), media_type="text/event-stream")

    async def slow(self, request: Request) -> Response:
        self.asked.set()
        await self.go_on.wait()
        return PlainTextResponse("done")

    async def _endless(self) -> AsyncIterator[str]:
        try:
            yield "data: hello\n\n"
            await asyncio.Event().wait()
        finally:
            self.streams_ended += 1


async def _ask(port: int, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: drom\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def test_stop_ends_open_streams() -> None:
    site, told = Site(), []
    server = WebServer(site.app, "127.0.0.1", 0, on_stop=(lambda: told.append("stop"),))
    await server.start()
    reader, writer = await _ask(server.port, "/stream")
    async with asyncio.timeout(PATIENCE):
        await reader.readuntil(b"data: hello\n\n")
        await server.stop()
        await reader.read()
    assert site.streams_ended == 1
    assert told == ["stop"]
    writer.close()


async def test_stop_lets_a_request_in_hand_finish() -> None:
    site = Site()
    server = WebServer(site.app, "127.0.0.1", 0)
    await server.start()
    reader, writer = await _ask(server.port, "/slow")
    async with asyncio.timeout(PATIENCE):
        await site.asked.wait()
        stopping = asyncio.create_task(server.stop())
        while not await _refused(server.port):
            pass
        site.go_on.set()
        answer = await reader.read()
        await stopping
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"done")
    writer.close()


async def test_stop_does_not_wait_for_a_half_request() -> None:
    server = WebServer(Site().app, "127.0.0.1", 0)
    await server.start()
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /slow HTTP/1.1\r\nContent-Length: 50\r\n\r\nhalf")
    await writer.drain()
    async with asyncio.timeout(PATIENCE):
        await server.stop()
    writer.close()


async def test_stop_of_what_never_started_is_nothing() -> None:
    await WebServer(Site().app, "127.0.0.1", 0).stop()


async def test_taken_port_is_an_error_that_can_be_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = WebServer(Site().app, "127.0.0.1", taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            await server.start()


async def test_signals_are_left_to_the_process() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    server = WebServer(Site().app, "127.0.0.1", 0)
    await server.start()
    during = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    await server.stop()
    assert during == before


async def test_answer_tells_nothing_of_the_server() -> None:
    site = Site()
    site.go_on.set()
    server = WebServer(site.app, "127.0.0.1", 0)
    await server.start()
    reader, writer = await _ask(server.port, "/slow")
    async with asyncio.timeout(PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
    assert b"server:" not in head.lower()
    writer.close()
    await server.stop()


def test_more_files_never_gives_fewer() -> None:
    first = more_files(10)
    assert more_files(10) == first


async def _refused(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return True
    writer.transport.abort()
    return False
