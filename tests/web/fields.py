"""Fields of the console's forms as somebody sends them, and whatever comes of it; nothing that is tried lasts.

It never knows a form: what the fields are is found by following links.
"""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from sqlalchemy import Column, Integer, String, func, select
from starlette.routing import Router

from bot.web.console.gate import COOKIE
from storage import tables
from tests.web.console_crawl import Crawl, Place
from tests.web.console_house import Console
from tests.web.forms import Field, Form, Sheet
from tests.web.undone import Undone

TAKEN, REFUSED = frozenset({200, 303}), frozenset({404, 409, 422, 429})
"""How a form is answered: never otherwise, whatever was sent; a link to sign in that is none, with 403."""
EDGES: Mapping[str, tuple[str, ...]] = {
    "number": ("0", "-1", "1e9", "٣", "²", "2147483648", "9223372036854775807", "9" * 30, "9" * 5000),
    "date": ("0001-01-01", "9999-12-31", "2026-02-30", "20260615", "2026-W25-1"),
    "datetime-local": ("0001-01-01T00:00", "9999-12-31T23:59", "2026-06-20T25:00", "2026-06-20T10:00+14:00"),
    "url": ("http://[", "https://evil.example\\@example.org", "//evil.example", "file:///etc/passwd"),
}
"""Values at the ends of what a kind of field takes."""
WORDS = "Some words"
USUAL = {
    **{"number": "3", "date": "2026-06-14", "datetime-local": "2026-06-20T10:00", "url": "https://example.org/a"},
    **dict.fromkeys(("text", "search", "textarea"), WORDS),
}
"""What somebody would send in a field of a kind."""
_NUMBERS = [one for table in tables.metadata.sorted_tables for one in table.c if type(one.type) is Integer]
_SHORT = [one for table in tables.metadata.sorted_tables for one in table.c if type(one.type) is String]
_LARGE = [(one, one >= 2**31) for one in _NUMBERS] + [
    (one, func.length(one) > getattr(one.type, "length", 0)) for one in _SHORT
]
_STARTS = frozenset("=+-@\t\r\n|%＝＋－＠")


@dataclass
class Desk:
    """A filled console, where nothing that is tried lasts, what was found there, and a browser for each reader."""

    drom: Console
    store: Undone
    crawl: Crawl
    browsers: dict[str, httpx.AsyncClient]
    clean: set[int] = field(default_factory=set)

    async def send(self, place: Place, sent: Mapping[str, str], value: str) -> httpx.Response:
        """Send a form with a value in one field; a file is called so, and holds nothing else."""
        form, browser, name = place.form, self.browsers[place.who], place.field.name
        whole = {**sent, name: value}
        if form.method == "get":
            asked = dict(parse_qsl(urlsplit(form.action).query))
            return await browser.get(urlsplit(form.action).path, params={**asked, **whole})
        if not form.files:
            return await browser.post(form.action, data=whole)
        parts: dict[str, tuple[str | None, Any]] = {key: (None, one) for key, one in whole.items()}
        if place.field.kind == "file":
            parts[name] = (value, value.encode())
        return await browser.post(form.action, files=parts)

    async def first_news(self, address: str) -> str:
        """Return the first thing that the news of a live page say to an administrator."""
        path, _, query = address.partition("?")
        cookie = f"{COOKIE}={self.browsers['administrator'].cookies[COOKIE]}".encode()
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
        heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body" and not heard.done():
                heard.set_result(message["body"].decode())

        async def receive() -> Any:
            await heard
            return {"type": "http.disconnect"}

        await Router(self.drom.routes)({**scope, "headers": [(b"cookie", cookie)]}, receive, send)
        return heard.result()

    def look(self, answer: httpx.Response, why: object) -> Sheet | None:
        """See that nothing of an answer is foreign, and that a refusal is told; the same page is read once."""
        allowed = TAKEN | REFUSED | ({403} if answer.url.path == "/console/enter" else set())
        assert answer.status_code in allowed, (answer.status_code, why)
        kind, body = answer.headers.get("content-type", ""), answer.text
        if hash(body) in self.clean:
            return None
        self.clean.add(hash(body))
        if kind.startswith("text/csv"):
            assert formulas(body) == [], why
        if not kind.startswith("text/html"):
            return None
        sheet = Sheet(str(answer.url), body)
        assert sheet.wrong == [], why
        assert answer.status_code not in {409, 422} or len(sheet.alert.split()) > 3, why
        return sheet

    def holding(self, words: str) -> list[Column[Any]]:
        """Return the columns of the rows that hold some words."""
        found: dict[Column[Any], None] = {}
        for table in tables.metadata.sorted_tables:
            for row in self.store.connection.execute(select(table)).all():
                if words in str(row):
                    found |= {one: None for one in table.c if any(words in each for each in texts(row._mapping[one]))}
        return list(found)

    def too_much(self) -> list[str]:
        """Return the columns with a value that PostgreSQL would not take: a number or a word that is too large."""
        return [str(one) for one, large in _LARGE if self.store.connection.execute(select(one).where(large)).first()]

    def holds(self, column: Column[Any], words: str) -> bool:
        """Tell whether some row has these words in a column as they are, or some rows together all of a long word."""
        rows = self.store.connection.execute(select(column).where(column.isnot(None))).scalars()
        found = [flat(each) for value in rows for each in texts(value)]
        pieces = words == words[:1] * len(words) and sum(one.count(words[0]) for one in found) >= len(words)
        return pieces or any(flat(words) in one for one in found)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value of a row."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from texts(one)


def flat(text: str) -> str:
    """Return a text with one kind of white space, as pages and rows may have another."""
    return " ".join(text.replace("\0", "\ufffd").split())


def formulas(text: str) -> list[str]:
    """Return the cells of a table that a spreadsheet would reckon with, whatever it takes for the end of a cell."""
    lines = text.lstrip("\ufeff")
    rows = (row for sign in ";,\t" for row in csv.reader(io.StringIO(lines, newline=""), delimiter=sign))
    cells = (cell.lstrip(' "\ufeff\u200b') for row in rows for cell in row)
    return [cell for cell in cells if cell[:1] in _STARTS and not cell.lstrip("-").isdigit()]


def usual(one: Field) -> str | None:
    """Return what somebody would send in a field, None for nothing."""
    if one.value or one.kind in {"hidden", "address"}:
        return one.value
    if one.choices:
        return next((value for value in one.choices if value), None)
    return USUAL.get(one.kind)


def first_of(found: Iterator[dict[str, str]]) -> dict[str, str]:
    """Return the first of several ways, nothing where there is none."""
    return next(found, {})


def ways(form: Form, name: str) -> Iterator[dict[str, str]]:
    """Yield what the other fields of a form may hold: what must be there, everything, all but one, nothing."""
    others = [one for one in form.fields.values() if one.name != name]
    told = {one.name: value for one in others if (value := usual(one)) is not None and one.kind != "button"}
    standing = {one.name: one.value for one in others if one.value is not None}
    yield {**standing, **{key: value for key, value in told.items() if form.fields[key].required}}
    yield told
    for left in told:
        yield {key: value for key, value in told.items() if key != left}
    yield {}
