"""Strict headers, forms from elsewhere, names from elsewhere."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.security import HEADERS, LoopbackOnly, SameOrigin, StrictHeaders, loopback_host

HOST = "drom.example:8000"
OURS = f"http://{HOST}"


async def _hello(request: Request) -> Response:
    return PlainTextResponse("hello")


async def _kept(request: Request) -> Response:
    return PlainTextResponse("kept", headers={"Cache-Control": "no-cache"})


def _client(*guards: Middleware, peer: str = "127.0.0.1", host: str = HOST) -> httpx.AsyncClient:
    methods = ["GET", "POST", "PUT", "DELETE"]
    paths = [Route(path, _hello, methods=methods) for path in ("/", "/simulator", "/telegram/webhook")]
    app = Starlette(routes=[*paths, Route("/kept", _kept)], middleware=guards)
    transport = httpx.ASGITransport(app=app, client=(peer, 40000))
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")


async def test_every_answer_has_the_strict_headers() -> None:
    async with _client(Middleware(StrictHeaders)) as client:
        for path in ("/", "/nowhere"):
            answer = await client.get(path)
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            assert answer.headers["Cache-Control"] == "no-store"
        assert (await client.get("/kept")).headers["Cache-Control"] == "no-cache"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": OURS}, 200),
        ({"Origin": OURS, "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://public.example"}, 200),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": OURS, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": f"http://{HOST}.evil.example"}, 403),
        ({"Origin": "http://drom.example:9999"}, 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_only_our_own_pages_change_something(headers: dict[str, str], status: int, method: str) -> None:
    guard = Middleware(SameOrigin, exempt=("/telegram/",), origins=("https://public.example",))
    async with _client(guard) as client:
        assert (await client.request(method, "/", headers=headers)).status_code == status
        assert (await client.get("/", headers=headers)).status_code == 200
        assert (await client.request(method, "/telegram/webhook", headers=headers)).status_code == 200


async def test_nothing_is_exempt_unless_it_is_said() -> None:
    async with _client(Middleware(SameOrigin)) as client:
        assert (await client.post("/telegram/webhook")).status_code == 403


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:65535", "localhost:8000"]
)
def test_names_of_this_machine(host: str) -> None:
    assert loopback_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "drom.example",
        "localhost.evil.example",
        "evil.example:8000",
        "localhost:",
        "localhost:8000x",
        "localhost:80:80",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "[::1",
        "[::1]evil",
        "::1",
        "[::2]",
        "0.0.0.0",
        "localhost:٨٠",
        " localhost",
        "localhost\n",
    ],
)
def test_names_of_others(host: str) -> None:
    assert not loopback_host(host)


async def test_the_simulator_is_for_this_machine_alone() -> None:
    guard = Middleware(LoopbackOnly, prefixes=("/simulator",))
    async with _client(guard, host="localhost:8000") as client:
        assert (await client.get("/simulator")).status_code == 200
        for name in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"):
            assert (await client.get("/simulator", headers={name: "x"})).status_code == 403
        assert (await client.get("/simulator", headers={"Host": "evil.example"})).status_code == 403
        assert (await client.get("/", headers={"Host": "evil.example"})).status_code == 200
    async with _client(guard, host="localhost:8000", peer="192.0.2.7") as client:
        assert (await client.get("/simulator")).status_code == 403
    async with _client(guard, host="localhost:8000", peer="::1") as client:
        assert (await client.get("/simulator")).status_code == 200
