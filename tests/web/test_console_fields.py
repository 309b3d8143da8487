"""Sixty hostile texts in every field of every form of the console: each stays words, wherever it shows.

Fields are found by following links through a console with rows of every kind; a new one is tried without being named.
"""

import re
from collections.abc import AsyncIterator
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from jinja2 import nodes

from bot.web.console import frame
from bot.web.console.frame import ROOT, Act, Page
from bot.web.console.look import templates, visible
from bot.web.console.news import NEWS
from bot.web.console.pages import ENTRIES
from storage.store import sqlite_path
from tests.web.console_crawl import Crawl, Key, Place
from tests.web.console_house import console
from tests.web.console_samples import samples
from tests.web.fields import EDGES, REFUSED, TAKEN, Desk, first_of, flat, usual, ways
from tests.web.forms import WRITTEN
from tests.web.hostile import HOSTILE
from tests.web.undone import undone

pytestmark = [pytest.mark.trial, pytest.mark.asyncio(loop_scope="module")]
LOOKED_FOR = {"q", "number"}
"""Fields of words that are looked for, and kept nowhere: who, and the number of a certificate."""
MARK = "Zqmarker"
"""A harmless word that nothing else says."""
SOUGHT = re.compile(r"""(?:sought|_number)\((?:sitting, )?"(\w+)"\)""")
"""How pages read what stands behind the question mark of their address."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("fields")
    async with console(folder, demo=True) as drom:
        link, crawl = await samples(drom), Crawl(drom.routes)
        browsers = {who: await drom.signed_in(who) for who in ("administrator", "ours")} | {"": drom.client()}
        await drom.house.dispatcher.stop()
        async with undone(drom.office.store, sqlite_path(f"sqlite:///{folder}/data/drom.db")) as store:
            await crawl.walk(browsers["administrator"], "administrator", ROOT, "/console/words/sq/welcome.why")
            await crawl.walk(browsers["ours"], "ours", ROOT)
            await crawl.walk(browsers[""], "", "/console/sign-in", link)
            store.undo()
            yield Desk(drom, store, crawl, browsers)
            for one in browsers.values():
                await one.aclose()


@pytest.fixture(autouse=True)
def nothing_lasts(desk: Desk) -> None:
    desk.store.undo()


def _declared(name: str) -> set[str]:
    """Return the names of fields that a template itself writes, by macro or in full."""
    found = templates()
    source, _, _ = found.loader.get_source(found, f"console/{name}.html") if found.loader else ("", None, None)
    names = set(re.findall(r'<(?:input|select|textarea|button)\b[^>]*? name="([\w.]+)"', source))
    for call in found.parse(source).find_all(nodes.Call):
        of, arguments = call.node, [one.value for one in call.args[1:2] if isinstance(one, nodes.Const)]
        if isinstance(of, nodes.Getattr) and of.attr in {"field", "text", "select"}:
            names.update(map(str, arguments))
    return names


async def test_every_page_and_form_is_found_and_no_link_is_dead(desk: Desk) -> None:
    crawl, found = desk.crawl, {}
    read, sent = set(crawl.pages.values()), {route for method, route in crawl.forms if method == "post"}
    for page in (one for one in ENTRIES if isinstance(one, Page)):
        assert f"{ROOT}{page.path}".rstrip("/") in read, f"no link leads to {page.path}"
        found[page.name] = _declared(page.name) - {key[2] for key in crawl.fields}
    assert {name: names for name, names in found.items() if names} == {}, "on no page of the sample"
    acts = [one.path for one in ENTRIES if isinstance(one, Act)]
    assert [path for path in acts if f"{ROOT}{path}" not in sent] == [], "no page has a form for it"
    assert crawl.dead == {}


async def _way(desk: Desk, place: Place, value: str) -> tuple[dict[str, str], httpx.Response | None]:
    """Return what the other fields hold where a value is taken, and the answer; it is not undone."""
    for way in ways(place.form, place.field.name):
        answer = await desk.send(place, way, value)
        if answer.status_code in TAKEN:
            return way, answer
        desk.store.undo()
    return first_of(ways(place.form, place.field.name)), None


async def _shown(desk: Desk, place: Place, answer: httpx.Response) -> list[str]:
    """Return the pages on which a mark that was just stored stands."""
    near = [answer.headers.get("location", ""), place.page, *(one for one in desk.crawl.pages if _near(one, place))]
    found = []
    for path in dict.fromkeys(re.split("[#?]", one)[0] for one in near if one):
        page = await desk.browsers[place.who].get(path)
        found += [path] if MARK in page.text else []
    return found


def _near(path: str, place: Place) -> bool:
    """Tell whether a page is a list of such things, about the thing that a form is about, or about a person."""
    here, there = path.split("/"), place.form.action.split("/")
    return "?" not in path and (here[2:3] == there[2:3] or here[2:3] == ["people"]) and here[3:4] in ([], there[3:4])


def _values(place: Place) -> list[str]:
    """Return what is tried in a field: the hostile texts, what is at its ends, and more than it takes."""
    kind, most = place.field.kind, place.field.most
    return [*HOSTILE, *EDGES.get(kind, ()), *(["w" * ((most or 5000) + 1)] if kind in WRITTEN else [])]


def _usual(place: Place) -> str:
    """Return a value with the mark where words are written, else one that is likely taken."""
    if place.field.kind not in WRITTEN:
        return usual(place.field) or "yes"
    return f"https://example.org/{MARK}" if place.field.kind == "url" else MARK


async def _try(desk: Desk, key: Key, place: Place) -> bool:
    """Try every value in a field; what is taken is kept as it is, and shows as words. Tell whether it is kept."""
    written = place.field.kind in WRITTEN
    way, answer = await _way(desk, place, _usual(place))
    columns = desk.holding(MARK) if written and answer else []
    pages = await _shown(desk, place, answer) if columns and answer else []
    desk.store.undo()
    for number, words in enumerate(_values(place)):
        answer, why = await desk.send(place, way, words), (key, words[:60])
        sheet = desk.look(answer, why)
        if written and sheet and answer.status_code in REFUSED:
            assert flat(words) in map(flat, sheet.held(place.form, place.field.name)), why
        elif columns and answer.status_code in TAKEN:
            assert any(desk.holds(column, words) for column in columns), why
            assert len(words) <= (place.field.most or len(words)), (key, "takes more than it says")
        if answer.status_code in TAKEN and words not in HOSTILE:
            assert desk.too_much() == [], why
        if answer.status_code == 303:
            await _seen(desk, place, pages[number % len(pages)] if pages else answer.headers["location"], words, pages)
        desk.store.undo()
    return bool(columns)


async def _seen(desk: Desk, place: Place, path: str, words: str, pages: list[str]) -> None:
    """See that nothing of a page is foreign, and that it says what was stored where it is one that does."""
    answer = await desk.browsers[place.who].get(path)
    sheet, why = desk.look(answer, (path, words[:60])), (path, words[:60])
    if sheet and pages and words in HOSTILE:
        said = flat(sheet.words)
        assert any(flat(one) in said for one in (words, visible(words.strip()))), why


async def test_no_field_takes_more_than_words(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    fields = {key: place for key, place in desk.crawl.fields.items() if place.form.method == "post"}
    kept = [key for key, place in fields.items() if await _try(desk, key, place)]
    told = [key for key, place in fields.items() if place.field.kind in WRITTEN]
    with capsys.disabled():
        print(f"\n{len(fields)} fields, {len(HOSTILE)} texts in each; {len(told)} for words, {len(kept)} of them kept")
    assert {key[2] for key in told} - {key[2] for key in kept} <= LOOKED_FOR, "what is written is kept somewhere"
    assert len(fields) > 100


async def test_no_field_takes_more_where_a_named_button_is_pressed(desk: Desk) -> None:
    """A browser sends the button's name along, and a page may be shown otherwise because of it."""
    pressed = 0
    for key, place in desk.crawl.fields.items():
        buttons = [one for one in place.form.fields.values() if one.kind == "button" and one.name != key[2]]
        way = first_of(ways(place.form, key[2]))
        for button, value in ((one.name, value) for one in buttons for value in one.choices):
            for words in _values(place):
                desk.look(await desk.send(place, {**way, button: value}, words), (key, button, words[:60]))
                desk.store.undo()
                pressed += 1
    assert pressed > 0


async def test_no_field_takes_another_shape(desk: Desk) -> None:
    """A field that is left out, sent twice, or as a file is refused in words, or taken as what it can be."""
    for key, place in desk.crawl.fields.items():
        form, name, browser = place.form, place.field.name, desk.browsers[place.who]
        if form.method == "get":
            continue
        way, _ = await _way(desk, place, _usual(place))
        desk.store.undo()
        for sent in (
            {"data": way},
            {"data": {**way, name: ["<b>", "=1+1"]}},
            {"data": way, "files": {name: ("<script>alert(1)</script>", b"<script>", "text/html")}},
            {"data": {**way, f"{name}[]": "<b>"}},
        ):
            desk.look(await browser.post(form.action, **sent), (key, sent))
            desk.store.undo()


async def test_no_part_of_an_address_is_more_than_words(desk: Desk) -> None:
    """Every page is asked for everything that any page reads of its address, each part with another text."""
    folder = Path(frame.__file__).parent
    names = {name for file in folder.glob("*.py") for name in SOUGHT.findall(file.read_text("utf-8"))} | {"said"}
    names |= {key[2] for key in desk.crawl.fields if key[0] == "get"}
    values = (*HOSTILE, *(each for every in EDGES.values() for each in every))
    browser = desk.browsers["administrator"]
    pages = {route: path for path, route in reversed(desk.crawl.pages.items()) if route}
    for route, path in pages.items():
        asked = any(key[:2] == ("get", route) for key in desk.crawl.fields)
        for number in range(len(values) if asked else len(values) // len(names) + 1):
            texts = islice(cycle(values), number * (1 if asked else len(names)), None)
            query = dict(zip(sorted(names), texts, strict=False))
            desk.look(await browser.get(path.partition("?")[0], params=query), (route, query))


async def test_words_in_the_path_of_an_address_are_nothing_there(desk: Desk) -> None:
    browser = desk.browsers["administrator"]
    for path, route in {route: (path, route) for path, route in desk.crawl.pages.items()}.values():
        parts = [number for number, part in enumerate(route.split("/")) if part.startswith("{")]
        for number, words in ((number, words) for number in parts for words in HOSTILE):
            pieces = path.partition("?")[0].split("/")
            pieces[number] = quote(words, safe="")
            answer = await browser.get("/".join(pieces))
            assert answer.status_code == 404 or route.startswith("/console/enter"), (route, words)
            desk.look(answer, (route, words))


async def test_news_say_that_a_page_changed_and_nothing_else(desk: Desk) -> None:
    live = {one.name for one in ENTRIES if isinstance(one, Page) and one.pulse}
    pages = {route: path.partition("?")[0] for path, route in reversed(desk.crawl.pages.items())}
    routes = [f"{ROOT}{one.path}".rstrip("/") for one in ENTRIES if isinstance(one, Page) and one.name in live]
    for route in routes:
        for words in HOSTILE:
            said = await desk.first_news(f"{pages[route]}{NEWS}?seen={quote(words)}")
            assert re.fullmatch(r"event: changed\ndata: [0-9a-f]{16}\n\n", said), (route, words, said)
