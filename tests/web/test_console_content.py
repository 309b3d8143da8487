"""Tips and lessons on the console: their words, phones and counts; put live by whoever sees to all of it."""

import csv
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from storage import pledges, tables, tips
from tests.web.console_house import OURS, THEIRS, Console, console, content, somebody


@pytest_asyncio.fixture
async def drom(tmp_path: Path) -> AsyncIterator[Console]:
    async with console(tmp_path) as found:
        await content(found)
        yield found


@pytest_asyncio.fixture
async def browser(drom: Console) -> AsyncIterator[httpx.AsyncClient]:
    async with await drom.signed_in("coordinator") as found:
        yield found


async def live(drom: Console) -> tips.Tip:
    every = await drom.house.read(tips.every)
    return next(one for one in every if one.status == "live")


async def test_a_tip_says_what_it_says_in_each_language_and_on_both_phones(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    one = await live(drom)
    assert one.words["en"] in (await browser.get("/console/tips")).text
    page = (await browser.get(f"/console/tips/{one.id}?language=sq")).text
    assert page.count(one.words["sq"]) == 3
    assert "Telegram" in page
    assert "WhatsApp" in page
    assert "/retire" not in page


async def test_only_whoever_sees_to_all_of_it_takes_a_tip_back(drom: Console, browser: httpx.AsyncClient) -> None:
    one = await live(drom)
    assert (await browser.post(f"/console/tips/{one.id}/retire")).status_code == 404
    async with await drom.signed_in("administrator") as all_of_it:
        assert (await all_of_it.post(f"/console/tips/{one.id}/live")).status_code == 409
        assert (await all_of_it.post(f"/console/tips/{one.id}/retire")).status_code == 303
        assert (await drom.row(tables.tip, one.id))["status"] == "retired"
        assert (await all_of_it.post(f"/console/tips/{one.id}/live")).status_code == 303
        assert (await all_of_it.post("/console/tips/987654/live")).status_code == 404
    row = await drom.row(tables.tip, one.id)
    assert (row["status"], row["version"]) == ("live", one.version + 2)
    acts = [(each["act"], each["subject"]) for each in await drom.house.rows(tables.log)]
    assert acts[-2:] == [("tip_changed", f"tip:{one.key}")] * 2


@pytest.mark.parametrize(
    ("who", "number"),
    [("administrator", "13"), ("coordinator", "Under 5"), ("abroad", "0"), ("their administrator", "9")],
)
async def test_each_counts_their_own_people_once(drom: Console, who: str, number: str) -> None:
    one, now = await live(drom), drom.house.clock.now()

    async def did(organisation: str, country: str) -> None:
        contact = await drom.house.run(lambda c: somebody(c, now))
        person = (await drom.row(tables.contact, contact))["person_id"]
        place = {"organisation": organisation, "trade": "", "country": country, "language": "en"}
        await drom.house.run(lambda c: pledges.add(c, one.id, person, "done", now, **place))

    for organisation, country in (*[(OURS, "AL")] * 4, *[(THEIRS, "AL")] * 5, *[(THEIRS, "RS")] * 4):
        await did(organisation, country)
    await drom.house.run(lambda c: c.execute(tables.pledge.update().values(done_at=now, tried_at=now)))
    async with await drom.signed_in(who) as browser:
        page = (await browser.get(f"/console/tips/{one.id}")).text
        assert f"<b>{number}</b> <span>People who did it</span>" in page


async def test_the_sheet_holds_every_tip(drom: Console, browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/console/tips.csv")
    assert answer.status_code == 200
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(await drom.house.read(tips.every))


async def test_a_course_stands_there_lesson_by_lesson(drom: Console, browser: httpx.AsyncClient) -> None:
    course = (await drom.house.rows(tables.course))[0]
    page = (await browser.get("/console/lessons")).text
    assert f"/lessons/{course['id']}" in page
    page = (await browser.get(f"/console/lessons/{course['id']}?language=sq")).text
    lesson = (await drom.house.rows(tables.lesson))[0]
    assert lesson["texts"]["question"]["sq"] in page
    assert "<b>0</b> <span>Finished</span>" in page
    assert (await browser.get("/console/lessons/987654")).status_code == 404
