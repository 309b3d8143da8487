"""Whatever goes wrong before or beside a page of the console is told by a page, in the reader's language."""

from pathlib import Path

import httpx
import pytest

from bot.web.guard import MIB
from storage import tables
from storage.down import StorageDown
from tests.web.console_house import Console, console, ticket_of
from tests.web.forms import Sheet

FOREIGN = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
LARGE = {"text": "x" * (MIB + 1)}
pytestmark = pytest.mark.signed_in("coordinator")


def told(answer: httpx.Response, status: int, *words: str, leads: str = "/console") -> Sheet:
    """See that an answer is a page of the console that says one sentence and leads on."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    sheet = Sheet(str(answer.url), answer.text)
    assert sheet.wrong == []
    assert all(one in sheet.words for one in words), sheet.words
    assert leads in sheet.links, sheet.links
    return sheet


async def _reads(drom: Console, language: str) -> None:
    """Let everybody who is signed in read a language."""
    change = tables.sign_in.update().values(language=language)
    await drom.house.run(lambda connection: connection.execute(change))


async def test_a_form_of_others_is_refused_by_a_page(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await ticket_of(drom)
    path = f"/console/tickets/{number}"
    answer = await browser.post(f"{path}/answer", data={"text": "x"}, headers=FOREIGN)
    told(answer, 403, "This was not sent from Drom's own page.", leads=path)
    assert "Ana" not in answer.text
    await _reads(drom, "mk")
    assert 'lang="mk"' in (await browser.post(f"{path}/answer", headers=FOREIGN)).text
    async with drom.client() as stranger:
        other = await stranger.post(f"{path}/answer", headers=FOREIGN | {"Accept-Language": "sq"})
        assert 'lang="sq"' in other.text
        missing = await stranger.post("/console/tickets/987/answer", headers=FOREIGN | {"Accept-Language": "sq"})
        assert missing.text.replace("987", str(number)) == other.text, "the same for missing and for foreign ones"


async def test_too_long_a_text_is_told_on_its_page(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await ticket_of(drom)
    answer = await browser.post(f"/console/tickets/{number}/answer", data=LARGE)
    assert answer.status_code == 422
    assert "This is too long to be sent at once." in answer.text


async def test_too_much_of_a_stranger_is_told_by_a_page(drom: Console) -> None:
    async with drom.client(**{"Accept-Language": "en"}) as browser:
        answer = await browser.post("/console/enter", data=LARGE)
        told(answer, 413, "This is too much at once.")
        assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("headers", "status", "words"),
    [
        ({"Content-Length": "much"}, 400, "It did not arrive whole."),
        ({"Content-Encoding": "gzip"}, 415, "It came packed"),
        ({"Content-Type": "multipart/form-data"}, 400, "It did not arrive whole."),
    ],
)
async def test_a_strange_form_is_told_by_a_page(
    drom: Console, browser: httpx.AsyncClient, headers: dict[str, str], status: int, words: str
) -> None:
    number = await ticket_of(drom)
    answer = await browser.post(f"/console/tickets/{number}/answer", content=b"--x\r\nno", headers=headers)
    told(answer, status, words, leads=f"/console/tickets/{number}")


async def test_a_way_that_there_is_not_is_told_by_a_page(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/console/people")
    told(answer, 405, "Nothing can be done here in this way.")
    assert "GET" in answer.headers["allow"]
    told(await browser.delete("/console/nowhere"), 405)


async def test_what_is_missing_leads_on(browser: httpx.AsyncClient) -> None:
    told(await browser.get("/console/nowhere"), 404, "This page is not there")
    told(await browser.get("/console/people/987"), 404, "This page is not there")


async def test_a_failure_of_drom_is_told_by_a_page(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _reads(drom, "sr_Cyrl")

    def fail(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.services.finding.latest", fail)
    browser._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    answer = await browser.get("/console/people")
    assert (answer.status_code, 'lang="sr-Cyrl"' in answer.text) == (500, True)
    monkeypatch.setattr(drom.office.store, "read", fail)
    async with drom.client() as stranger:
        stranger._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
        told(await stranger.get("/console/people"), 500, "This is Drom's own mistake.", leads="/console/people")


@pytest.mark.parametrize("path", ["/console/people", "/console/sign-in"])
async def test_a_silent_database_is_told_by_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    async def down(_work: object) -> None:
        raise StorageDown("locked")

    async with console(tmp_path, demo=True) as drom, drom.client() as browser:
        monkeypatch.setattr(drom.office.store, "read", down)
        answer = await browser.get(path)
        told(answer, 503, "The database does not answer now.", leads=path)
        posted = await browser.post("/console/enter", data={"secret": "x"})
        told(posted, 503, "The database does not answer now.")


async def test_styles_that_are_not_there_stay_plain(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/static/nothing.css")
    assert (answer.status_code, answer.text) == (404, "Not Found")
