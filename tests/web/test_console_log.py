"""The log of what staff did, in the console, as a browser without scripts sees it."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
from sqlalchemy import Connection

from bot.console_words import history
from bot.services import colleagues, indicators, meetings, staff
from bot.services.indicators import Entry
from bot.services.staff import OPERATOR
from bot.web.console import history_told
from storage import log, roles
from tests.web.console_house import Console, contact_of, meeting

PLACE = {"organisation": "sample_ngo", "country": "AL"}
"""Where a role holds."""


async def test_the_log_tells_who_did_what_of_ones_own_team(drom: Console, browser: httpx.AsyncClient) -> None:
    await contact_of(drom)
    await browser.post("/console/people/search", data={"q": "ana"})
    async with await drom.signed_in("their administrator") as other:
        await other.post("/console/people/search", data={"q": "ana"})
        assert "Ours" not in (await other.get("/console/log")).text.partition("<table")[2]
    page = (await browser.get("/console/log")).text.partition("<table")[2]
    assert "Searched people" in page
    assert "Their administrator" not in page
    async with await drom.signed_in("administrator") as every:
        assert "Their administrator" in (await every.get("/console/log")).text


async def test_the_log_is_read_by_person_act_and_day(drom: Console, browser: httpx.AsyncClient) -> None:
    async with await drom.signed_in("coordinator") as other:
        await other.post("/console/people/search", data={"q": "ana"})
    now, speech = drom.house.clock.now(), drom.house.core.speech
    await drom.house.run(lambda c: meeting(c, speech, now))
    names = await drom.house.read(colleagues.names)
    who = next(key for key, name in names.items() if name == "Coordinator")

    async def acts(reader: httpx.AsyncClient, **sought: str) -> list[str]:
        page = (await reader.get("/console/log", params=sought)).text.partition("<tbody")[2]
        return re.findall(r'data-label="What">([^<]+)', page)

    assert await acts(browser, who=who) == ["Searched people", "Signed in"]
    assert await acts(browser, who=who, what="people_searched") == ["Searched people"]
    assert await acts(browser, what="meeting_made") == [], "the operator's acts are read by who may read all"
    assert await acts(browser, until="2026-06-14") == []
    assert len(await acts(browser, since="2026-06-15", until="2026-06-15")) == 3
    assert len(await acts(browser, since="yesterday", what="nothing")) == 3, "what is no day and no act asks nothing"
    async with await drom.signed_in("administrator") as every:
        assert await acts(every, what="meeting_made") == ["Made a meeting"]
        page = (await every.get("/console/log?what=meeting_made")).text
        assert '<a href="/console/meetings/1">Meeting 1</a>' in page
        assert await acts(every, who="operator", what="meeting_published") == ["Published a meeting"]


def test_every_act_of_the_log_has_words() -> None:
    kept = {f"history.act.{act}" for act in _acts()}
    assert kept - set(history.WORDS) == set()
    assert len(kept) > 60


def test_every_detail_of_the_log_has_words() -> None:
    kept = _details()
    assert {f"history.detail.{key}" for key in kept - history_told.INNER} - set(history.WORDS) == set()
    assert {"ticket", "stays", "counts"} <= kept
    fields = meetings.SHOWN | meetings.QUIET | {"name", "trade", "language", "hosts"}
    told = {f"history.value.{key}" for key in fields - {history_told.LONGITUDE}}
    assert told - set(history.WORDS) == set()
    assert {f"history.kind.{kind}" for kind in _kinds()} - set(history.WORDS) == set()


def _details() -> set[str]:
    """Return the keys under which services keep what else a row tells."""
    found: set[str] = set()
    for node in _services():
        given = node.value if isinstance(node, ast.keyword) and node.arg == "detail" else None
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == "detail" for one in node.targets
        ):
            given = node.value
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_note":
            given = node.args[-1]
        for one in ast.walk(given) if given else ():
            keys = one.keys if isinstance(one, ast.Dict) else ()
            found |= {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found


def _kinds() -> set[str]:
    """Return what services write rows about, but people, who stand there by a pseudonym alone."""
    found: set[str] = set()
    for node in _services():
        given = node.value if isinstance(node, ast.keyword) and node.arg == "subject" else None
        first = given.values[0] if isinstance(given, ast.JoinedStr) else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.endswith(":"):
            found.add(first.value[:-1])
    return found


def _services() -> Iterator[ast.AST]:
    """Yield every piece of the services that write into the log."""
    for path in Path(staff.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        if "log.write(" in path.read_text("utf-8"):
            yield from ast.walk(tree)


async def test_the_log_tells_details_in_the_words_of_the_reader(drom: Console, browser: httpx.AsyncClient) -> None:
    now, programme = drom.house.clock.now(), drom.house.core.speech.programme

    def done(connection: Connection) -> None:
        entry = Entry(14, date(2026, 3, 1), "Lists of the year before")
        indicators.type_in(connection, OPERATOR, programme, "green_albania", "members", entry, now)
        rows: tuple[tuple[str, str, dict[str, object]], ...] = (
            ("denied", "read_log", {"flow": "staff", "state": "menu"}),
            ("voice_stays", "voices", {"stays": False}),
            ("voice_recorded", "voices:sq", {"text": "welcome.why"}),
            ("words_corrected", "words:mk", {"text": "no.such", "texts": 2}),
            ("bigger_course", "0a1b", {"stands": "enrolled"}),
            ("meeting_changed", "meeting:7", {"what": ["latitude", "longitude", "photo_id"]}),
            ("notice_cancelled", "notice:3", {"notice": "eve", "about": "meeting", "number": 7}),
            ("numbers_exported", "programme:green_albania", {}),
        )
        for act, subject, detail in rows:
            log.write(connection, at=now, actor="operator", act=act, subject=subject, detail=detail)

    await drom.house.run(done)
    async with await drom.signed_in("administrator") as every:
        page = (await every.get("/console/log?who=operator")).text.partition("<tbody")[2]
    told = [" ".join(re.sub("<[^>]+>", "", one).split()) for one in re.findall(r'data-label="About">(.*?)</td>', page)]
    assert told[:9] == [
        "Programme Green work Albania",
        "Message that waited 3 about: Meeting 7",
        "Meeting 7 changed: point on the map, photo",
        "Person 0a1b state: enrolled",
        "Words: Македонски text: no.such, texts: 2",
        "Voices: Shqip text: I help small businesses save money and stay green.",
        "stays: No",
        "",
        "Number 1 programme: Green work Albania, number: Members",
    ]


def _acts() -> set[str]:
    """Return the words under which services keep what was done."""
    found: set[str] = set()
    for path in Path(staff.__file__).parent.glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            words = [one.value for one in call.keywords if one.arg == "act" and name == "write"]
            words += [one for one in call.args if name in {"_note", "_decide", "_change"}]
            found |= {
                one.value for one in words if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value
            }
    return found


async def test_who_works_elsewhere_too_is_not_read_by_one_of_the_two(drom: Console, browser: httpx.AsyncClient) -> None:
    async with await drom.signed_in("coordinator") as coordinator:
        await coordinator.post("/console/people/search", data={"q": "ana"})
    assert "Coordinator" in (await browser.get("/console/log")).text.partition("<table")[2]
    now = drom.house.clock.now()

    def second(connection: Connection) -> None:
        number = staff.add(connection, OPERATOR, "helper", "other_ngo", "", "Coordinator", now)
        roles.bind(connection, number, drom.person["coordinator"])
        staff.end(connection, OPERATOR, number, now)

    await drom.house.run(second)
    assert "Coordinator" not in (await browser.get("/console/log")).text.partition("<table")[2]
    async with await drom.signed_in("administrator") as every:
        assert "Coordinator" in (await every.get("/console/log")).text.partition("<table")[2]
