"""The console in a real browser: on a phone and on a desk, by keyboard alone, without scripts, with hostile words."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, expect
from sqlalchemy import Connection

from bot.core import token
from bot.services import announcement_approval, entering, meeting_more, seating, staff
from bot.services import announcement_drafts as drafts
from bot.services.audience import Audience
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from bot.web.console.frame import Page as Entry
from bot.web.console.pages import ENTRIES
from storage import announcements as rows
from storage import notes, people, tables
from storage.meetings import Host
from tests.house import Guest
from tests.web.console_house import Console, content, meeting, question, somebody, story, ticket
from tests.web.console_visit import Desk, desk
from tests.web.hostile import HOSTILE
from tests.web.visit import NEEDS_CHROMIUM, SMALL, WIDE, chromium

pytestmark = [*NEEDS_CHROMIUM, pytest.mark.trial]
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["360", "1280"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(browser, tmp_path) as found:
        await content(found.drom)
        await found.drom.house.run(lambda connection: fill(connection, found.drom, "Ana", "My stall is closed"))
        yield found


def fill(connection: Connection, drom: Console, name: str, words: str) -> None:
    """Let there be something on each page, all of it called so."""
    now, speech = drom.house.clock.now(), drom.house.core.speech
    contact = somebody(connection, now, name)
    other = somebody(connection, now, name)
    ticket(connection, contact, now, words)
    notes.add(connection, contact, words, "x", now)
    number = meeting(connection, speech, now)
    connection.execute(tables.meeting.update().values(place={"en": words}, title={"en": words}))
    persons = [
        row.person_id
        for row in connection.execute(tables.contact.select().where(tables.contact.c.id.in_([contact, other])))
    ]
    seating.answer(connection, speech.programme, number, persons[0], "yes", now, party=2, needs=["travel"])
    seating.join_waiting(connection, speech.programme, number, persons[1], now)
    people.change(connection, persons[0], town=words, trade=words)
    question(connection, speech, contact, now, words)
    story(connection, persons[0], now, Matter("text", words))
    more = meeting_more.with_host(meeting_more.More(title={"en": words}), Host("speaker", name=words[:60]))
    meeting_more.keep(connection, OPERATOR, speech.programme, number, lambda _: more, now)
    _announce(connection, drom, words)


def _announce(connection: Connection, drom: Console, words: str) -> None:
    """Let there be a draft, one that a second person is asked about, and one that is out; those of pages come first."""
    now, speech = drom.house.clock.now(), drom.house.core.speech
    mine, other = (staff.actor(connection, drom.person[name]) for name in ("administrator", "ours"))
    for by in (mine, other, mine):
        number = drafts.begin(connection, by, now)
        drafts.write(connection, by, number, "en", f"{words} {number}"[: drafts.LONGEST])
        drafts.choose(connection, by, number, Audience(towns=("tirana",), without=(Audience(languages=("mk",)),)))
        if by is other:
            rows.change(connection, number, asked_at=now, people=60, places=[["green_albania", "AL"]], asks=1)
    announcement_approval.send(connection, mine, speech, number, now)


def addresses() -> list[str]:
    """Return an address of each page, with what ``fill`` makes; raises KeyError for an unknown variable."""
    own = {"contact": "1", "ticket": "1", "meeting": "1", "question": "1", "tip": "1", "course": "1", "n": "1"}
    own |= {"draft": "1", "asked": "2", "announcement": "3", "key": "green_albania", "target": "members"}
    own |= {"language": "sq", "word": "menu.member.tip", "tongue": "sq"}
    pages = [one for one in ENTRIES if isinstance(one, Entry)]
    return ["/console" + re.sub(r"\{(\w+)(:int)?\}", lambda part: own[part[1]], one.path) for one in pages]


async def _axe(page: Page) -> None:
    found = await Axe().run(page)
    serious = [each for each in found.response["violations"] if each["impact"] in {"serious", "critical"}]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious] == [], page.url


@SIZES
async def test_a_ticket_is_answered_by_keyboard_alone(visit: Desk, size: ViewportSize) -> None:
    page = await visit.page(size)
    await page.goto(f"{visit.address}/console")
    await _tab_to(page, "My stall is closed")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Ana")
    await _tab_to(page, "", role="TEXTAREA")
    await page.keyboard.type("I call you today.")
    await _tab_to(page, "Send the answer")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_be_visible()
    await expect(page.get_by_text("Answered", exact=False).first).to_be_visible()
    assert visit.troubles == []


@SIZES
async def test_a_word_is_corrected_by_keyboard_alone(visit: Desk, size: ViewportSize) -> None:
    page = await visit.page(size, "administrator")
    await page.goto(f"{visit.address}/console/words?language=sq&q=menu.member.tip")
    await _tab_to(page, "🌱")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("menu.member.tip")
    await _tab_to(page, "", role="TEXTAREA")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("🌱 Këshilla")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await _tab_to(page, "Say it so")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Corrected.")
    await expect(page.get_by_text("Confirmed")).to_be_visible()
    assert visit.troubles == []


async def _tab_to(page: Page, words: str, role: str = "") -> None:
    """Press Tab until what has the focus says some words; it must be seen to have it."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        tag, text, outline = await page.evaluate(
            "[document.activeElement.tagName, document.activeElement.innerText || '',"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        if (tag == role) if role else (words in text and tag in {"A", "BUTTON", "SUMMARY"}):
            assert outline != "none"
            return
    raise AssertionError(f"nothing with {words}{role} is reached by Tab")


@SIZES
async def test_everything_works_without_scripts(visit: Desk, size: ViewportSize) -> None:
    page = await visit.page(size, script=False)
    await page.goto(f"{visit.address}/console/tickets")
    await page.get_by_role("link", name="Ana").first.click()
    await page.get_by_role("button", name="I do it").click()
    await expect(page.get_by_role("status")).to_have_text("You look after it now.")
    await page.get_by_role("link", name="Everything about this person").click()
    await page.get_by_text("Change the profile").click()
    await page.get_by_label("Name", exact=True).fill("Lejla")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Lejla")
    await page.get_by_role("link", name="Meetings", exact=True).first.click()
    await page.get_by_role("link", name="New meeting").click()
    await page.get_by_label("What is it").select_option("dinner")
    await page.get_by_label("Town and programme").select_option(index=1)
    await page.locator("[name=begins]").fill("2026-06-25T17:00")
    await page.get_by_role("button", name="Make the draft").click()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("status")).to_contain_text("Published.")


async def test_signing_in_by_a_link_and_out(visit: Desk) -> None:
    now, number = visit.drom.house.clock.now(), visit.drom.role["helper"]
    path = await visit.drom.house.core.store.run(lambda c: entering.link(c, OPERATOR, number, now, token))
    context = await visit.browser.new_context(viewport=SMALL)
    page = await context.new_page()
    await page.goto(f"{visit.address}{path}")
    await _axe(page)
    await page.get_by_role("button", name="Go in").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("status")).to_have_text("You are signed out.")
    await _axe(page)
    await page.goto(f"{visit.address}/console")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


async def test_a_new_ticket_appears_by_itself_and_what_is_written_stays(visit: Desk) -> None:
    page = await visit.page(WIDE)
    loads: list[str] = []
    await page.goto(f"{visit.address}/console/tickets")
    page.on("load", lambda _: loads.append("load"))
    now = visit.drom.house.clock.now() + timedelta(minutes=1)

    def another(connection: Connection) -> None:
        ticket(connection, somebody(connection, now, "Besim"), now, "A new one")

    await visit.drom.house.run(another)
    await expect(page.get_by_text("A new one")).to_be_visible()
    assert loads == []
    await page.goto(f"{visit.address}/console/tickets/1")
    await page.get_by_label("Your words").fill("Half an answ")
    contact = (await visit.drom.row(tables.ticket, 1))["contact_id"]
    await visit.drom.house.run(lambda c: ticket(c, contact, now, "And one thing more"))
    await expect(page.get_by_text("And one thing more")).to_be_visible()
    await expect(page.get_by_label("Your words")).to_have_value("Half an answ")
    assert visit.troubles == []


async def test_hostile_words_run_nowhere(browser: Browser, tmp_path: Path) -> None:
    assert len(set(HOSTILE)) == 60
    async with desk(browser, tmp_path) as visit:
        await content(visit.drom)
        for number, words in enumerate(HOSTILE):
            guest = Guest(visit.drom.house, f"5{number:04d}")
            await guest.write(words)
            contact = await guest.contact()
            await visit.drom.house.run(partial(_noted, visit, contact.id, words))
            await visit.drom.house.run(partial(fill, drom=visit.drom, name=words, words=words))
        page = await visit.page(WIDE, "administrator")
        plain = {}
        for path in [*addresses(), *_of_each(len(HOSTILE))]:
            await page.goto(f"{visit.address}{path}")
            foreign = await page.locator(
                "main :is(script, img, iframe, style, object, embed, base, meta, link)"
            ).count()
            handlers = await page.evaluate(
                "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes])"
                ".filter((a) => /^on|^style$/.test(a.name)).length"
            )
            plain[path] = (foreign, handlers)
        assert set(plain.values()) == {(0, 0)}
        assert visit.troubles == []


def _noted(visit: Desk, contact_id: int, words: str, connection: Connection) -> None:
    notes.add(connection, contact_id, words, "x", visit.drom.house.clock.now())


def _of_each(number: int) -> list[str]:
    """Return the pages of each person, ticket and meeting that hostile words made."""
    found = [f"/console/tickets/{one}" for one in range(1, number + 1)]
    found += [f"/console/meetings/{one}" for one in range(1, number + 1)]
    return found + [f"/console/people/{one}" for one in range(1, 3 * number + 1)]


async def test_hostile_words_in_every_field_stay_words(visit: Desk) -> None:
    page = await visit.page(WIDE, "administrator")
    fields = 0
    for path in addresses():
        await page.goto(f"{visit.address}{path}")
        forms = await page.evaluate(
            "[...document.querySelectorAll('main form')].map((f) => [f.method, new URL(f.action).pathname,"
            " [...f.elements].filter((e) => e.name).map((e) => e.name)])"
        )
        for method, action, names in forms:
            for name in set(names):
                fields += 1
                for words in HOSTILE[fields % 4 :: 4]:
                    await _send(page, method, f"{visit.address}{action}", name, words)
    assert fields > 25
    assert visit.troubles == []


async def _send(page: Page, method: str, address: str, name: str, words: str) -> None:
    """Send one hostile field, and look at what comes back in the browser."""
    if any(word in address for word in ("sign-out", "sign-ins", "/end", "cancel", "close")):
        return
    origin = address.partition("/console")[0]
    if method == "get":
        answer = await page.request.get(address, params={name: words})
    else:
        answer = await page.request.post(
            address, form={name: words}, headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        )
    assert answer.status < 500, (address, name, words)
    text = await answer.text()
    assert words not in text or not re.search('[<>"]', words), (address, name, words)
