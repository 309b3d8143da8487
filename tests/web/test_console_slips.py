"""Every error of every form of the console in a real browser: it is seen, reached, tied to its field, and put right."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, ViewportSize, expect

from bot.services import finding
from bot.web.console import frame
from storage.down import StorageDown
from storage.store import sqlite_path
from tests.web.console_samples import samples
from tests.web.console_visit import Desk, desk
from tests.web.slipping import Trial
from tests.web.slips import Late
from tests.web.slips_more import GROUPS
from tests.web.test_console_browser import SIZES
from tests.web.undone import Undone, undone
from tests.web.visit import NEEDS_CHROMIUM, chromium

FAILED = 500
BESIDE = {"common.too_large", "common.too_much"}
"""What is told of a body that was thrown away, whatever its form."""
POST = """([address, long]) => {
  const form = document.createElement("form"), words = document.createElement("textarea");
  [form.method, form.action, words.name, words.value] = ["post", address, "secret", "x".repeat(long)];
  form.append(words);
  document.body.append(form);
  form.submit();
}"""
"""Sends a form that no page has."""
pytestmark = [*NEEDS_CHROMIUM, pytest.mark.trial]


@dataclass
class Room:
    """A filled console in a browser, where nothing that is tried lasts."""

    visit: Desk
    store: Undone


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    folder = tmp_path_factory.mktemp("slips")
    async with chromium() as browser, desk(browser, folder) as visit:
        await samples(visit.drom)
        await visit.drom.house.dispatcher.stop()
        async with undone(visit.drom.office.store, sqlite_path(f"sqlite:///{folder}/data/drom.db")) as store:
            yield Room(visit, store)


@SIZES
@pytest.mark.parametrize("group", GROUPS)
async def test_each_slip_is_seen_and_put_right(
    room: Room, size: ViewportSize, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {script: await room.visit.page(size, "administrator") for script in (True, False)}
    await pages[False].route("**/announcing.js", lambda route: route.abort())
    room.store.connection.commit()
    wrong: dict[str, list[str]] = {}
    for one in GROUPS[group]:
        found = await Trial(pages[one.script], room.visit.address).slip(one, monkeypatch)
        room.store.undo()
        if found:
            wrong[f"{one.act} {one.told} {one.name}"] = found
    assert not wrong, "\n".join(f"{name}: {told}" for name, told in wrong.items())
    for page in pages.values():
        await page.context.close()


async def test_no_reason_of_the_console_is_left_out() -> None:
    """Whatever a page of the console says of a slip is in some group."""
    words = "\n".join(file.read_text("utf-8") for file in Path(frame.__file__).parent.glob("*.py"))
    named = set(re.findall(r'Wrong\(\s*"([\w.]+)"', words))
    assert named - {one.told for group in GROUPS.values() for one in group} == BESIDE


@SIZES
async def test_half_a_day_is_told_in_the_readers_language(room: Room, size: ViewportSize) -> None:
    """The browser would send an answer at once whose day lacks its time: it says so itself, in our words."""
    page = await room.visit.page(size, "administrator")
    await page.goto(f"{room.visit.address}/console/tickets/1")
    form = page.locator('form[action$="/answer"]')
    await form.locator("[name=text]").fill("I call you today.")
    await form.locator("summary").click()
    await form.locator("[name=at]").press_sequentially("06202026")
    await form.get_by_role("button").click()
    said = await form.locator("[name=at]").evaluate("one => [one.validationMessage, one === document.activeElement]")
    assert said == ["Choose a day and a time.", True]
    await form.locator("[name=at]").fill("2026-06-20T10:00")
    async with page.expect_navigation():
        await form.get_by_role("button").click()
    await expect(page.get_by_role("status").first).to_be_visible()
    room.store.undo()
    await page.context.close()


@SIZES
async def test_a_file_that_is_not_taken_is_told_beside_it_at_once(room: Room, size: ViewportSize) -> None:
    page = await room.visit.page(size, "administrator")
    await page.goto(f"{room.visit.address}/console/announcements/1/words")
    words, told = page.locator("[name='text.en']"), page.locator("form > p[data-problem]")
    await page.locator("[name=file]").set_input_files({"name": "a", "mimeType": "", "buffer": b"some words"})
    beside = page.locator(".field", has=page.locator("[name=file]")).get_by_role("alert")
    await expect(beside).to_contain_text("This is not a kind of file that phones take.")
    await page.locator("[name=file]").scroll_into_view_if_needed()
    await expect(beside).to_be_in_viewport(ratio=1)
    await page.route("**/words", lambda route: route.abort())
    await words.fill("Half a sent")
    await words.blur()
    await expect(told).to_contain_text("Drom does not answer now.")
    await expect(words).to_have_value("Half a sent")
    room.store.undo()
    await page.context.close()


@SIZES
@pytest.mark.parametrize("status", [403, 404, 405, 413, 429, 500, 503])
async def test_whatever_is_refused_beside_the_pages_is_a_page(
    room: Room, size: ViewportSize, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await room.visit.page(size, "administrator")
    await page.goto(f"{room.visit.address}/console/sign-in")
    with monkeypatch.context() as late:
        met = await _refused(room, page, status, late)
    assert met == status
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.locator("h1").count() == 1
    assert [one for one in await Trial(page, room.visit.address).axe() if one] == []
    if status != 429:
        await page.get_by_role("link", name="To the first page").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    room.store.undo()
    await page.context.close()


async def _refused(room: Room, page: Page, status: int, late: pytest.MonkeyPatch) -> int:
    """Bring about a refusal, and return its status."""
    paths = {403: "/people/search", 404: "/nowhere", 405: "/people", 413: "/enter", 429: "/enter"}
    if status >= FAILED:
        raised = ZeroDivisionError() if status == FAILED else StorageDown("locked")
        late.setattr(finding, "latest", Late(finding, "latest", raised).answer)
    if status == 429:
        late.setattr("bot.web.console.gate.Tries.may", lambda *_: False)
    if status == 403:
        await page.goto("about:blank")
    if status == 404 or status >= FAILED:
        answer = await page.goto(f"{room.visit.address}/console{paths.get(status, '/people')}")
        return answer.status if answer else 0
    async with page.expect_navigation() as led:
        await page.evaluate(POST, [f"{room.visit.address}/console{paths[status]}", 1_100_000 if status == 413 else 1])
    answer = await led.value
    return answer.status if answer else 0
