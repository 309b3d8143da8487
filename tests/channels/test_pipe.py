"""One connection, answered in every way that a server may answer: whole, in pieces, unasked, without a length."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels import wire as wires
from bot.channels.pipe import HEAD_BYTES, LIMIT_BYTES, MayBeSent, Pipe
from bot.channels.wire import NotSent, Wire
from tests.channels.provider import Provider
from tests.channels.tempo import Tempo

PATIENCE, SLOW = 5.0, 60.0
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Answers each request with the next of ``answers``, each a list of pieces; after an empty piece it hangs up."""

    def __init__(self, answers: list[list[bytes]]) -> None:
        self.answers, self.connections, self.requests = answers, 0, 0
        self.gone = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                self.requests += 1
                for piece in self.answers.pop(0):
                    if not piece:
                        return
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.gone.set()
        finally:
            writer.close()


@asynccontextmanager
async def _server(*answers: list[bytes], seconds: float = PATIENCE) -> AsyncIterator[tuple[Server, Wire, str]]:
    server, wire = Server(list(answers)), Wire(seconds)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    try:
        yield server, wire, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/a?b=%20c"
    finally:
        await wire.close()
        listening.close()
        await listening.wait_closed()


@pytest.mark.parametrize(
    ("pieces", "body", "kept"),
    [
        ([WHOLE], b"{}", True),
        ([WHOLE[at : at + 1] for at in range(len(WHOLE))], b"{}", True),
        ([b"HTTP/1.1 100 Continue\r\n\r\n", WHOLE], b"{}", True),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", b"0\r\n\r\n"], b"{}", True),
        ([b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"], b"{}", False),
        ([b"HTTP/1.0 200 OK\r\n\r\n{", b"}", b""], b"{}", False),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], b"", True),
        ([WHOLE + b"HTTP/1.1 200 OK\r\n"], b"{}", False),
    ],
)
async def test_an_answer_is_read_whole_and_its_connection_kept_where_it_may_be(
    pieces: list[bytes], body: bytes, *, kept: bool
) -> None:
    async with _server(pieces, [WHOLE]) as (server, wire, url):
        assert (await wire.ask("GET", url)).body == body
        assert (await wire.ask("GET", url)).body == b"{}"
    assert server.connections == (1 if kept else 2)


@pytest.mark.parametrize(
    "pieces",
    [
        [b""],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", b""],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", b""],
        [b"HTTP/1.1 200 OK\r\nContent-Le", b""],
        [b"no HTTP at all\r\n\r\n"],
        [b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nX: " + b"x" * HEAD_BYTES],
    ],
)
async def test_an_answer_that_is_not_whole_leaves_it_open_whether_the_request_was_heard(
    pieces: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    async with _server(pieces, [WHOLE]) as (server, wire, url):
        with pytest.raises(MayBeSent):
            await wire.ask("POST", url, b"")
        assert (await wire.ask("POST", url, b"")).status == 200
    assert (server.connections, server.requests) == (2, 2)
    assert not caplog.records


@pytest.mark.parametrize(
    ("piece", "error"),
    [
        (CHUNKED + b"2\r\n{}\r\n0\r\nX: " + b"x" * 2 * HEAD_BYTES, "FieldsTooLong"),
        (CHUNKED + b"2;" + b"x" * 2 * HEAD_BYTES, "FieldsTooLong"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2 * HEAD_BYTES, "FieldsTooLong"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (LIMIT_BYTES + 1), "TooBig"),
        (CHUNKED + b"%x\r\n" % (LIMIT_BYTES + 1) + bytes(LIMIT_BYTES + 1), "TooBig"),
    ],
)
async def test_no_part_of_an_answer_is_endless_where_nobody_gave_a_limit(piece: bytes, error: str) -> None:
    async with _server([piece]) as (server, wire, url):
        with pytest.raises(MayBeSent, match=error):
            await wire.ask("GET", url)
        await asyncio.wait_for(server.gone.wait(), PATIENCE)


async def test_a_second_answer_in_the_same_segment_changes_nothing_in_the_first() -> None:
    first = b"HTTP/1.1 200 OK\r\nX: first\r\nContent-Length: 2\r\n\r\n{}"
    async with _server([first + b"HTTP/1.1 408 Late\r\nX: second\r\nContent-Length: 1\r\n\r\n-"]) as (_, wire, url):
        answer = await wire.ask("GET", url)
    assert (answer.status, answer.body) == (200, b"{}")
    assert answer.headers == {"x": "first", "content-length": "2"}


async def test_an_answer_before_the_end_of_the_request_leaves_nothing_of_it_behind() -> None:
    async with _server([WHOLE], [WHOLE]) as (server, wire, url):
        assert (await wire.ask("POST", url, bytes(LIMIT_BYTES))).body == b"{}"
        assert (await wire.ask("GET", url)).body == b"{}"
    assert server.connections == 2


async def test_what_nobody_asked_for_ends_a_connection() -> None:
    async with _server([WHOLE, WHOLE], [WHOLE]) as (server, wire, url):
        await wire.ask("GET", url)
        await asyncio.wait_for(server.gone.wait(), PATIENCE)
        await wire.ask("GET", url)
    assert server.connections == 2


async def test_silence_within_an_answer_ends_it() -> None:
    async with _server([WHOLE[:9]], seconds=0.05) as (server, wire, url):
        with pytest.raises(MayBeSent, match="TimeoutError"):
            await wire.ask("GET", url)
        await asyncio.wait_for(server.gone.wait(), PATIENCE)


async def test_a_slow_answer_goes_on_while_it_comes_but_not_for_ever(
    tempo: Tempo, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, hear = asyncio.Event(), Pipe.data_received

    def note(pipe: Pipe, data: bytes) -> None:
        hear(pipe, data)
        heard.set()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
        for _ in range(pieces):
            await heard.wait()
            heard.clear()
            tempo.forward(0.8 * SLOW)
            writer.write(b"x")
        writer.close()

    monkeypatch.setattr(Pipe, "data_received", note)
    wire = Wire(SLOW, connect_seconds=SLOW)  # twice as long is the longest that it waits
    async with await asyncio.start_server(drip, "127.0.0.1", 0) as listening:
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        pieces = 2
        assert (await wire.ask("GET", url)).body == b"xx"
        pieces = 3
        with pytest.raises(MayBeSent, match="TimeoutError"):
            await wire.ask("GET", url)
        await wire.close()


async def test_who_gives_up_takes_the_connection_along() -> None:
    async with _server([WHOLE[:9]], [WHOLE]) as (server, wire, url):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await wire.ask("GET", url)
        await asyncio.wait_for(server.gone.wait(), PATIENCE)
        assert (await wire.ask("GET", url)).body == b"{}"


async def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "IDLE_SECONDS", 0.02)
    async with _server([WHOLE], [WHOLE]) as (server, wire, url):
        await wire.ask("GET", url)
        await asyncio.wait_for(server.gone.wait(), PATIENCE)  # swept, without another request
        await wire.ask("GET", url)
    assert server.connections == 2


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("ftp://127.0.0.1/", {}),
        ("http://127.0.0.1:99999/", {}),
        ("http://a b/", {}),
        ("http://127.0.0.1:{port}/a b", {}),
        ("http://127.0.0.1:{port}/ä", {}),
        ("http://127.0.0.1:{port}/", {"X": "a\r\nY: b"}),
        ("http://127.0.0.1:{port}/", {"X": "č"}),
    ],
)
async def test_what_is_no_request_is_not_sent(url: str, headers: dict[str, str]) -> None:
    wire = Wire(PATIENCE)
    async with Provider() as provider:
        with pytest.raises(NotSent):
            await wire.ask("GET", url.format(port=provider.port), headers=headers)
        await wire.close()
    assert not provider.asked
