"""Whoever asks for what is another's gets what they would get for nothing at all: on every page, form and file."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection

from bot.channels.port import Part
from bot.services import announcement_drafts as drafts
from bot.services import announcements, staff
from bot.services.audience import Audience
from bot.services.conversation import Speech
from bot.services.relay import Matter
from bot.services.staff import MAY, OPERATOR
from bot.web.console.frame import Act, Page, Paper
from bot.web.console.pages import ENTRIES
from storage import announcements as rows
from storage import contacts, media, outbox, recordings, tables
from tests.web.console_house import TEAM, Console, console, meeting, question, shared, somebody, story, ticket

SECRET = "Foreign-Secret-Name"
MISSING = 987_654
KEPT = (
    *(tables.log, tables.ticket, tables.note, tables.person, tables.meeting, tables.question),
    *(tables.outbox, tables.announcement, tables.tally, tables.advice, tables.story, tables.meeting_host),
)
"""What no act on another's things changes."""


@dataclass
class Things:
    """Numbers of things of one organisation, by the variable that names them in addresses."""

    numbers: dict[str, int]


@dataclass
class World:
    """A console with things of both organisations; whatever theirs says holds ``SECRET``."""

    drom: Console
    ours: Things
    theirs: Things


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with console(tmp_path) as drom:
        theirs = await drom.house.run(lambda c: _things(c, drom, theirs=True))
        ours = await drom.house.run(lambda c: _things(c, drom, theirs=False))
        yield World(drom, ours, theirs)


def _things(connection: Connection, drom: Console, *, theirs: bool) -> Things:
    now, speech = drom.house.clock.now(), drom.house.core.speech
    name = SECRET if theirs else "Ana"
    contact = somebody(connection, now, name, "other" if theirs else "green_albania")
    file = media.put(connection, contact_id=contact, name="f" * 63 + str(int(theirs)), kind="voice", now=now)
    media.keep(connection, file, content_type="audio/ogg", size=3)
    return Things(
        {
            "contact": contact,
            "ticket": ticket(connection, contact, now, f"{SECRET} waits" if theirs else "help me"),
            "meeting": meeting(connection, speech, now, theirs=theirs),
            "file": file,
            "role": drom.role["their administrator" if theirs else "ours"],
            "sign_in": 1,
            "letter": _letter(connection, contact, now),
            "announcement": _announcement(connection, speech, contact, now, SECRET if theirs else "Come"),
            "draft": _draft(connection, drom, SECRET if theirs else "Come", theirs=theirs),
            "asked": _draft(connection, drom, SECRET if theirs else "Come", theirs=theirs, asked=True),
            "n": contact,
            "recording": _suggestion(connection, _person(connection, contact), file, now),
            "question": question(connection, speech, contact, now, f"{SECRET} asks" if theirs else "How?"),
            "story": story(connection, _person(connection, contact), now, _voice(file, theirs=theirs), theirs=theirs),
            "advice": shared(connection, speech, contact, now, _voice(file, theirs=theirs), theirs=theirs),
        }
    )


def _suggestion(connection: Connection, person: int, file: int, now: datetime) -> int:
    """Suggest other words by voice, and return the number of that."""
    said = {"language": "sq", "key": "menu.member", "hash": "0" * 32, "words": "x", "state": "suggested"}
    return recordings.add(connection, person_id=person, media_id=file, made_at=now, **said)


def _person(connection: Connection, contact_id: int) -> int:
    found = contacts.get(connection, contact_id)
    assert found is not None
    assert found.person_id is not None
    return found.person_id


def _voice(file: int, *, theirs: bool) -> Matter:
    """Return an answer in words and a voice."""
    return Matter("voice", f"{SECRET} answers" if theirs else "Ask two banks.", file)


def _letter(connection: Connection, contact: int, now: datetime) -> int:
    """Put a message that may not have arrived, and return its number."""
    to: dict[str, Any] = {"channel": "sim-telegram", "contact_id": contact, "address": "70"}
    [number] = outbox.put(connection, **to, lane=outbox.NOTICE, kind="notice", parts=[Part("x")], now=now)
    connection.execute(tables.outbox.update().where(tables.outbox.c.id == number).values(state="in_doubt"))
    return number


def _announcement(connection: Connection, speech: Speech, contact: int, now: datetime, words: str) -> int:
    """Announce to one contact, and return the number of that."""
    number = announcements.draft(connection, OPERATOR, {"en": words}, now)
    announcements.approve(connection, OPERATOR, speech, number, [contact], now)
    return number


def _draft(connection: Connection, drom: Console, words: str, *, theirs: bool, asked: bool = False) -> int:
    """Begin an announcement, ask others about it, and return its number."""
    now = drom.house.clock.now()
    by = staff.actor(connection, drom.person["their administrator" if theirs else "administrator"])
    number = drafts.begin(connection, by, now)
    drafts.write(connection, by, number, "en", words)
    drafts.choose(connection, by, number, Audience())
    if asked:
        place = ["other" if theirs else "green_albania", "AL"]
        rows.change(connection, number, asked_at=now, people=60, places=[place], asks=1)
    return number


def address(path: str, numbers: dict[str, int], fallback: int = MISSING) -> str:
    """Return an entry's address with numbers, or with words that nothing has, for its variables."""
    return "/console" + re.sub(
        r"\{(\w+)(:int)?\}", lambda found: str(numbers.get(found[1], fallback)) if found[2] else "nothing", path
    )


PAGES = [one for one in ENTRIES if isinstance(one, Page | Paper)]
ACTS = [one for one in ENTRIES if isinstance(one, Act)]


def test_every_entry_says_which_right_it_needs() -> None:
    known = {""}.union(*MAY.values())
    assert {one.right for one in ENTRIES} <= known
    free = sorted(one.path for one in ENTRIES if not one.right)
    assert free == ["", "/about", "/settings", "/settings/language", "/settings/sign-ins/{sign_in:int}/end"]


def test_every_form_comes_back_to_a_page_with_the_same_variables() -> None:
    pages = {one.name: set(re.findall(r"\{(\w+)", one.path)) for one in ENTRIES if isinstance(one, Page)}
    assert [one.path for one in ACTS if not pages[one.back] <= set(re.findall(r"\{(\w+)", one.path))] == []


SHARED = ("tip", "course", "sign_in", "role", "n")
"""Variables of addresses that are one for all organisations, one's own, or looked at by tests of their own."""


def test_the_matrix_knows_each_variable(world: World) -> None:
    asked = {name for one in ENTRIES for name in re.findall(r"\{(\w+):int\}", one.path)}
    assert asked - set(world.theirs.numbers) == {"tip", "course"}


@pytest.mark.parametrize("name", ["ours", "coordinator", "helper", "mentor", "abroad"])
async def test_no_byte_of_another_organisation(world: World, name: str) -> None:
    async with await world.drom.signed_in(name) as browser:
        nothing = (await browser.get("/console/people/987654")).text
        for one in PAGES:
            foreign = await browser.get(address(one.path, world.theirs.numbers))
            assert SECRET not in foreign.text, one.path
            if set(re.findall(r"\{(\w+):int\}", one.path)) - set(SHARED):
                missing = await browser.get(address(one.path, {}))
                assert (foreign.status_code, foreign.text) == (404, missing.text), one.path
                assert missing.text == nothing


@pytest.mark.parametrize("name", sorted(TEAM))
async def test_acts_on_what_is_anothers_are_like_acts_on_nothing(world: World, name: str) -> None:
    _, organisation, _ = TEAM[name]
    whose = world.ours if organisation == "other_ngo" else world.theirs
    if not organisation:
        pytest.skip("whoever administrates all of it has nothing foreign")
    form = {"text": "x", "note": "x", "value": "yes", "name": "x", "other": str(world.ours.numbers["contact"])}
    async with await world.drom.signed_in(name) as browser:
        before = {table.name: await world.drom.house.rows(table) for table in KEPT}
        for one in ACTS:
            if not set(re.findall(r"\{(\w+):int\}", one.path)) - {"tip", "sign_in"}:
                continue
            foreign = await browser.post(address(one.path, whose.numbers), data=form)
            missing = await browser.post(address(one.path, {}), data=form)
            assert (foreign.status_code, foreign.text) == (404, missing.text), one.path
        after = {table.name: await world.drom.house.rows(table) for table in KEPT}
        assert after == before


@pytest.mark.parametrize("name", sorted(TEAM))
async def test_each_role_opens_its_pages_and_no_other(world: World, name: str) -> None:
    role, organisation, _ = TEAM[name]
    mine = world.theirs if organisation == "other_ngo" else world.ours
    async with await world.drom.signed_in(name) as browser:
        menu = (await browser.get("/console")).text
        for one in PAGES:
            if "{" in one.path or isinstance(one, Paper):
                continue
            answer = await browser.get(address(one.path, mine.numbers))
            may = not one.right or one.right in MAY[role]
            assert answer.status_code == (200 if may else 404), one.path
            if isinstance(one, Page) and one.place:
                assert (f'href="/console{one.path}"' in menu) == may, one.path


async def test_a_search_finds_nobody_of_another_organisation(world: World) -> None:
    async with await world.drom.signed_in("coordinator") as browser:
        assert "Nobody is found" in (await browser.post("/console/people/search", data={"q": "foreign"})).text
    async with await world.drom.signed_in("theirs") as browser:
        assert SECRET in (await browser.post("/console/people/search", data={"q": "foreign"})).text


async def test_two_people_of_two_organisations_are_not_merged(world: World) -> None:
    async with await world.drom.signed_in("coordinator") as browser:
        path = f"/console/people/{world.ours.numbers['contact']}/merge"
        foreign = await browser.post(path, data={"other": str(world.theirs.numbers["contact"])})
        missing = await browser.post(path, data={"other": str(MISSING)})
        assert foreign.status_code == missing.status_code == 422
        assert SECRET not in foreign.text
    assert await world.drom.house.rows(tables.merge) == []


@pytest.mark.parametrize("number", ["0", "9223372036854775808", "99999999999999999999999"])
async def test_numbers_that_nothing_has(world: World, number: str) -> None:
    async with await world.drom.signed_in("administrator") as browser:
        for one in PAGES:
            if ":int}" in one.path:
                assert (await browser.get("/console" + re.sub(r"\{\w+:int\}", number, one.path))).status_code == 404
