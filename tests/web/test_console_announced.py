"""What is tried on oneself, and how often those of an announcement are counted for its page."""

import asyncio
import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from bot.services import letters_desk
from bot.services.desk import Desk
from bot.services.dispatch import ChannelState
from storage import announcements, contacts, deliveries, media, tables
from tests.house import Guest
from tests.web.announcing import crowd, written
from tests.web.console_house import Console, follow


async def test_what_could_not_go_to_others_is_not_tried_either(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 1)
    path, now = await written(browser), drom.house.clock.now()
    fields: Any = {"person_id": drom.person["ours"], "language": "en", "last_in_at": now}

    def gone(connection: Connection) -> None:
        mine = contacts.add(connection, "sim-telegram", "5005", now, **fields)
        file = media.put(connection, contact_id=mine.id, name="c" * 64, kind="photo", now=now)
        announcements.change(connection, int(path.rpartition("/")[2]), picture=str(file))

    await drom.house.run(gone)
    none = await browser.post(f"{path}/try")
    assert (none.status_code, "A file is not ready or was refused" in none.text) == (422, True)
    await drom.house.quiet()
    assert drom.house.heard("sim-telegram", "5005") == []


async def test_those_of_a_page_are_counted_once_for_it_and_its_news(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among 100,000 a count takes a tenth of a second; what the page begins from is what its news read later."""
    await crowd(drom, 2)
    path = await written(browser)
    await browser.post(f"{path}/send")
    await drom.house.quiet()
    counts: list[int] = []
    tally, loop = deliveries.tally, asyncio.get_running_loop()

    def noted(connection: Connection, number: int) -> list[deliveries.Group]:
        counts.append(number)
        if len(counts) == 2:
            loop.call_soon_threadsafe(drom.office.bell.close)
        return tally(connection, number)

    monkeypatch.setattr(deliveries, "tally", noted)
    page = (await browser.get(path)).text
    assert len(counts) == 1
    assert "changed" not in (await browser.get(_news(page))).text
    assert len(counts) == 2


async def test_a_draft_tells_that_slices_of_it_need_a_second_yes(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 30)
    await browser.post(f"{await written(browser)}/send")
    page = (await browser.get(f"{await written(browser, **{'text.en': 'Other words.'})}/send")).text
    assert "30 people were told something lately without a second yes." in page
    assert "Ask for a second yes for 30 people" in page
    assert "Send to 30 people" not in page


async def test_a_page_is_told_of_what_time_alone_has_changed(drom: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops in the middle of joining is stuck an hour later, while the page is open."""
    clock, bell = drom.house.clock, drom.office.bell
    await Guest(drom.house).join()
    clock.move(timedelta(minutes=59))
    passes = iter((lambda: clock.move(timedelta(minutes=2)), bell.close))

    async def pause(_rung: asyncio.Event, _seconds: float) -> None:
        next(passes)()

    monkeypatch.setattr("bot.web.console.news.wait_for_event", pause)
    async with await drom.signed_in("ours") as browser:
        page = (await browser.get("/console/stuck")).text
        assert "Nobody is stuck." in page
        assert "changed" in (await browser.get(_news(page))).text


async def test_lists_of_tickets_are_told_who_takes_one_and_when_one_is_back(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, clock, bell = Guest(drom.house), drom.house.clock, drom.office.bell
    await guest.register()
    await guest.write("help")
    for act, data in (("take", {}), ("rest", {"rest": "hour"}), ("rest", {"rest": ""})):
        marks = [_mark((await browser.get(path)).text) for path in ("/console", "/console/tickets")]
        await browser.post(f"/console/tickets/1/{act}", data=data)
        after = [_mark((await browser.get(path)).text) for path in ("/console", "/console/tickets")]
        assert not set(marks) & set(after), act
    await browser.post("/console/tickets/1/rest", data={"rest": "hour"})
    clock.move(timedelta(minutes=59))
    passes = iter((lambda: clock.move(timedelta(minutes=2)), bell.close))

    async def pause(_rung: asyncio.Event, _seconds: float) -> None:
        next(passes)()

    monkeypatch.setattr("bot.web.console.news.wait_for_event", pause)
    async with await drom.signed_in("ours") as later:
        page = (await later.get("/console/tickets")).text
        assert "Nobody waits." in page
        assert "changed" in (await later.get(_news(page))).text


async def test_the_page_of_sending_is_told_when_a_messenger_does_not_answer(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (await browser.get("/console/sending")).text
    assert "Works well" in page
    state = Desk.state
    passes = iter((lambda: monkeypatch.setattr(Desk, "state", down), drom.office.bell.close))

    def down(desk: Desk, now: float) -> ChannelState:
        return replace(state(desk, now), open=True)

    async def pause(_rung: asyncio.Event, _seconds: float) -> None:
        next(passes)()

    monkeypatch.setattr("bot.web.console.news.wait_for_event", pause)
    assert "changed" in (await browser.get(_news(page))).text
    assert "Does not answer now" in (await browser.get("/console/sending")).text


async def test_today_is_told_when_a_messenger_falls_silent_and_when_it_is_back(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, state = (await browser.get("/console")).text, Desk.state
    silent = 'href="/console/sending">Telegram'
    assert silent not in page

    def down(desk: Desk, now: float) -> ChannelState:
        return replace(state(desk, now), open=True)

    async def pause(_rung: asyncio.Event, _seconds: float) -> None:
        if drom.office.states()["sim-telegram"].open:
            seen.append(silent in (await browser.get("/console")).text)
            monkeypatch.setattr(Desk, "state", state)
        elif seen:
            drom.office.bell.close()
        else:
            monkeypatch.setattr(Desk, "state", down)

    seen: list[bool] = []
    monkeypatch.setattr("bot.web.console.news.wait_for_event", pause)
    assert (await browser.get(_news(page))).text.count("changed") == 2
    assert (seen, silent in (await browser.get("/console")).text) == ([True], False)


async def test_today_is_told_of_letters_that_may_not_have_arrived(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (await browser.get("/console")).text
    passes = iter((lambda: monkeypatch.setattr(letters_desk, "count", lambda *_: 7), drom.office.bell.close))

    async def pause(_rung: asyncio.Event, _seconds: float) -> None:
        next(passes)()

    monkeypatch.setattr("bot.web.console.news.wait_for_event", pause)
    assert "changed" in (await browser.get(_news(page))).text


def _news(page: str) -> str:
    """Return the address of a live page's news."""
    return html.unescape(re.findall(r'="([^"]+/news\?seen=\w+)"', page)[0])


def _mark(page: str) -> str:
    """Return what a live page begins from."""
    return _news(page).rpartition("=")[2]


async def test_what_goes_while_a_messenger_is_silent_is_not_called_sent(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = Guest(drom.house)
    await guest.join()
    await guest.write("help")
    number = (await drom.house.rows(tables.ticket))[-1]["id"]
    path, state = f"/console/tickets/{number}", Desk.state
    monkeypatch.setattr(Desk, "state", lambda desk, now: replace(state(desk, now), open=True))
    shown = re.search(r'name="value" value="(\w+)"><bdi dir="auto">⏭️ Skip', (await browser.get(path)).text)
    assert shown is not None
    tapped = await follow(browser, await browser.post(f"{path}/tap", data={"value": shown[1]}))
    assert "Tapped. Their messenger does not answer now" in tapped
    await guest.write("help")
    path = f"/console/tickets/{(await drom.house.rows(tables.ticket))[-1]['id']}"
    answered = await follow(browser, await browser.post(f"{path}/answer", data={"text": "I call you."}))
    assert "Kept. Their messenger does not answer now; it goes when it does." in answered
    assert "Sent." not in answered
