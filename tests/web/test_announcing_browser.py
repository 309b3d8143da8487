"""Announcing in a real browser: the count by itself, a recording that phones play, progress by itself, by keyboard."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect
from sqlalchemy import Connection

from storage import tables
from tests.web.console_house import somebody
from tests.web.console_visit import Desk, desk
from tests.web.test_console_browser import SIZES
from tests.web.visit import NEEDS_CHROMIUM, SMALL, WIDE, chromium

pytestmark = [*NEEDS_CHROMIUM, pytest.mark.trial]
A = "/console/announcements"
STEPS = {"whom": "1 Who gets it", "words": "2 What it says"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(browser, tmp_path) as found:
        await found.drom.house.run(lambda connection: _people(connection, found))
        yield found


def _people(connection: Connection, found: Desk) -> None:
    numbers = [somebody(connection, found.drom.house.clock.now(), f"Guest {one}") for one in range(5)]
    connection.execute(tables.contact.update().where(tables.contact.c.id.in_(numbers[:2])).values(language="sq"))


async def _begun(visit: Desk, size: ViewportSize, step: str = "whom") -> Page:
    page = await visit.page(size)
    await page.goto(f"{visit.address}{A}")
    await page.get_by_role("button", name="New announcement").click()
    if step != "whom":
        await page.get_by_role("button", name="Next").click()
    await expect(page.locator(".steps [aria-current]")).to_have_text(STEPS[step])
    await page.wait_for_load_state()
    return page


@SIZES
async def test_the_count_follows_each_tick_by_itself(visit: Desk, size: ViewportSize) -> None:
    page = await _begun(visit, size)
    loads: list[str] = []
    page.on("load", lambda _: loads.append("load"))
    await expect(page.locator(".big")).to_have_text("5 people")
    await page.locator("#whom summary", has_text="Language").click()
    await page.locator("#whom").get_by_label("Shqip").check()
    await expect(page.locator(".big")).to_have_text("2 people")
    await page.locator("#whom").get_by_label("English").check()
    await expect(page.locator(".big")).to_have_text("5 people")
    await expect(page.locator(".tally b")).to_have_text("5 people")
    assert loads == []
    assert visit.troubles == []


async def test_what_the_browser_records_is_a_voice_that_phones_play(visit: Desk) -> None:
    page = await _begun(visit, SMALL, "words")
    await page.context.grant_permissions(["microphone"])
    await page.get_by_label("Words in English").fill("Half a sent")
    await page.get_by_role("button", name="Record Shqip").click()
    await expect(page.locator("[data-seconds]", has_text="0:02")).to_be_visible()
    await page.get_by_role("button", name="Keep the recording").click()
    await expect(page.locator("[data-fresh='voice.sq'] audio")).to_have_count(1)
    await expect(page.get_by_label("Words in English")).to_have_value("Half a sent")
    row = (await visit.drom.house.rows(tables.media))[0]
    assert (row["content_type"], row["state"], row["kind"]) == ("audio/ogg", "kept", "voice")
    assert 1.5 < row["seconds"] < 30
    heard = await page.evaluate(
        "(async () => { const sound = document.querySelector('audio'); sound.preload = 'auto'; sound.load();"
        " await new Promise((done) => { sound.oncanplaythrough = done; sound.onerror = done; });"
        " return sound.error ? 0 : sound.duration; })()"
    )
    assert abs(heard - row["seconds"]) < 0.2
    draft = (await visit.drom.house.rows(tables.announcement))[0]
    assert (draft["texts"], list(draft["voices"])) == ({"en": "Half a sent"}, ["sq"]), "kept as it was written"
    assert visit.troubles == []


async def test_a_recording_that_goes_on_is_taken_along_to_the_next_page(visit: Desk) -> None:
    page = await _begun(visit, SMALL, "words")
    await page.context.grant_permissions(["microphone"])
    await page.get_by_label("Words in English").fill("Come on Monday")
    await page.get_by_role("button", name="Record Shqip").click()
    await expect(page.locator("[data-seconds]", has_text="0:01")).to_be_visible()
    await page.get_by_role("button", name="Next").click()
    await expect(page.locator(".steps [aria-current]")).not_to_have_text(STEPS["words"])
    draft = (await visit.drom.house.rows(tables.announcement))[0]
    assert (draft["texts"], list(draft["voices"])) == ({"en": "Come on Monday"}, ["sq"])
    assert visit.troubles == []


async def test_a_recording_that_nobody_took_is_kept_for_another_try(visit: Desk) -> None:
    page = await _begun(visit, SMALL, "words")
    await page.context.grant_permissions(["microphone"])
    await page.get_by_role("button", name="Record Shqip").click()
    await expect(page.locator("[data-seconds]", has_text="0:01")).to_be_visible()
    await page.route("**/words", lambda route: route.abort())
    keep = page.get_by_role("button", name="Keep the recording")
    await keep.click()
    await expect(page.get_by_text("Drom does not answer now.")).to_be_visible()
    await expect(keep).to_be_focused()
    await page.unroute("**/words")
    await keep.click()
    await expect(page.locator("[data-fresh='voice.sq'] audio")).to_have_count(1)
    await expect(page.get_by_text("Drom does not answer now.")).to_be_hidden()
    await expect(keep).to_be_hidden()
    assert all("ERR_FAILED" in one for one in visit.troubles), visit.troubles


@SIZES
async def test_it_is_written_and_sent_by_keyboard_alone(visit: Desk, size: ViewportSize) -> None:
    page = await visit.page(size)
    await page.goto(f"{visit.address}{A}")
    await _press(page, "New announcement")
    await _press(page, "Next")
    await _reach(page, "document.activeElement.name === 'text.en'")
    await page.keyboard.type("We meet on Monday.")
    await _press(page, "Next")
    await _press(page, "Send to 5 people")
    await expect(page.get_by_role("status")).to_have_text("It goes out.")
    assert visit.troubles == []


async def _press(page: Page, words: str) -> None:
    await _reach(page, f"document.activeElement.innerText === {words!r}")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def _reach(page: Page, here: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate(here):
            return
    raise AssertionError(f"{here} is not reached by Tab")


async def test_its_progress_is_shown_as_it_comes(visit: Desk) -> None:
    page = await _begun(visit, WIDE, "words")
    await page.get_by_label("Words in English").fill("We meet on Monday.")
    await page.get_by_role("button", name="Next").click()
    await page.get_by_role("button", name="Send to 5 people").click()
    await expect(page.get_by_text("0 / 5")).to_be_visible()
    await page.wait_for_load_state()
    loads: list[str] = []
    page.on("load", lambda _: loads.append("load"))
    await visit.drom.house.core.feed.round()
    await visit.drom.house.quiet()
    await expect(page.get_by_text("5 / 5")).to_be_visible()
    assert loads == []
    assert visit.troubles == []


async def test_its_progress_goes_on_under_the_keyboard_and_what_was_read_is_fetched_once_left(visit: Desk) -> None:
    page = await _begun(visit, WIDE, "words")
    await page.get_by_label("Words in English").fill("We meet on Monday.")
    await page.get_by_role("button", name="Next").click()
    await page.get_by_role("button", name="Send to 5 people").click()
    pause, reader = page.get_by_role("button", name="Pause"), page.locator("#people a").first
    await expect(reader).to_be_visible()
    await page.wait_for_load_state()
    await reader.focus()
    await visit.drom.house.core.feed.round()
    await visit.drom.house.quiet()
    await expect(page.get_by_text("5 / 5")).to_be_visible()
    await expect(page.locator("#people .tag").first, "it is being read").to_have_text("Goes in its turn")
    await pause.focus()
    await expect(page.locator("#people .tag").first).to_have_text("Sent")
    await expect(page.get_by_text("5 / 5")).to_be_visible()
    assert visit.troubles == []
