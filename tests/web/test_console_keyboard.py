"""A coordinator's day in a real browser without a mouse: each step is reached by Tab, and where one is shows."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect
from sqlalchemy import Connection

from bot.core import token
from bot.services import entering
from bot.services.staff import OPERATOR
from storage import tables
from tests.house import Guest
from tests.web.console_house import meeting, somebody, ticket
from tests.web.console_visit import Desk, desk
from tests.web.test_console_browser import SIZES
from tests.web.visit import NEEDS_CHROMIUM, chromium

pytestmark = [*NEEDS_CHROMIUM, pytest.mark.trial]
HERE = """([name, words]) => {
  const one = document.activeElement, label = one.closest("label");
  const shows = (place) => place && getComputedStyle(place).outlineStyle !== "none";
  if (name ? one.name !== name : (one.innerText || "").trim() !== words) return "";
  return shows(one) || shows(label) ? "shown" : "unseen";
}"""
"""Tells whether the focus is at a field by its name, or at what says some words, and whether that shows."""
MOST = 90


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(browser, tmp_path) as found:
        stuck = Guest(found.drom.house, "9001")
        await stuck.open("green_albania--poster1")
        for _ in range(2):
            await stuck.write("xyzzy")
        await found.drom.house.run(lambda connection: _fill(connection, found))
        yield found


def _fill(connection: Connection, found: Desk) -> None:
    """Let there be somebody who waits for an answer, and a meeting to which a guest comes now."""
    now, speech = found.drom.house.clock.now(), found.drom.house.core.speech
    ticket(connection, somebody(connection, now, "Ana"), now, "My stall is closed")
    begins = {"starts_at": now + timedelta(minutes=10), "ends_at": now + timedelta(hours=2)}
    number = meeting(connection, speech, now)
    connection.execute(tables.meeting.update().where(tables.meeting.c.id == number).values(begins))
    connection.execute(tables.meeting_day.update().where(tables.meeting_day.c.meeting_id == number).values(begins))


async def _reach(page: Page, words: str = "", *, name: str = "") -> None:
    """Press Tab until something has the focus; it must be seen to have it."""
    for _ in range(MOST):
        await page.keyboard.press("Tab")
        if found := await page.evaluate(HERE, [name, words]):
            assert found == "shown", words or name
            return
    raise AssertionError(f"{words or name} is not reached by Tab on {page.url}")


async def _press(page: Page, words: str) -> None:
    """Go to a link or a button and press it; it leads to another page."""
    await _reach(page, words)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


@SIZES
async def test_a_day_goes_without_a_mouse(visit: Desk, size: ViewportSize) -> None:
    page = await _signed_in(visit, size)
    await _a_ticket(page)
    await _a_meeting(page)
    await _a_guest(page)
    await _a_stuck_one(page)
    await _press(page, "Sign out")
    await expect(page.get_by_role("status")).to_have_text("You are signed out.")
    assert visit.troubles == []


async def _signed_in(visit: Desk, size: ViewportSize) -> Page:
    drom = visit.drom
    now, number = drom.house.clock.now(), drom.role["coordinator"]
    path = await drom.house.core.store.run(lambda c: entering.link(c, OPERATOR, number, now, token))
    page = await (await visit.browser.new_context(viewport=size, reduced_motion="reduce")).new_page()
    page.on("console", lambda told: visit.troubles.append(told.text))
    await page.goto(f"{visit.address}{path}")
    await _press(page, "Go in")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    return page


async def _a_ticket(page: Page) -> None:
    await _press(page, "Tickets")
    await page.keyboard.press("Tab")
    while "Ana" not in await page.evaluate("document.activeElement.innerText"):
        await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await _reach(page, name="text")
    await page.keyboard.type("I call you today.")
    await _press(page, "Send the answer")
    await expect(page.get_by_role("status")).to_be_visible()


async def _a_meeting(page: Page) -> None:
    await _press(page, "Meetings")
    await _press(page, "New meeting")
    for name in ("kind", "where"):
        await _reach(page, name=name)
        await page.keyboard.press("ArrowDown")
    await _reach(page, name="begins")
    await page.keyboard.type("06252026")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.type("0500PM")
    await _press(page, "Make the draft")
    await _press(page, "Publish")
    await expect(page.get_by_role("status")).to_contain_text("Published.")
    await _reach(page, "Invite people")
    await page.keyboard.press("Space")
    await _press(page, "Invite")
    await expect(page.get_by_role("status")).to_be_visible()


async def _a_guest(page: Page) -> None:
    """Somebody who is on no list stands at the door of the first meeting."""
    await page.goto(page.url.partition("/console")[0] + "/console/meetings/1")
    await _reach(page, "Somebody who is not on the list")
    await page.keyboard.press("Enter")
    await _reach(page, name="name")
    await page.keyboard.type("Zana")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.locator("[aria-labelledby=door]")).to_contain_text("Zana")


async def _a_stuck_one(page: Page) -> None:
    await _press(page, "Stuck")
    await _press(page, "Show their screen")
    await _press(page, "English")
    await expect(page.get_by_role("status")).to_contain_text("Tapped.")
