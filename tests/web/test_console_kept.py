"""What forms of the console keep: what was written as it was written, and nothing that no database could keep."""

import re

import httpx
import pytest

from storage import tables
from tests.web.announcing import written
from tests.web.console_house import Console, contact_of, follow, meeting, ticket_of
from tests.web.forms import Sheet

HIDDEN = "We\u200bmeet \u202eon\u00ad Monday"
NEW = {"kind": "training", "where": "green_albania AL tirana", "begins": "2026-06-25T17:00", "length": "h2"}


def marked(page: str) -> list[str]:
    """Return the names of the fields that a page marks as wrong."""
    return re.findall(r'<(?:input|textarea|select) name="(\w+)"[^>]*aria-invalid', page)


async def test_signs_that_hide_are_sent_back_as_they_stand(drom: Console, browser: httpx.AsyncClient) -> None:
    path = f"{await written(browser, **{'text.en': HIDDEN})}/words"
    page = Sheet(path, (await browser.get(path)).text)
    [said] = page.held(page.forms[-1], "text.en")
    assert said == HIDDEN
    await browser.post(path, data={"text.en": said})
    assert (await drom.house.rows(tables.announcement))[0]["texts"] == {"en": HIDDEN}
    refused = await browser.post(f"{path.removesuffix('words')}take-out", data={"text.en": HIDDEN, "what": "x"})
    assert HIDDEN in Sheet(path, refused.text).held(page.forms[-1], "text.en")


async def test_a_profile_that_is_saved_again_stays_as_it_is(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await contact_of(drom, "An\u200ba")
    address = f"/console/people/{number}"
    form = next(one for one in Sheet(address, (await browser.get(address)).text).forms if "/change" in one.action)
    sent = {name: one.value or "" for name, one in form.fields.items()} | {"language": "mk"}
    await follow(browser, await browser.post(form.action, data=sent))
    person = (await drom.row(tables.contact, number))["person_id"]
    assert (await drom.row(tables.person, person))["name"] == "An\u200ba"


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "2100-01-01T00:00", "soon"])
async def test_a_time_that_no_calendar_has_is_told(drom: Console, browser: httpx.AsyncClient, at: str) -> None:
    now, speech, ticket = drom.house.clock.now(), drom.house.core.speech, await ticket_of(drom)
    number = await drom.house.run(lambda connection: meeting(connection, speech, now))
    draft = await written(browser)
    for path, form in (
        ("/console/meetings/new", {**NEW, "begins": at}),
        (f"/console/meetings/{number}/move", {"begins": at}),
        (f"/console/tickets/{ticket}/answer", {"text": "Soon", "at": at}),
        (f"{draft}/when", {"how": "later", "at": at}),
    ):
        answer = await browser.post(path, data=form)
        assert (answer.status_code, "Choose a day and a time." in answer.text) == (422, True), path
    page = await browser.get("/console/people/1", params={"before": f"{at}:00+14:00"})
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("seats", "0", "a link begins with https"),
        ("seats", "2147483648", "a link begins with https"),
        ("link", "http://example.org", "a link begins with https"),
        ("place", "w" * 201, "at most 200 signs"),
        ("called", "w" * 61, "at most 60 signs"),
    ],
)
async def test_what_no_meeting_can_have_is_told(
    drom: Console, browser: httpx.AsyncClient, field: str, value: str, told: str
) -> None:
    new = await browser.post("/console/meetings/new", data={**NEW, field: value})
    assert (new.status_code, told in new.text) == (422, True)
    await follow(browser, await browser.post("/console/meetings/new", data=NEW))
    changed = {"title" if field == "called" else field: value}
    answer = await browser.post("/console/meetings/1/change", data=changed)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert len(await drom.house.rows(tables.meeting)) == 1


@pytest.mark.parametrize(("field", "value"), [("seats", "0"), ("seats", "100001"), ("link", "http://example.org")])
async def test_what_no_meeting_can_have_is_marked(
    drom: Console, browser: httpx.AsyncClient, field: str, value: str
) -> None:
    await follow(browser, await browser.post("/console/meetings/new", data=NEW))
    for path in ("new", "1/change"):
        page = await browser.post(f"/console/meetings/{path}", data={**NEW, field: value})
        assert (page.status_code, marked(page.text)) == (422, [field])


async def test_what_is_not_about_seats_marks_no_seats(drom: Console, browser: httpx.AsyncClient) -> None:
    await follow(browser, await browser.post("/console/meetings/new", data=NEW))
    await follow(browser, await browser.post("/console/meetings/1/cancel"))
    page = await browser.post("/console/meetings/1/change", data={"seats": "7"})
    assert (page.status_code, marked(page.text)) == (409, [])


async def test_of_a_profile_the_field_that_is_wrong_is_marked(drom: Console, browser: httpx.AsyncClient) -> None:
    address = f"/console/people/{await contact_of(drom)}/change"
    for wrong in ({"name": "1"}, {"town": "1"}, {"town": "", "town_words": "1"}, {"trade": "", "trade_words": "1"}):
        page = await browser.post(address, data={"name": "Besa", **wrong})
        assert (page.status_code, marked(page.text)) == (422, [list(wrong)[-1]]), wrong


async def test_the_log_leads_to_no_draft_of_somebody_else(drom: Console, browser: httpx.AsyncClient) -> None:
    mine = await written(browser)
    async with await drom.signed_in("coordinator") as other:
        theirs = await written(other)
        gone = await written(other)
        await other.post(f"{gone}/drop")
    links = re.findall(r'href="(/console/announcements/\d+)"', (await browser.get("/console/log")).text)
    assert (set(links), theirs in links) == ({mine}, False)
    assert [(await browser.get(one)).status_code for one in set(links)] == [200]


async def test_what_is_not_there_has_no_news(drom: Console, browser: httpx.AsyncClient) -> None:
    missing = await browser.get("/console/tickets/987654/news")
    assert (missing.status_code, missing.text) == (404, (await browser.get("/console/tickets/987654")).text)
