"""The pages of numbers in a real browser: they fit a phone and a desk, are accessible, and print."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ViewportSize
from sqlalchemy import Connection

from bot.services import indicators
from bot.services.indicators import Entry
from bot.services.staff import OPERATOR
from tests.house import Guest
from tests.web.console_house import meeting, somebody
from tests.web.console_visit import Desk, desk
from tests.web.hostile import HOSTILE
from tests.web.visit import NEEDS_CHROMIUM, SMALL, WIDE, chromium

pytestmark = [*NEEDS_CHROMIUM, pytest.mark.trial]
PAPER: ViewportSize = {"width": 600, "height": 900}
"""What margins leave of a sheet of A4."""
PATHS = (
    "/indicators?programme=green_albania",
    "/indicators?programme=nordic",
    "/indicators/green_albania/members",
    "/indicators/green_albania/platform",
    "/indicators/nordic/dinners",
    "/indicators/green_albania/report",
    "/indicators/nordic/report",
    "/experience",
    "/stuck",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(browser, tmp_path) as found:
        await found.drom.house.run(lambda connection: _fill(connection, found))
        guest = Guest(found.drom.house, "9001")
        await guest.join()
        await guest.say()
        yield found


def _fill(connection: Connection, found: Desk) -> None:
    """Let there be members, and numbers that staff typed with every hostile word."""
    now, programme = found.drom.house.clock.now(), found.drom.house.core.speech.programme
    for number in range(12):
        somebody(connection, now, HOSTILE[number])
    for place, words in enumerate(HOSTILE):
        entry = Entry(place + 1, date(2026, 3 + place % 3, 1), words[:300].strip() or "x")
        for key, target in (("nordic", "dinners"), ("green_albania", "members")):
            indicators.type_in(connection, OPERATOR, programme, key, target, entry, now)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["360", "1280"])
@pytest.mark.parametrize("path", PATHS)
async def test_each_page_fits_is_accessible_and_runs_nothing(visit: Desk, size: ViewportSize, path: str) -> None:
    page = await visit.page(size, "administrator")
    answer = await page.goto(f"{visit.address}/console{path}")
    assert answer is not None
    assert answer.status == 200
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    found = await Axe().run(page)
    serious = [each for each in found.response["violations"] if each["impact"] in {"serious", "critical"}]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious] == []
    assert await page.locator("main script, main iframe, main img, main style, main object").count() == 0
    assert visit.troubles == []


async def test_the_report_prints_without_menus(visit: Desk) -> None:
    page = await visit.page(WIDE, "administrator")
    await page.goto(f"{visit.address}/console/indicators/green_albania/report")
    await page.emulate_media(media="print")
    assert not await page.locator("nav.menu").is_visible()
    assert not await page.locator("[data-print]").is_visible()
    assert await page.locator("h1").is_visible()
    assert (await page.pdf(format="A4")).startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/indicators/nordic/report", "/meetings/{meeting}/list"])
async def test_what_is_printed_is_whole_over_its_pages(visit: Desk, path: str) -> None:
    drom = visit.drom
    number = await drom.house.run(lambda c: meeting(c, drom.house.core.speech, drom.house.clock.now()))
    page = await visit.page(PAPER, "administrator")
    await page.goto(f"{visit.address}/console{path.format(meeting=number)}")
    await page.emulate_media(media="print")
    above, edges, torn = await page.evaluate(
        "() => { const rows = [...document.querySelectorAll('.grid tr')]; const above = new Set();"
        " for (const one of document.querySelectorAll('.grid'))"
        "  for (let at = one.parentElement; at !== document.body; at = at.parentElement)"
        "   above.add(getComputedStyle(at).display);"
        " const last = (one) => getComputedStyle(one.lastElementChild);"
        " return [[...above], rows.filter((one) => !one.matches('.has-by')).map((one) =>"
        "  [last(one).borderRightStyle, last(one).borderBottomStyle].join()),"
        "  rows.filter((one) => getComputedStyle(one).breakInside !== 'avoid').length]; }"
    )
    assert (above, set(edges), torn) == (["block"], {"solid,solid"}, 0), "a grid lets pages overlap"
    assert await page.locator(".grid thead").first.evaluate("one => getComputedStyle(one).display") == (
        "table-header-group"
    )
    wide = await page.evaluate(
        "[...document.querySelectorAll('.grid')].some((one) => one.getBoundingClientRect().right"
        " >= one.parentElement.getBoundingClientRect().right)"
    )
    assert not wide, "the border of its end is on the paper"


async def test_a_number_is_typed_by_keyboard_alone(visit: Desk) -> None:
    page = await visit.page(SMALL, "administrator", script=False)
    await page.goto(f"{visit.address}/console/indicators/nordic/likes")
    await page.locator("input[name=number]").focus()
    await page.keyboard.type("340")
    for keys in ("Tab", "Tab", "Tab", "Tab", "Tab"):
        await page.keyboard.press(keys)
    await page.locator("input[name=source]").focus()
    await page.keyboard.type("Statistics of the page")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**said=indicators.saved")
    assert await page.locator(".big").inner_text() == "340"
