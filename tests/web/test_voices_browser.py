"""Voices in a real browser: recorded with its microphone, heard, recorded again, deleted; by keyboard alone, too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from storage import tables
from tests.web.console_visit import Desk, desk
from tests.web.test_console_browser import SIZES
from tests.web.visit import NEEDS_CHROMIUM, SMALL, chromium

pytestmark = [*NEEDS_CHROMIUM, pytest.mark.trial]
V = "/console/voices"
PLAYED = (
    "(async () => { const sound = document.querySelector('audio'); sound.preload = 'auto'; sound.load();"
    " await new Promise((done) => { sound.oncanplaythrough = done; sound.onerror = done; });"
    " return sound.error ? 0 : sound.duration; })()"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(browser, tmp_path) as found:
        yield found


async def _opened(visit: Desk, size: ViewportSize) -> Page:
    page = await visit.page(size, "administrator")
    await page.context.grant_permissions(["microphone"])
    await page.goto(f"{visit.address}{V}/sq")
    return page


async def _recorded(page: Page) -> None:
    row = page.locator(".plainlist > li").first
    await row.get_by_role("button", name="Record").click()
    await expect(row.locator("[data-seconds]", has_text="0:02")).to_be_visible()
    await row.get_by_role("button", name="Keep the recording").click()


async def test_a_voice_is_recorded_heard_recorded_again_and_deleted(visit: Desk) -> None:
    page = await _opened(visit, SMALL)
    await page.get_by_role("button", name="Yes").click()
    first = page.locator(".plainlist > li").first
    await _recorded(page)
    await expect(first.locator("audio")).to_have_count(1)
    [old] = await visit.drom.house.rows(tables.recording)
    assert (old["state"], old["stays"]) == ("kept", True)
    assert abs(await page.evaluate(PLAYED) - old["seconds"]) < 0.2
    await _recorded(page)
    await expect(first.locator(f"audio[src$='/{old['id'] + 1}']")).to_have_count(1)
    assert [row["state"] for row in await visit.drom.house.rows(tables.recording)] == ["replaced", "kept"]
    await first.locator("summary", has_text="Delete the recording").click()
    await first.get_by_role("button", name="Yes").click()
    await expect(page.get_by_role("status")).to_contain_text("Deleted.")
    assert [row["state"] for row in await visit.drom.house.rows(tables.recording)] == ["replaced"]
    assert visit.troubles == []


@SIZES
async def test_by_keyboard_alone(visit: Desk, size: ViewportSize) -> None:
    page = await _opened(visit, size)
    await _press(page, "Yes", navigates=True)
    await _press(page, "🎤 Record")
    await expect(page.locator("[data-seconds]", has_text="0:01").first).to_be_visible()
    await _press(page, "Keep the recording")
    await expect(page.locator("audio")).to_have_count(1)
    await page.goto(f"{visit.address}{V}")
    await _press(page, "Delete it when I leave", navigates=True)
    await expect(page.get_by_role("button", name="Let it stay")).to_be_visible()
    assert [row["stays"] for row in await visit.drom.house.rows(tables.recording)] == [False]
    assert visit.troubles == []


async def _press(page: Page, words: str, *, navigates: bool = False) -> None:
    for _ in range(60):
        if await page.evaluate("document.activeElement.innerText") == words:
            break
        await page.keyboard.press("Tab")
    else:
        raise AssertionError(f"the keyboard does not reach {words}")
    if not navigates:
        await page.keyboard.press("Enter")
        return
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
