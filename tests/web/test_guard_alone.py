"""The guard of requests by itself, without sockets: what it reads, what it keeps, and when it stops."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.web.guard import MIB, TOO_LARGE, Allowance, Guard
from tests.web.test_guard import PATIENCE, SOON, Pages


def posting(chunks: list[bytes]) -> tuple[Scope, Receive]:
    scope: Scope = {"type": "http", "headers": [(b"transfer-encoding", b"chunked")]}
    rest = list(chunks)

    async def receive() -> Message:
        if not rest:
            await asyncio.Event().wait()
        chunk = rest.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": chunk != b""}

    return scope, receive


def sink(statuses: list[int]) -> Callable[[Message], Awaitable[None]]:
    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    return send


async def test_large_bodies_share_their_memory_and_small_ones_still_pass() -> None:
    pages = Pages()
    guard = Guard(pages, lambda _: Allowance(MIB, PATIENCE), pot=300_000)
    statuses: list[int] = []
    scope, receive = posting([b"x" * 200_000])
    first = asyncio.create_task(guard(scope, receive, sink([])))
    await asyncio.sleep(0)
    for chunks in ([b"x" * 200_000, b""], [b"x" * 60_000, b""]):
        scope, receive = posting(chunks)
        await guard(scope, receive, sink(statuses))
    assert statuses == [503, 200]
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    scope, receive = posting([b"x" * 200_000, b""])
    await guard(scope, receive, sink(statuses))
    assert statuses == [503, 200, 200]


async def test_who_pours_on_after_a_refusal_is_read_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.guard._LINGER_SECONDS", SOON)
    taken: list[int] = []
    statuses: list[int] = []

    async def pouring() -> Message:
        taken.append(65_536)
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    scope: Scope = {"type": "http", "headers": [(b"content-length", b"52428800")]}
    await Guard(Pages())(scope, pouring, sink(statuses))
    assert statuses == [413]
    assert sum(taken) == MIB


@pytest.mark.parametrize("size", [MIB, MIB + 1])
async def test_a_page_may_tell_that_it_was_too_large(size: int) -> None:
    seen: list[object] = []

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        seen.append((scope.get(TOO_LARGE, False), len(body)))

    scope, receive = posting([b"x" * size, b""])
    await Guard(page, lambda _: Allowance(MIB, PATIENCE, told=True))(scope, receive, sink([]))
    assert seen == [(False, MIB) if size == MIB else (True, 0)]


async def test_who_never_comes_to_an_end_is_refused_in_time() -> None:
    pages = Pages()
    statuses: list[int] = []
    scope, receive = posting([b"x" * MIB, b"x"])
    await Guard(pages, lambda _: Allowance(MIB, SOON, told=True))(scope, receive, sink(statuses))
    assert (statuses, pages.bodies) == ([413], [])


async def test_what_is_not_http_passes_the_guard_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    await Guard(app)({"type": "lifespan"}, posting([])[1], sink([]))
    assert seen == ["lifespan"]
