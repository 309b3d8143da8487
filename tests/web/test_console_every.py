"""Every page of the console in a real browser, full of samples: it fits, is accessible, and is gone through by Tab."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize, expect
from sqlalchemy import Connection

from storage import tables
from tests.web.console_full import Full, fill
from tests.web.console_house import somebody, ticket
from tests.web.console_visit import Desk, desk
from tests.web.visit import NEEDS_CHROMIUM, SMALL, WIDE, chromium

pytestmark = [*NEEDS_CHROMIUM, pytest.mark.trial]
GREY = "Failed to load resource: the server responded with a status of 404"
TABBED = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [tabindex='0']"
ORDER = f"""(where) => {{
  const place = document.querySelector(where);
  const seen = (place) => place && getComputedStyle(place).outlineStyle !== "none";
  const all = [...place.querySelectorAll("{TABBED}")].filter((one) => one.checkVisibility() && !one.disabled
    && !(one.type === "radio" && !one.checked));
  window.came = [];
  document.addEventListener("focusin", ({{ target: one }}) => window.came.push(
    [all.indexOf(one), Boolean(seen(one) || seen(one.closest("label")) || one.tagName === "AUDIO")]));
  document.activeElement.blur();
  place.setAttribute("tabindex", "-1");
  place.focus();
  window.came = [];
  return all.length;
}}"""
"""Notes what Tab comes to, by its place on the page, and whether that shows; returns how much there is."""
STOPS = 8
"""So often Tab is pressed at most within one control: a field for a time has parts."""
WRAPS = "[...document.querySelectorAll('dd, td, th, p, a, button, label')].filter((one) => one.checkVisibility()"
WRAPS += " && one.textContent.trim().length > 8 && one.clientWidth > 0 && one.clientWidth < 24).length"
"""How many texts stand in a column of a letter or two."""

CUT = "[...document.querySelectorAll('.wide-table')].filter((one) => one.scrollWidth > one.clientWidth).length"
"""How many tables are cut."""

SHORT = """() => [...document.querySelectorAll("select")].filter((one) => one.checkVisibility()).filter((one) => {
  const free = document.createElement("select"), { width } = one.getBoundingClientRect();
  free.append(one.selectedOptions[0].cloneNode(true));
  document.body.append(free);
  free.style.font = getComputedStyle(one).font;
  const cut = free.getBoundingClientRect().width > width;
  free.remove();
  return cut;
}).map((one) => one.selectedOptions[0].textContent)"""
"""What is chosen in a field that shows only its beginning."""


@dataclass
class Everything:
    """A console full of samples in a browser, for all tests of this file."""

    visit: Desk
    full: Full


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def every(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Everything]:
    async with chromium() as browser, desk(browser, tmp_path_factory.mktemp("full")) as visit:
        yield Everything(visit, await fill(visit.drom))


async def _reading(every: Everything, size: ViewportSize, language: str) -> Page:
    """Open the console as somebody who reads a language."""
    page = await every.visit.page(size, "administrator")
    change = tables.sign_in.update().values(language=language)
    await every.visit.drom.house.run(lambda connection: connection.execute(change))
    return page


async def _open(page: Page) -> None:
    for summary in await page.locator("summary").all():
        if await summary.is_visible():
            await summary.click()


@pytest.mark.parametrize(("size", "language"), [(SMALL, "en"), (WIDE, "en"), (SMALL, "sr_Cyrl"), (WIDE, "mk")], ids=str)
async def test_each_page_fits_and_is_accessible(every: Everything, size: ViewportSize, language: str) -> None:
    page, wrong = await _reading(every, size, language), defaultdict[str, list[Any]](list)
    for path, status in every.full.addresses():
        answer = await page.goto(f"{every.visit.address}{path}")
        assert answer is not None
        await _open(page)
        found: dict[str, Any] = {
            "status": answer.status != status,
            "wider": await page.evaluate("document.documentElement.scrollWidth") > size["width"],
            "headings": await page.locator("h1").count() != 1,
            "columns": await page.evaluate(WRAPS),
            "tables": await page.evaluate(CUT),
            "choices": await page.evaluate(SHORT),
        }
        if language == "en":
            axe = await Axe().run(page)
            broken = [one for one in axe.response["violations"] if one["impact"] in {"serious", "critical"}]
            found["axe"] = [(one["id"], one["nodes"][0]["html"]) for one in broken]
        if any(found.values()):
            wrong[path].append({name: value for name, value in found.items() if value})
    assert dict(wrong) == {}
    assert [one for one in every.visit.troubles if not one.startswith(GREY)] == []
    every.visit.troubles.clear()


async def test_tab_comes_to_every_control_in_order_and_shows_where_it_is(every: Everything) -> None:
    page, wrong = await _reading(every, SMALL, "en"), dict[str, str]()
    for path, _ in every.full.addresses():
        await page.goto(f"{every.visit.address}{path}")
        await _open(page)
        number = await page.evaluate(ORDER, "main" if path != "/console" else "body")  # menus are alike everywhere
        for pressed in range(number * STOPS):
            await page.keyboard.press("Tab")
            if pressed % STOPS == 0 and await page.evaluate("window.came.length") > number:
                break
        came = (await page.evaluate("window.came"))[:number]
        if [place for place, _ in came] != list(range(number)) or not all(seen for _, seen in came):
            wrong[path] = f"of {number}: {[place if seen else (place, 'unseen') for place, seen in came]}"
    assert not wrong, "\n".join(f"{path}: {told}" for path, told in wrong.items())
    every.visit.troubles.clear()


async def test_forms_are_sent_by_enter(every: Everything) -> None:
    page = await _reading(every, SMALL, "en")
    await page.goto(f"{every.visit.address}/console/people")
    await page.get_by_label("A name in any letters").fill("Elmas")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Found: 1.")).to_be_visible()
    await page.goto(f"{every.visit.address}/console/team")
    await page.get_by_label("Name", exact=True).fill("Zef")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("/start")).to_be_visible()


async def test_news_come_again_after_the_server_was_away(every: Everything) -> None:
    """A proxy's answer ends a stream for good: the page opens another, and also sees what came meanwhile."""
    page, drom = await _reading(every, SMALL, "en"), every.visit.drom
    await page.route("**/news?*", lambda route: route.fulfill(status=502, body="away"))
    await page.goto(f"{every.visit.address}/console/tickets")
    now = drom.house.clock.now()

    def another(connection: Connection) -> None:
        ticket(connection, somebody(connection, now, "Besim"), now, "A new one")

    await drom.house.run(another)
    await page.unroute("**/news?*")
    await expect(page.get_by_text("A new one")).to_be_visible(timeout=20_000)
    every.visit.troubles.clear()
