"""Small screens, large text and long words in the simulator: nothing is cut off, nothing scrolls sideways."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services.phones import FILE_LIMIT, TOO_LARGE
from storage import phones as rows
from storage.works import Work
from tests.transcripts.replay import picture, silence
from tests.web.stub import MENU, START, buttons
from tests.web.visit import NEEDS_CHROMIUM, SMALL, WIDE, Visit, chromium, visiting

pytestmark = NEEDS_CHROMIUM

TINY: ViewportSize = {"width": 320, "height": 640}
TABLET: ViewportSize = {"width": 820, "height": 1180}
ZOOMED: ViewportSize = {"width": 640, "height": 400}
"""What is left of a desk's screen at 200 %."""
LONG = "Shumëgjatësikryesorërishtë"
NAMES = ("Muhammed-Abdurrahman Hoxhaj-Selimaj-Vogl", "شعبان الطويل جدا", LONG)
ROOM = 16
"""How far above the screen's edge the place to write ends at least, in pixels."""
CUT = """() => {
  const bad = [];
  const looked = "button, summary, .people a, .tabs a, .tools a, .bubble, .status b, .text";
  for (const one of document.querySelectorAll(looked)) {
    const at = one.getBoundingClientRect();
    if (!at.width || one.closest("details:not([open])") && !one.matches("summary")) continue;
    const name = `${one.tagName} ${one.innerText.slice(0, 30)}`;
    if (one.clientWidth && one.scrollWidth > one.clientWidth) bad.push(`${name}: ${one.scrollWidth} wide`);
    for (let box = one.parentElement; box; box = box.parentElement) {
      const round = box.getBoundingClientRect();
      const hides = box === document.documentElement || getComputedStyle(box).overflowX !== "visible";
      const out = at.left < round.left - 1 || at.right > round.right + 1;
      if (hides && out) bad.push(`${name}: cut by ${box.className}`);
    }
  }
  return bad;
}"""
"""Names what is wider than its place, or reaches out of a box that hides it."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a browser to all tests here."""
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Visit]:
    """Give the browser before a simulator with Ana and Besim."""
    async with visiting(browser, tmp_path) as found:
        yield found


async def every_kind(visit: Visit) -> None:
    """Put every kind of message on both phones, with long words and from right to left, and people with long names."""
    drom, phones = visit.sim.drom, visit.sim.stage.phones
    drom.silent = True
    drom.media = {"7": (silence(2), "audio/wav"), "8": (picture(), "image/png"), "9": (b"%PDF-1.4", "application/pdf")}
    for number, channel, address in ((1, SIM_TELEGRAM, "1000001"), (2, SIM_WHATSAPP, "+355000000002")):
        for text in ("مرحبا كيف حالك؟ 1 2 3", "W" * 120):
            await phones.write(number, text)
        for data in (silence(2), picture(), b"%PDF-1.4 x"):
            await phones.send_file(number, data, LONG * 3)
        await phones.locate(number, 41.3275, 19.8187)
        await phones.share_contact(number)
        long = buttons(("x.y.a@1", "🙋 Pyet një njeri"), ("x.y.b@1", LONG * 2), ("x.y.c@1", "نعم"))
        for part in (
            Part("1. Tirana\n2. Shkodër\nWrite a number."),
            Part(LONG * 3, voice="7", picture="8", document="9"),
            Part("שלום, what do you want?", "list", (*buttons(*MENU), *long), LONG),
            Part("Long?", "buttons", long),
        ):
            await drom.say(channel, address, part)
        for name in NAMES:
            await phones.add(channel, name, "+355" if channel == SIM_WHATSAPP else "sq")


@pytest.mark.parametrize(
    ("size", "text"),
    [(SMALL, 100), (TINY, 100), (WIDE, 100), (SMALL, 200), (ZOOMED, 100)],
    ids=["360", "320", "1280", "360-text-200", "1280-zoom-200"],
)
async def test_nothing_is_cut_off(visit: Visit, size: ViewportSize, text: int) -> None:
    await every_kind(visit)
    page = await visit.page(size)
    for look in ("telegram", "whatsapp"):
        for number in (1, 3) if look == "telegram" else (2, 6):
            await page.goto(f"{visit.address}/simulator?{look}={number}&show={look}")
            await page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
            await _whole(page)
        await page.goto(f"{visit.address}/simulator?telegram=1&whatsapp=2&show={look}")
        await page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
        for sheet in (".attach summary", ".choose summary", ".new summary"):
            await page.locator(f".seat.{look} {sheet}").last.click()
            await _whole(page)
            await page.keyboard.press("Escape")
    assert visit.troubles == []


async def _whole(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await page.evaluate(CUT) == []


@pytest.mark.parametrize(("look", "channel"), [("telegram", SIM_TELEGRAM), ("whatsapp", SIM_WHATSAPP)])
async def test_many_people_leave_room_to_write_on_a_small_screen(visit: Visit, look: str, channel: str) -> None:
    for name in ("Mirela", "Esmeralda", "Fatime", "Arben", "Shpresa"):
        await visit.sim.stage.phones.add(channel, name, "+355" if channel == SIM_WHATSAPP else "sq")
    page = await visit.page(SMALL)
    await page.goto(f"{visit.address}/simulator?telegram=1&whatsapp=2&show={look}")
    box = await page.locator(f"#phone-{look} .tray").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] + ROOM <= SMALL["height"]


@pytest.mark.parametrize("text", [100, 200])
async def test_no_row_of_people_is_cut_on_a_small_screen(visit: Visit, text: int) -> None:
    for name in ("Mirela", "Esmeralda", "Fatime", "Arben", "Shpresa"):
        await visit.sim.stage.phones.add(SIM_TELEGRAM, name, "sq")
    page = await visit.page(SMALL)
    await page.goto(f"{visit.address}/simulator?telegram=1&whatsapp=2&show=telegram")
    await page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
    cut = """row => {
      const round = row.getBoundingClientRect(), all = [...row.querySelectorAll("a")];
      return all.map(a => a.getBoundingClientRect()).map(at => [
        at.top < round.bottom && at.bottom > round.top, at.top >= round.top && at.bottom <= round.bottom,
      ]);
    }"""
    found = await page.locator(".seat.telegram .people nav").evaluate(cut)
    assert len(found) == 6
    assert [seen for seen, _ in found] == [whole for _, whole in found]
    assert found[0] == [True, True]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [SMALL, TABLET], ids=["360", "tablet"])
async def test_whose_phone_is_shown_is_seen_among_many(visit: Visit, size: ViewportSize, script: bool) -> None:
    made = [await visit.sim.stage.phones.add(SIM_TELEGRAM, f"Person {number}", "sq") for number in range(20)]
    page = await visit.page(size, script=script)
    await page.goto(f"{visit.address}/simulator?telegram={made[-1].id}&whatsapp=2&show=telegram")
    current = page.locator(".seat.telegram .people a[aria-current]")
    await expect(current).to_contain_text("Person 19")
    await expect(current).to_be_in_viewport(ratio=1)
    await current.focus()
    for name in ("Ana", "Person 0"):
        await page.keyboard.press("Tab")
        following = page.locator(".seat.telegram .people a:focus")
        await expect(following).to_contain_text(name)
        await expect(following).to_be_in_viewport(ratio=1)


async def test_the_focus_is_always_seen_on_a_small_screen(visit: Visit) -> None:
    await every_kind(visit)
    page = await visit.page(SMALL)
    seen: set[str] = set()
    for _ in range(60):
        await page.keyboard.press("Tab")
        tag, name, style, width, inside = await page.evaluate("""() => {
          const one = document.activeElement, at = one.getBoundingClientRect(), style = getComputedStyle(one);
          const inside = at.bottom > 0 && at.top < innerHeight && at.left >= 0 && at.right <= innerWidth;
          const name = one.innerText || one.name || one.className || one.tagName;
          return [one.tagName, name, style.outlineStyle, parseFloat(style.outlineWidth), inside];
        }""")
        if tag == "BODY":
            break
        assert inside, name
        assert tag == "AUDIO" or (style, width >= 2) == ("solid", True), name  # a browser draws its player's own ring
        seen.add(name)
    assert {"+1 hour", "WhatsApp-like", "🙋 Pyet një njeri", "Save as transcript"} <= seen


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("look", ["telegram", "whatsapp"])
async def test_a_file_that_is_too_large_gets_a_sentence_and_a_way_on(
    visit: Visit, tmp_path: Path, look: str, script: bool
) -> None:
    file = tmp_path / "large.wav"
    file.write_bytes(bytes(FILE_LIMIT + 100_000))
    page = await visit.page(SMALL, script=script)
    await page.goto(f"{visit.address}/simulator?telegram=1&whatsapp=2&show={look}")
    phone = page.locator(f"#phone-{look}")
    await phone.get_by_label("Attach").first.click()
    await phone.get_by_label("Voice note", exact=True).set_input_files(file)
    await phone.get_by_role("button", name="Send voice").locator("visible=true").click()
    said = page.get_by_role("alert").get_by_text(TOO_LARGE) if not script else phone.get_by_text(TOO_LARGE)
    await expect(said).to_be_in_viewport(ratio=1)
    assert visit.sim.drom.got == []
    await phone.get_by_label("Attach").first.click()
    (tmp_path / "note.ogg").write_bytes(b"OggS\x00 sample")
    await phone.get_by_label("Voice note", exact=True).set_input_files(tmp_path / "note.ogg")
    await phone.get_by_role("button", name="Send voice").locator("visible=true").click()
    await expect(phone.locator("audio")).to_be_visible()
    await expect(page.get_by_text(TOO_LARGE)).to_have_count(0)
    assert visit.troubles == [] or not script  # a browser tells its console of a page with status 413


async def test_a_long_chat_shows_its_end_and_a_way_to_what_was_before(visit: Visit) -> None:
    await visit.sim.stage.store.run(_many(150))
    page = await visit.page(WIDE)
    phone = page.locator("#phone-telegram")
    await expect(phone.locator(".bubble")).to_have_count(100)
    await expect(phone.get_by_text("Message 149", exact=False)).to_be_in_viewport()
    await phone.get_by_role("link", name="Earlier messages").click()
    await expect(phone.locator(".bubble")).to_have_count(150)
    await expect(phone.get_by_text("Message 50", exact=False)).to_be_in_viewport()
    await expect(phone.get_by_role("link", name="Earlier messages")).to_have_count(0)
    assert await page.evaluate(CUT) == []


def _many(count: int) -> Work[None]:
    def work(connection: Connection) -> None:
        for number in range(count):
            body = Part(f"Message {number}").to_json()
            rows.write(connection, phone_id=1, mine=False, kind="part", body=body, now=START)

    return work
