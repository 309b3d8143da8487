"""The log of what staff did, in the console, as a browser without scripts sees it."""

import ast
import re
from pathlib import Path

import httpx
from sqlalchemy import Connection

from bot.console_words import history
from bot.services import colleagues, staff
from bot.services.staff import OPERATOR
from storage import roles
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
