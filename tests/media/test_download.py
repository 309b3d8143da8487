"""Fetching from a provider on loopback: redirects, credentials, sizes, time and names that change their mind."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.media.addresses import Places
from bot.media.download import Downloader
from bot.media.refused import MediaRefused

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Host:
    """A web server on loopback that notes what it was asked and with which credentials."""

    def __init__(self) -> None:
        self.answer: Handler = self._file
        self.seen: list[tuple[str, str]] = []
        self.raw: list[str] = []
        self.port = 0

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Note and answer."""
        self.seen.append((request.path, request.headers.get("Authorization", "")))
        self.raw.append(request.raw_path)
        return await self.answer(request)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"the file")

    def leads(self, *places: str) -> None:
        """Answer with one redirect after the other, then with the file."""
        steps = iter(places)

        async def answer(request: web.Request) -> web.StreamResponse:
            place = next(steps, None)
            if place is None:
                return await self._file(request)
            return web.Response(status=307, headers={"Location": place})

        self.answer = answer


async def _serve(host: Host) -> web.AppRunner:
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", host.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host.port = runner.addresses[0][1]
    return runner


@pytest.fixture
async def provider() -> AsyncIterator[Host]:
    host = Host()
    runner = await _serve(host)
    yield host
    await runner.cleanup()


@pytest.fixture
async def other() -> AsyncIterator[Host]:
    host = Host()
    runner = await _serve(host)
    yield host
    await runner.cleanup()


class Names(AbstractResolver):
    """Says what it was told to, and something else the next time."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the next address, the last one for ever."""
        self.asked += 1
        found = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        family = socket.AF_INET6 if ":" in found else socket.AF_INET
        return [ResolveResult(hostname=host, host=found, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Need nothing."""


def _downloader(provider: Host, seconds: float = 10.0) -> Downloader:
    return Downloader(Places.of([provider.base]), seconds=seconds)


async def _reason(found: Awaitable[bytes]) -> tuple[str, bool]:
    with pytest.raises(MediaRefused) as refused:
        await found
    return refused.value.reason, refused.value.again


async def test_a_file_comes_with_our_credentials(provider: Host) -> None:
    assert await _downloader(provider).fetch(provider.base + "/a", 100, "Basic abc") == b"the file"
    assert provider.seen == [("/a", "Basic abc")]


async def test_an_address_is_asked_for_to_the_letter(provider: Host) -> None:
    address = "/a%2Fb/c~?Signature=x%2F%2B%20y+z&Key=%41"
    provider.leads(address)
    assert await _downloader(provider).fetch(provider.base + "/a", 100) == b"the file"
    assert provider.raw == ["/a", address]


async def test_this_machine_may_go_by_its_name(provider: Host) -> None:
    base = f"http://localhost:{provider.port}"
    assert await Downloader(Places.of([base])).fetch(base + "/a", 100) == b"the file"


async def test_credentials_go_to_no_host_that_a_redirect_leads_to(provider: Host, other: Host) -> None:
    provider.leads(other.base + "/stored")
    assert await _downloader(provider).fetch(provider.base + "/a", 100, "Basic abc") == b"the file"
    assert (provider.seen, other.seen) == ([("/a", "Basic abc")], [("/stored", "")])


async def test_credentials_are_gone_also_when_a_redirect_leads_back(provider: Host) -> None:
    provider.leads("/b")
    assert await _downloader(provider).fetch(provider.base + "/a", 100, "Basic abc") == b"the file"
    assert provider.seen == [("/a", "Basic abc"), ("/b", "")]


async def test_three_redirects_are_followed_and_a_fourth_is_not(provider: Host) -> None:
    provider.leads("/1", "/2", "/3")
    assert await _downloader(provider).fetch(provider.base + "/0", 100) == b"the file"
    provider.leads("/1", "/2", "/3", "/4")
    assert await _reason(_downloader(provider).fetch(provider.base + "/0", 100)) == ("place", False)
    assert [path for path, _ in provider.seen][-1] == "/3"


@pytest.mark.parametrize(
    "place",
    [
        "http://10.0.0.1/x",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://0x7f.1:{port}/",
        "//[::]/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://127.0.0.1:{port}\\@x/",
        "",
    ],
)
async def test_a_redirect_elsewhere_is_not_followed(provider: Host, other: Host, place: str) -> None:
    provider.leads(*[place.format(port=other.port)] * 9)
    assert await _reason(_downloader(provider).fetch(provider.base + "/a", 100)) == ("place", False)
    assert other.seen == []


async def test_a_media_address_at_another_port_of_this_machine_is_not_asked(provider: Host, other: Host) -> None:
    assert await _reason(_downloader(provider).fetch(other.base + "/console", 100, "Basic abc")) == ("place", False)
    assert other.seen == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1"])
async def test_a_name_of_a_provider_that_leads_to_us_is_not_followed(address: str) -> None:
    names = Names(address)
    downloader = Downloader(Places.of(["https://api.example.org"]), resolver=names, seconds=10)
    assert await _reason(downloader.fetch("https://api.example.org/x", 100, "Basic abc")) == ("place", False)
    assert names.asked == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"])
async def test_a_store_that_leads_to_us_is_not_followed_either(provider: Host, address: str) -> None:
    provider.leads("https://files.example.org/x")
    names = Names(address)
    downloader = Downloader(Places.of([provider.base], [".example.org"]), resolver=names, seconds=10)
    assert await _reason(downloader.fetch(provider.base + "/a", 100, "Basic abc")) == ("place", False)
    assert names.asked == 1


async def test_a_name_that_changes_its_mind_is_judged_each_time() -> None:
    trap = socket.socket()
    trap.bind(("127.0.0.1", 0))
    trap.listen()
    trap.setblocking(False)
    places = Places.of(["https://api.example.org", f"http://127.0.0.1:{trap.getsockname()[1]}"])
    names = Names("0.0.0.0", "127.0.0.1", "::1")
    downloader = Downloader(places, resolver=names, seconds=10)
    for _ in range(3):
        assert await _reason(downloader.fetch("https://api.example.org/x", 100)) == ("place", False)
    with pytest.raises(BlockingIOError):
        trap.accept()
    trap.close()


async def test_too_many_bytes_are_big_whether_they_are_announced_or_not(provider: Host) -> None:
    assert await _downloader(provider).fetch(provider.base, 8) == b"the file"
    assert await _reason(_downloader(provider).fetch(provider.base, 7)) == ("big", False)
    sent = 0

    async def without_end(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 50_000_000:
            await response.write(bytes(65_536))
            sent += 65_536
        return response

    provider.answer = without_end
    assert await _reason(_downloader(provider).fetch(provider.base, 100_000)) == ("big", False)
    assert sent < 20_000_000


async def test_a_bomb_is_not_unpacked(provider: Host) -> None:
    async def bomb(request: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(bytes(1_000_000)), headers={"Content-Encoding": "gzip"})

    provider.answer = bomb
    assert await _reason(_downloader(provider).fetch(provider.base, 10_000)) == ("broken", False)


async def test_a_host_that_says_nothing_is_left_after_the_time(provider: Host) -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    provider.answer = silent
    assert await _reason(_downloader(provider, 0.2).fetch(provider.base, 100)) == ("slow", True)


async def test_a_host_that_drips_is_left_after_the_time(provider: Host) -> None:
    gone = asyncio.Event()

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await gone.wait()
        return response

    provider.answer = drip
    assert await _reason(_downloader(provider, 0.2).fetch(provider.base, 100)) == ("slow", True)
    gone.set()


@pytest.mark.parametrize(
    ("status", "again"), [(404, True), (401, True), (500, True), (503, True), (204, True), (410, False)]
)
async def test_a_provider_that_has_no_file_now_may_have_it_later(provider: Host, status: int, again: bool) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    provider.answer = refuse
    assert await _reason(_downloader(provider).fetch(provider.base, 100)) == ("slow", again)


async def test_a_cut_answer_is_tried_again(provider: Host) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return response

    provider.answer = cut
    assert await _reason(_downloader(provider).fetch(provider.base, 1000)) == ("slow", True)


async def test_nobody_there_is_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert await _reason(Downloader(Places.of([base])).fetch(base + "/x", 100)) == ("slow", True)


async def test_proxies_of_the_environment_are_not_used(
    provider: Host, other: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", other.base)
    monkeypatch.setenv("HTTP_PROXY", other.base)
    assert await _downloader(provider).fetch(provider.base + "/a", 100) == b"the file"
    assert other.seen == []
