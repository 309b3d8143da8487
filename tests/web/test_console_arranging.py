"""Meetings, sending, the team, words and settings in the console, as a browser without scripts sees them."""

import re
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import get_args

import httpx
import pytest
from sqlalchemy import Connection

from bot.channels.port import Part, Receipt, Result
from bot.services import seating, staff
from bot.services.resend import Cause, judge
from bot.web.console import sending, today
from bot.web.console.frame import Page, Sitting
from storage import deadletters, outbox, responses, tables
from storage import people as persons
from storage.remedies import FAILED, RANKS
from tests.house import Guest
from tests.meetings.guests import people
from tests.web.console_house import Console, contact_of, follow, meeting, ticket_of

PLACE = {"organisation": "sample_ngo", "country": "AL"}
"""Where a role holds."""


async def test_a_meeting_is_made_published_changed_moved_and_cancelled(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    form = {
        "kind": "training", "where": "green_albania AL tirana", "begins": "2026-06-25T17:00", "length": "h2",
        "seats": "10", "place": "Behind the market", "link": "", "called": "Pack with less",
    }  # fmt: skip
    short = await browser.post("/console/meetings/new", data={**form, "where": ""})
    assert (short.status_code, "Behind the market" in short.text) == (422, True)
    page = await follow(browser, await browser.post("/console/meetings/new", data=form))
    assert all(words in page for words in ("The draft is made.", "Pack with less", "Behind the market", "17:00"))
    path = "/console/meetings/1"
    assert "Published." in await follow(browser, await browser.post(f"{path}/publish"))
    assert "Pack with less" in (await browser.get("/console/meetings?month=2026-06")).text
    changed = {"seats": "12", "place": "Behind the market", "link": "", "title": "Pack with less"}
    await follow(browser, await browser.post(f"{path}/change", data=changed))
    row = (await drom.house.rows(tables.meeting))[0]
    assert (row["seats"], row["version"]) == (12, 1)
    await follow(browser, await browser.post(f"{path}/move", data={"begins": "2026-06-26T18:00"}))
    assert "18:00" in (await browser.get(path)).text
    assert "Cancelled" in await follow(browser, await browser.post(f"{path}/cancel"))
    assert (await browser.post(f"{path}/publish")).status_code == 409


async def test_each_meeting_of_a_series_is_published_changed_moved_and_cancelled_alone(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    form = {
        "kind": "coordinators", "where": "green_albania AL tirana", "begins": "2026-07-07T10:00", "length": "h2",
        "seats": "", "place": "", "link": "", "called": "", "repeat": "m3", "times": "4",
    }  # fmt: skip
    wrong = await browser.post("/console/meetings/new", data={**form, "times": "25"})
    assert (wrong.status_code, "A series has from 2 to 24 meetings." in wrong.text) == (422, True)
    page = await follow(browser, await browser.post("/console/meetings/new", data=form))
    assert "The drafts are made." in page
    assert page.count("/console/meetings/") > 4
    await follow(browser, await browser.post("/console/meetings/2/publish"))
    await follow(browser, await browser.post("/console/meetings/2/move", data={"begins": "2026-10-08T11:00"}))
    await follow(browser, await browser.post("/console/meetings/3/cancel"))
    await follow(browser, await browser.post("/console/meetings/1/publish-all"))
    changed = {"seats": "8", "place": "", "link": "", "title": "Autumn"}
    await follow(browser, await browser.post("/console/meetings/4/change", data=changed))
    found = await drom.house.rows(tables.meeting)
    assert [(row["state"], row["seats"], row["title"]) for row in found] == [
        ("published", None, {}),
        ("published", None, {}),
        ("cancelled", None, {}),
        ("published", 8, {"en": "Autumn"}),
    ]
    walls = sorted(row["wall"] for row in await drom.house.rows(tables.meeting_day))
    assert walls == ["2026-07-07T10:00:00", "2026-10-08T11:00:00", "2027-01-05T10:00:00", "2027-04-06T10:00:00"]


async def test_a_helper_sees_no_draft(drom: Console, browser: httpx.AsyncClient) -> None:
    form = {
        "kind": "training", "where": "green_albania AL tirana", "begins": "2026-06-25T17:00", "length": "h2",
        "seats": "10", "place": "", "link": "", "called": "Pack with less",
    }  # fmt: skip
    await follow(browser, await browser.post("/console/meetings/new", data=form))
    month, one = "/console/meetings?month=2026-06", "/console/meetings/1"
    assert "Pack with less" in (await browser.get(month)).text
    async with await drom.signed_in("helper") as helper:
        pages = [await helper.get(path) for path in (month, "/console", one, f"{one}/list")]
        assert [page.status_code for page in pages] == [200, 200, 404, 404]
        assert not any("Pack with less" in page.text for page in pages)
        await browser.post(f"{one}/publish")
        assert "Pack with less" in (await helper.get(month)).text
        assert "Check-in list to print" in (await helper.get(one)).text


async def test_who_would_be_and_who_is_invited_is_counted(drom: Console, browser: httpx.AsyncClient) -> None:
    await contact_of(drom)
    elsewhere, now, speech = await contact_of(drom, "Besa"), drom.house.clock.now(), drom.house.core.speech
    person = (await drom.row(tables.contact, elsewhere))["person_id"]
    await drom.house.run(lambda c: persons.change(c, person, town="durres"))
    path = f"/console/meetings/{await drom.house.run(lambda c: meeting(c, speech, now))}"
    page = (await browser.get(path)).text
    assert "Everybody in this town (1)" in page
    assert "Everybody in this country (2)" in page
    page = (await browser.post(f"{path}/invite", data={"whom": "town"})).text
    assert "<dt>Get it now</dt><dd>1</dd>" in page
    assert "Everybody in this town (0)" in page
    await drom.house.move(timedelta(hours=11))  # into the night
    async with await drom.signed_in("ours") as later:
        assert "Everybody in this country (1)" in (await later.get(path)).text
        page = (await later.post(f"{path}/invite", data={"whom": "country"})).text
        assert "<dt>Get it when their night or their day&#39;s limit is over</dt><dd>1</dd>" in page
        assert "Get it now" not in page


async def test_people_are_invited_and_checked_in(drom: Console, browser: httpx.AsyncClient) -> None:
    contact, now, speech = await contact_of(drom), drom.house.clock.now(), drom.house.core.speech
    number = await drom.house.run(lambda c: meeting(c, speech, now))
    path = f"/console/meetings/{number}"
    assert "Invited." in (await browser.post(f"{path}/invite", data={"whom": "town"})).text
    person = (await drom.row(tables.contact, contact))["person_id"]
    await drom.house.run(lambda c: seating.answer(c, speech.programme, number, person, "yes", now, needs=["travel"]))
    page = (await browser.get(path)).text
    assert "🚌" in page
    assert (await browser.post(f"{path}/tick", data={"person": str(person)})).status_code == 409, "no door is open"
    await drom.house.move(timedelta(days=7) - timedelta(hours=1))
    async with await drom.signed_in("helper") as helper:
        await follow(helper, await helper.post(f"{path}/tick", data={"person": str(person)}))
        await follow(helper, await helper.post(f"{path}/walk-in", data={"name": "Somebody", "party": "2"}))
        page = (await helper.get(path)).text
        assert "Somebody" in page
        paper = (await helper.get(f"{path}/list")).text
        assert "☐" in paper
        assert "Ana" in paper


async def test_who_waits_is_counted_apart_as_in_chat(drom: Console, browser: httpx.AsyncClient) -> None:
    now, programme = drom.house.clock.now(), drom.house.core.speech.programme
    number = await drom.house.run(lambda c: meeting(c, drom.house.core.speech, now))

    def work(c: Connection) -> None:
        for one, party in zip(people(c, 3), (2, 1, 1), strict=True):
            seating.answer(c, programme, number, one, "yes", now, party=party)
        [first, second, _] = [one.person_id for one in responses.of_meeting(c, number)]
        seating.join_waiting(c, programme, number, second or 0, now)
        assert first is not None

    await drom.house.run(work)
    page = (await browser.get(f"/console/meetings/{number}")).text
    tiles = re.findall(r'class="tile"><b>(\d+)</b> <span>([^<]+)', page)
    assert ("1", "Yes") in tiles, "who has a seat"
    assert ("1", "Waiting") in tiles, "who only found it full does not wait"

    def offer(c: Connection) -> None:
        [second] = responses.waiting(c, number)
        until = now + timedelta(hours=1)
        changed = {"standing": "offered", "offered_until": until}
        c.execute(tables.response.update().where(tables.response.c.id == second.id).values(changed))

    await drom.house.run(offer)
    page = (await browser.get(f"/console/meetings/{number}")).text
    line = page.partition('id="line"')[2].partition("</section>")[0]
    assert "(is offered a seat)" in line, "whom the tile counts is on the list, too"


async def test_doubtful_messages_are_sent_again_or_given_up(drom: Console, browser: httpx.AsyncClient) -> None:
    contact, now = await contact_of(drom), drom.house.clock.now()

    def doubt(connection: object) -> list[int]:
        found = outbox.put(
            connection, channel="sim-telegram", contact_id=contact, address="7", lane=1, kind="answer",  # type: ignore[arg-type]
            parts=[Part("Kept")], now=now, next_at=now + timedelta(days=1),
        )  # fmt: skip
        connection.execute(tables.outbox.update().values(state="in_doubt"))  # type: ignore[attr-defined]
        return found

    [number] = await drom.house.core.store.run(doubt)
    page = (await browser.get("/console/sending")).text
    assert "May not have arrived" in page
    assert "Given up." in await follow(browser, await browser.post(f"/console/sending/{number}/discard"))
    assert await drom.house.read(deadletters.deadletters) == []
    assert (await browser.post(f"/console/sending/{number}/retry")).status_code == 404


@pytest.mark.parametrize("language", ["en", "sq", "sr_Cyrl", "mk"])
async def test_why_a_message_may_not_have_arrived_is_told_in_words(drom: Console, language: str) -> None:
    verdicts = {judge(Receipt(result), 1, Random(0)).reason for result in get_args(Result) if result != "doubt"}
    ended = {state for state, rank in RANKS.items() if rank == FAILED}
    by = await drom.house.read(lambda c: staff.actor(c, drom.person["administrator"]))
    sitting = Sitting(drom.office, by, drom.person["administrator"], "A", language, "AL", drom.house.clock.now())
    known = {*get_args(Cause), *verdicts, *ended} - {""}
    raw = {code for code in known if sending.reason(sitting, code) == sitting.say("sending.reason.code", code=code)}
    assert known
    assert raw == set()
    assert "63032" in sending.reason(sitting, "63032"), "what only the provider knows keeps its code"
    assert sending.reason(sitting, "") == ""


async def test_what_waits_for_everybody_is_seen_by_who_sees_to_all(drom: Console) -> None:
    async def ill() -> tuple[list[str], list[str]]:
        return ["Telegram refuses the token."], []

    now, whole = drom.house.clock.now(), {"administrator"}
    for name in ("administrator", "ours", "coordinator", "theirs"):
        by = await drom.house.read(lambda c, name=name: staff.actor(c, drom.person[name]))  # type: ignore[misc]
        sitting = Sitting(replace(drom.office, troubles=ill), by, drom.person[name], name, "en", "AL", now)
        (entry,) = today.ENTRIES
        assert isinstance(entry, Page)
        assert entry.before is not None
        troubles, notes = await entry.before(sitting)
        assert bool(troubles or notes) == (name in whole)
        async with await drom.signed_in(name) as browser:
            assert ("On the way now" in (await browser.get("/console/sending")).text) == (name in whole), name


async def test_a_new_place_is_the_place_in_every_language(drom: Console, browser: httpx.AsyncClient) -> None:
    now, speech = drom.house.clock.now(), drom.office.speech
    number = await drom.house.run(lambda c: meeting(c, speech, now))
    old = {"sq": "Salla A", "mk": "Сала А"}
    await drom.house.run(lambda c: c.execute(tables.meeting.update().values(place=old)))
    page = (await browser.get(f"/console/meetings/{number}")).text
    assert 'value="Salla A"' in page, "what is there is shown in another language"
    form = {"seats": "4", "place": "Salla A", "link": "", "title": ""}
    await follow(browser, await browser.post(f"/console/meetings/{number}/change", data=form))
    assert (await drom.row(tables.meeting, number))["place"] == old, "what was not written anew stays"
    await follow(browser, await browser.post(f"/console/meetings/{number}/change", data={**form, "place": "Hall B"}))
    assert (await drom.row(tables.meeting, number))["place"] == {"en": "Hall B"}


async def test_a_role_is_given_linked_and_taken_back(drom: Console, browser: httpx.AsyncClient) -> None:
    form = {"label": "New helper", "role": "helper", **PLACE}
    page = await browser.post("/console/team/give", data=form)
    assert "/start staff-" in page.text
    number = (await drom.house.rows(tables.role))[-1]["id"]
    payload = page.text.partition("/start ")[2].partition("<")[0]
    guest = Guest(drom.house, "4004")
    await guest.open(payload)
    assert (await drom.row(tables.role, number))["person_id"] is not None
    assert (await browser.post(f"/console/team/{number}/link")).status_code == 404, "nobody becomes a colleague"
    own = await browser.post(f"/console/team/{drom.role['ours']}/link")
    assert "/console/enter/" in own.text
    assert "Taken back." in await follow(browser, await browser.post(f"/console/team/{number}/end"))
    wide = await browser.post("/console/team/give", data={**form, "country": ""})
    assert wide.status_code == 404, "nobody gives more than they have"


async def test_the_language_of_the_pages_is_ones_own(drom: Console, browser: httpx.AsyncClient) -> None:
    page = await follow(browser, await browser.post("/console/settings/language", data={"language": "sr_Cyrl"}))
    assert 'lang="sr-Cyrl"' in page
    assert "Подешавања" in page
    assert (await browser.post("/console/settings/language", data={"language": "xx"})).status_code == 422


async def test_words_that_nobody_confirmed_are_listed(drom: Console, browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/console/words?language=mk&state=draft&of=people")).text
    assert "welcome.hello" in page
    assert "console.today" not in page


async def test_signs_that_hide_are_shown(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await ticket_of(drom, "\u202egnp.exe\u2066 zero\u200bwidth")
    page = (await browser.get(f"/console/tickets/{number}")).text
    assert "[U+202E]gnp.exe[U+2066] zero[U+200B]width" in page
    assert not set("\u202e\u2066\u200b") & set(page)


async def test_what_drom_says_to_the_team_is_shown_to_nobody(drom: Console, browser: httpx.AsyncClient) -> None:
    hana = Guest(drom.house, "4005")
    await hana.register("Hana")
    page = await browser.post("/console/team/give", data={"label": "Hana", "role": "helper", **PLACE})
    await hana.open(page.text.partition("/start ")[2].partition("<")[0])
    await hana.tap("staff")
    assert "/console/enter/" in "".join(await hana.tap("console"))
    await hana.write("help")
    contact = (await hana.contact()).id
    number = (await drom.house.rows(tables.ticket))[-1]["id"]
    for path in (f"/console/people/{contact}", f"/console/tickets/{number}"):
        shown = (await browser.get(path)).text
        assert "Hana" in shown
        assert "is shown to nobody" in shown
        assert "/console/enter/" not in shown
