"""Links for providers and the route behind them: unguessable, short-lived, and harmless in a browser."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.clock import SetClock
from bot.media.links import EVERY, LASTING, Link, MediaLinks, Served
from bot.web.media import media_routes

KEY, SENT = bytes(range(32)), 7
BASE = "https://drom.example.org/"
START = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def links(clock: SetClock) -> MediaLinks:
    return MediaLinks(BASE, KEY, clock)


@pytest.fixture
async def web(links: MediaLinks, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    types = {"1": "audio/ogg", "2": "image/jpeg", "3": "application/pdf", "4": "text/vcard", "5": "text/html"}
    for number in types:
        (tmp_path / number).write_bytes(f"file {number}".encode())

    async def find(link: Link) -> Served | None:
        reference = link.reference if link.lasting or link.message == SENT else ""
        if reference == "erased":
            return Served(tmp_path / "gone", "audio/ogg")
        return Served(tmp_path / reference, types[reference]) if reference in types else None

    transport = httpx.ASGITransport(Starlette(routes=media_routes(links, find)))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


@pytest.mark.parametrize("reference", ["1", "12345678901234567", "menu.open@2", "voice:rom:menu.open"])
def test_a_link_gives_back_what_it_is_about(links: MediaLinks, reference: str) -> None:
    token = links.token(reference, 2**40)
    assert links.read(token) == Link(reference, 2**40)
    assert links.url(reference, 2**40) == f"https://drom.example.org/media/{token}"
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_link_ends(links: MediaLinks, clock: SetClock) -> None:
    token = links.token("1", 7)
    clock.move(LASTING - timedelta(seconds=1))
    assert links.read(token) == Link("1", 7)
    clock.move(timedelta(seconds=2))
    assert links.read(token) is None


def test_one_changed_letter_makes_a_link_worthless(links: MediaLinks) -> None:
    token = links.token("1234", 7)
    for place in range(len(token) - 1):
        letter = "A" if token[place] != "A" else "B"
        assert links.read(token[:place] + letter + token[place + 1 :]) is None


@pytest.mark.parametrize("token", ["", "A", "AAAA", "x" * 161, "файл", "../1", "%2e%2e", "A" * 100, "=" * 8])
def test_any_other_text_is_no_link(links: MediaLinks, token: str) -> None:
    assert links.read(token) is None


def test_a_link_of_another_installation_is_none(links: MediaLinks, clock: SetClock) -> None:
    assert links.read(MediaLinks(BASE, bytes(32), clock).token("1", 7)) is None
    with pytest.raises(ValueError, match="32 bytes"):
        MediaLinks(BASE, b"short", clock)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("reference", "content_type"), [("1", "audio/ogg"), ("2", "image/jpeg")])
async def test_sound_and_pictures_come_as_what_they_are(
    web: httpx.AsyncClient, links: MediaLinks, method: str, reference: str, content_type: str
) -> None:
    answer = await web.request(method, links.url(reference, SENT))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert answer.headers["content-length"] == "6"
    assert answer.content == (f"file {reference}".encode() if method == "GET" else b"")
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize(("reference", "name"), [("3", "document.pdf"), ("4", "contact.vcf")])
async def test_everything_else_is_an_attachment_under_a_name_of_ours(
    web: httpx.AsyncClient, links: MediaLinks, reference: str, name: str
) -> None:
    answer = await web.get(links.url(reference, SENT))
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


async def test_a_browser_can_do_nothing_with_it(web: httpx.AsyncClient, links: MediaLinks) -> None:
    for url in (links.url("1", SENT), links.url("3", SENT), BASE + "media/nothing"):
        headers = (await web.get(url)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert headers["cache-control"] == "private, no-store"


async def test_all_that_is_not_there_looks_the_same(web: httpx.AsyncClient, links: MediaLinks, clock: SetClock) -> None:
    old = links.url("1", SENT)
    clock.move(LASTING + timedelta(seconds=1))
    urls = [
        old,
        links.url("1", SENT + 1),
        links.url("9", SENT),
        links.url("5", SENT),
        links.url("erased", SENT),
        links.lasting_url("9"),
        links.lasting_url("erased"),
        BASE + "media/x",
        links.url("1", SENT)[:-1],
    ]
    answers = [await web.get(url) for url in urls]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, b"Not found")}
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_the_link_of_what_is_nobodys_stays_the_same_and_does_not_end(links: MediaLinks, clock: SetClock) -> None:
    first = links.lasting_url("say:1")
    clock.move(timedelta(days=4000))
    assert links.lasting_url("say:1") == first
    assert links.lasting_url("say:2") != first
    assert links.read(first.rpartition("/")[2]) == Link("say:1", EVERY)
    assert links.url("say:1", SENT) != first


async def test_what_is_nobodys_may_be_kept_by_who_fetched_it(web: httpx.AsyncClient, links: MediaLinks) -> None:
    answer = await web.get(links.lasting_url("1"))
    assert (answer.status_code, answer.content) == (200, b"file 1")
    assert answer.headers["cache-control"] == "public, max-age=2592000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_who_has_it_already_gets_no_byte_again(
    web: httpx.AsyncClient, links: MediaLinks, tmp_path: Path, method: str
) -> None:
    mark = (await web.get(links.lasting_url("1"))).headers["etag"]
    os.utime(tmp_path / "1", (0, 0))  # as a note is marked that was said again
    for known in (mark, f'"other", W/{mark}'):
        answer = await web.request(method, links.lasting_url("1"), headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", mark)
    other = await web.get(links.lasting_url("2"), headers={"If-None-Match": mark})
    assert (other.status_code, other.content) == (200, b"file 2")


async def test_somebodys_own_is_sent_whole_each_time(web: httpx.AsyncClient, links: MediaLinks) -> None:
    first = await web.get(links.url("1", SENT))
    again = await web.get(links.url("1", SENT), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (200, b"file 1")
    assert again.headers["cache-control"] == "private, no-store"


async def test_nothing_can_be_put_there(web: httpx.AsyncClient, links: MediaLinks) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert (await web.request(method, links.url("1", SENT))).status_code == 405
