"""Tips and lessons on the console: words, phones, counts; certificates checked, the bigger course told of somebody."""

import csv
from io import StringIO

import httpx
import pytest

from storage import certificates, courses, pledges, studies, tables, tips
from tests.web.console_house import OURS, THEIRS, Console, content, follow, somebody

pytestmark = pytest.mark.signed_in("coordinator")


@pytest.fixture
async def drom(drom: Console) -> Console:
    await content(drom)
    return drom


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
    assert f"· {course['key']}" in page, "two of one title are told apart, and each by the name of its file"
    page = (await browser.get(f"/console/lessons/{course['id']}?language=sq")).text
    lesson = (await drom.house.rows(tables.lesson))[0]
    assert lesson["texts"]["question"]["sq"] in page
    assert "<b>0</b> <span>Finished</span>" in page
    assert (await browser.get("/console/lessons/987654")).status_code == 404


async def finished(drom: Console, organisation: str = OURS, offer: str = "") -> tuple[int, str]:
    """Let somebody have finished a course; return their contact's number and that of their certificate."""
    now = drom.house.clock.now()
    contact = await drom.house.run(lambda c: somebody(c, now))
    person = (await drom.row(tables.contact, contact))["person_id"]
    course = (await drom.house.read(courses.every))[0].id
    place = {"organisation": organisation, "programme": "", "country": "AL", "language": "en", "pseudonym": ""}
    fields = {**place, "course_id": course, "person_id": person, "offer": offer, "finished_at": now, "started_at": now}
    study = await drom.house.run(lambda c: studies.add(c, **fields))
    row = await drom.house.run(lambda c: certificates.put(c, study, person, "Đulijana", "1234", now))
    return contact, f"{row:05}-1234"


async def test_a_certificate_is_checked_by_its_number(drom: Console, browser: httpx.AsyncClient) -> None:
    _, number = await finished(drom)
    _, foreign = await finished(drom, THEIRS)
    page = (await browser.get("/console/lessons")).text
    assert "The number on it" in page
    assert "None of your certificates" not in page
    page = (await browser.post("/console/lessons/certificate", data={"number": f" {number} "})).text
    assert "Đulijana" in page
    assert "Short course: circular economy" in page
    for other in (foreign, "00001-0000", "<b>"):
        answer = await browser.post("/console/lessons/certificate", data={"number": other})
        assert answer.status_code == 200
        assert "None of your certificates has this number." in answer.text
        assert "Đulijana" not in answer.text
    assert (await browser.get("/console/lessons/certificate")).status_code in {404, 405}, "in no address"


async def test_who_helps_into_the_bigger_course_tells_so(drom: Console, browser: httpx.AsyncClient) -> None:
    contact, _ = await finished(drom, offer="asked")
    page = (await browser.get(f"/console/people/{contact}")).text
    assert "Asked for it and waits for help." in page
    for stands, told in (("enrolled", "Is enrolled there."), ("finished", "Has finished there.")):
        page = await follow(browser, await browser.post(f"/console/people/{contact}/bigger", data={"stands": stands}))
        assert told in page
        assert [row["offer"] for row in await drom.house.rows(tables.study)] == [stands]
    for wrong in ("asked", "", "x"):
        answer = await browser.post(f"/console/people/{contact}/bigger", data={"stands": wrong})
        assert answer.status_code == 422
    other, _ = await finished(drom)
    assert "The bigger course" not in (await browser.get(f"/console/people/{other}")).text
    answer = await browser.post(f"/console/people/{other}/bigger", data={"stands": "enrolled"})
    assert answer.status_code == 422
    assert [row["offer"] for row in await drom.house.rows(tables.study)] == ["finished", ""]
