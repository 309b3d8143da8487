"""Every route of the console for every role of every organisation: nothing foreign, and the same answer as to nothing.

Routes are read from the app itself, so that one whose address nobody can fill in fails here.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import Connection, update
from starlette.routing import Route

from bot.services import staff
from bot.services.staff import MAY, OPERATOR
from bot.web.console.frame import ROOT, Page
from bot.web.console.news import NEWS
from bot.web.console.pages import ENTRIES
from storage import people, roles, tables
from storage.store import sqlite_path
from tests.web.console_house import OURS, THEIRS, Console, console
from tests.web.test_console_rights import MISSING, SECRET, _things
from tests.web.undone import Undone, undone

pytestmark = [pytest.mark.trial, pytest.mark.asyncio(loop_scope="module")]
DOORS = {"/console/sign-in", "/console/enter/{secret}", "/console/enter", "/console/sign-out"}
"""What needs no sign-in: tried in test_console_doors.py."""
LOST = "/console/{rest:path}"
"""Where no page is: the same for everybody (test_console_amiss.py)."""
EVERYBODYS = {"tip", "course", "language", "word", "tongue", "hash", "what", "target", "secret"}
"""Variables of addresses that are of no organisation: content, words, which file or target of a thing."""
ONES_OWN = {"draft", "recording"}
"""What its maker alone opens."""
MARKS = {OURS: "Our-Secret-Name", THEIRS: SECRET}
FORM = {"text": "x", "note": "x", "value": "yes", "name": "x", "seen": "1", "heard": "yes", "reason": "faces"}
VIEWERS = list(product(MAY, (OURS, THEIRS), ("", "AL", "RS")))
COUNTRY = "AL"
"""Where all things are."""


@dataclass
class World:
    """A console with things of both organisations, by the variables that name them in addresses."""

    drom: Console
    store: Undone
    things: dict[str, dict[str, int | str]]
    opened: set[str] = field(default_factory=set)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("matrix")
    async with console(folder) as drom:
        for viewer in VIEWERS:
            await drom.house.run(partial(_join, drom=drom, viewer=viewer))
        await drom.cookie("abroad")
        found = {whose: await drom.house.run(partial(_of, drom=drom, whose=whose)) for whose in (THEIRS, OURS)}
        await drom.house.dispatcher.stop()
        async with undone(drom.office.store, sqlite_path(f"sqlite:///{folder}/data/drom.db")) as store:
            yield World(drom, store, found)


def _join(connection: Connection, drom: Console, viewer: tuple[str, str, str]) -> None:
    (role, organisation, country), name, now = viewer, " ".join(viewer), drom.house.clock.now()
    drom.person[name] = people.create(connection, now, name="Viewer", country=country)
    number = staff.add(connection, OPERATOR, role, organisation, country, "Viewer", now)
    roles.bind(connection, number, drom.person[name])


def _of(connection: Connection, drom: Console, whose: str) -> dict[str, int | str]:
    """Make things of an organisation, each with its mark and its file."""
    speech, mark = drom.house.core.speech, MARKS[whose]
    numbers: dict[str, int | str] = dict(_things(connection, drom, theirs=whose == THEIRS).numbers)
    file = numbers["file"]
    drom.house.core.shelf.put("f" * 63 + str(int(whose == THEIRS)), b"OggS")
    told = {"en": mark}
    for table, variable, values in (
        (tables.ticket, "ticket", {"text": mark, "media_id": file}),
        (tables.meeting, "meeting", {"title": told, "place": told, "photo_id": file}),
        (tables.announcement, "announcement", {"texts": told, "voices": {"en": str(file)}}),
        (tables.announcement, "draft", {"texts": told}),
        (tables.announcement, "asked", {"texts": told}),
        (tables.story, "story", {"words": mark}),
    ):
        connection.execute(update(table).where(table.c.id == numbers[variable]).values(values))
    contact = connection.execute(tables.contact.select().where(tables.contact.c.id == numbers["contact"])).one()
    connection.execute(update(tables.person).where(tables.person.c.id == contact.person_id).values(name=mark))
    said = speech.repertoire.sayings(speech.book, speech.words, "sq")[0]
    key = "other" if whose == THEIRS else "green_albania"
    target = speech.programme.programme["green_albania"].targets[0].key
    words = {"language": "sq", "word": "menu.member.tip", "tongue": "sq", "hash": said.hash, "what": "voice"}
    return numbers | words | {"key": key, "target": target, "sign_in": 1, "tip": 1, "course": 1}


def _routes(drom: Console) -> list[tuple[str, str]]:
    """Return method and path of each route behind a sign-in, the news of pages apart."""
    found = [one for one in drom.routes if isinstance(one, Route)]
    ours = [one for one in found if one.path not in DOORS | {LOST}]
    return [("POST" if "POST" in (one.methods or ()) else "GET", one.path) for one in ours]


def _variables(path: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", path))


def _at(path: str, values: dict[str, int | str], missing: bool = False) -> str:
    """Return an address with values for its variables, or with what nothing has for those of an organisation."""

    def one(found: re.Match[str]) -> str:
        if missing and found[1] not in EVERYBODYS:
            return str(MISSING) if found[2] else "nothing"
        return str(values[found[1]])

    return re.sub(r"\{(\w+)(:int)?\}", one, path)


async def test_every_route_is_in_the_matrix(world: World) -> None:
    listed = {f"{ROOT}{one.path}".rstrip("/") for one in ENTRIES}
    live = {f"{ROOT}{one.path}{NEWS}" for one in ENTRIES if isinstance(one, Page) and one.pulse}
    assert {path for _, path in _routes(world.drom)} == listed | live
    used = {name for _, path in _routes(world.drom) for name in _variables(path)}
    assert used - set(world.things[OURS]) == set(), "variables of addresses that this test cannot fill in"


async def _answers(browser: httpx.AsyncClient, method: str, path: str, form: dict[str, str]) -> httpx.Response:
    return await browser.get(path) if method == "GET" else await browser.post(path, data=form)


@pytest.mark.parametrize("viewer", VIEWERS, ids=" ".join)
async def test_nothing_foreign_for_anybody(world: World, viewer: tuple[str, str, str]) -> None:
    _, organisation, country = viewer
    mine = {organisation} if country in {"", COUNTRY} else set()
    async with await world.drom.signed_in(" ".join(viewer)) as browser:
        for method, path in _routes(world.drom):
            bound = _variables(path) - EVERYBODYS
            for whose, values in world.things.items():
                if path.endswith(NEWS) and (whose in mine or not bound):
                    continue  # they never end, and say no word of anything
                if "key" in bound and whose == organisation:
                    continue  # a programme is not of the country where its things are
                if whose in mine:
                    if method == "GET":
                        answer = await browser.get(_at(path, values))
                        world.opened |= {path} if answer.status_code == 200 else set()
                        assert not any(MARKS[one] in answer.text for one in MARKS if one not in mine), path
                elif not bound:
                    assert method != "GET" or MARKS[whose] not in (await browser.get(_at(path, values))).text, path
                else:
                    await _same(world, browser, method, path, values)


@pytest.fixture(autouse=True)
def nothing_lasts(world: World) -> None:
    world.store.undo()


async def _same(world: World, browser: httpx.AsyncClient, method: str, path: str, values: dict[str, int | str]) -> None:
    """See that what is foreign is answered like what is not there, and that nothing is written."""
    form = {**FORM, "other": str(values["contact"]), "number": str(values["contact"])}
    before = _written(world)
    foreign = await _answers(browser, method, _at(path, values), form)
    missing = await _answers(browser, method, _at(path, values, missing=True), form)
    assert (foreign.status_code, foreign.text) == (404, missing.text), (method, path)
    assert _written(world) == before, (method, path)


def _written(world: World) -> int:
    """Return how many rows have been written so far."""
    raw = world.store.connection.connection.driver_connection
    assert raw is not None
    return int(raw.total_changes)


async def test_whose_they_are_opens_them(world: World) -> None:
    """What nobody at all can open would prove nothing."""
    await test_nothing_foreign_for_anybody(world, ("administrator", OURS, COUNTRY))
    closed = [path for method, path in _routes(world.drom) if method == "GET" and not path.endswith(NEWS)]
    left = {path for path in closed if _variables(path) - EVERYBODYS - {"key"}} - world.opened
    assert [path for path in left if not _variables(path) & ONES_OWN] == []
