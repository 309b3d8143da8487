"""The simulator in a real browser: on a phone and on a desk, by mouse, by keyboard alone and without scripts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from tests.web.stub import YES_NO, buttons
from tests.web.test_simulator_guards import HOSTILE
from tests.web.visit import NEEDS_CHROMIUM, SMALL, WIDE, Visit, chromium, until, visiting

pytestmark = NEEDS_CHROMIUM
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["360", "1280"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a browser to all tests here, as it starts slowly; each has a profile of its own."""
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, tmp_path: Path) -> AsyncIterator[Visit]:
    """Give the browser before a simulator with Ana and Besim."""
    async with visiting(browser, tmp_path) as found:
        yield found


async def _whatsapp(page: Page, size: ViewportSize) -> None:
    """Bring the WhatsApp-like phone into view."""
    if size is SMALL:
        await page.get_by_role("link", name="WhatsApp-like", exact=True).click()


@SIZES
async def test_a_conversation_without_page_jumps(visit: Visit, size: ViewportSize) -> None:
    page = await visit.page(size)
    loads: list[str] = []
    phone = page.locator("#phone-telegram")
    await phone.get_by_role("button", name="Start").click()
    await expect(phone.get_by_text("What do you want?")).to_be_visible()
    page.on("load", lambda _: loads.append("load"))
    await phone.get_by_role("button", name="2 🌱 Green tip").click()
    await phone.get_by_role("button", name="👎 No").click()
    await expect(phone.get_by_text("👎 No 09:00")).to_be_visible()
    await phone.get_by_label("Message from Ana").fill("Faleminderit")
    await phone.get_by_role("button", name="Send", exact=True).click()
    await expect(phone.get_by_text("Faleminderit")).to_be_visible()
    await expect(phone.get_by_label("Message from Ana")).to_have_value("")
    await expect(phone.locator(".day")).to_have_count(1)
    await page.get_by_role("button", name="To 09:00 tomorrow").click()
    await expect(page.locator("[data-clock]")).to_have_text("Tue 2 Mar 2027, 09:00")
    assert loads == []
    assert [each.kind for each in visit.sim.drom.got] == ["text", "tap", "tap", "text"]
    assert await page.evaluate("scrollX + scrollY") == 0
    assert visit.troubles == []


@SIZES
async def test_a_list_opens_closes_and_is_picked_from(visit: Visit, size: ViewportSize) -> None:
    page = await visit.page(size)
    await _whatsapp(page, size)
    phone = page.locator("#phone-whatsapp")
    await phone.get_by_role("button", name="Say hello").click()
    opener = phone.locator("summary", has_text="Choose")
    await opener.click()
    await expect(phone.get_by_role("button", name="3 🎓 Short course")).to_be_in_viewport(ratio=1)
    await page.keyboard.press("Escape")
    await expect(phone.get_by_role("button", name="3 🎓 Short course")).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.click()
    await phone.get_by_role("button", name="3 🎓 Short course").click()
    await expect(phone.get_by_role("button", name="👍 Yes")).to_be_visible()
    assert visit.sim.drom.got[-1].payload == "menu.main.course@1"
    assert visit.troubles == []


async def _tab_to(page: Page, words: str, key: str = "Tab") -> list[str]:
    """Press a key until what has the focus says ``words``; return all that had it on the way, always visibly."""
    said = "document.activeElement.innerText || document.activeElement.ariaLabel || ''"
    seen: list[str] = []
    while words not in seen and len(seen) < 60:
        await page.keyboard.press(key)
        assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        seen.append(await page.evaluate(said))
    assert seen[-1] == words
    return seen


async def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = await visit.page(WIDE)
    phone = page.locator("#phone-telegram")
    seen = await _tab_to(page, "Start")
    assert seen[:2] == ["Skip to the phone", "Skip to writing"]
    assert {"+1 hour", "+1 day", "To 09:00 tomorrow"} <= set(seen)
    await page.keyboard.press("Enter")
    await expect(phone.get_by_role("button", name="1 📅 Meetings")).to_be_visible()
    await phone.get_by_label("Message from Ana").focus()
    await page.keyboard.type("Mirdita")
    await page.keyboard.press("Enter")
    await expect(phone.get_by_text("Mirdita")).to_be_visible()
    await _tab_to(page, "4 ❓ Ask a mentor", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(phone.get_by_role("button", name="🙋 Ask a person")).to_be_visible()
    assert [each.kind for each in visit.sim.drom.got] == ["text", "text", "tap"]


@SIZES
@pytest.mark.parametrize("look", ["telegram", "whatsapp"])
async def test_in_a_long_chat_writing_is_three_keys_away(visit: Visit, size: ViewportSize, look: str) -> None:
    for number in range(12):
        part = Part(f"Question {number}", "buttons", buttons((f"x.y.z{number}@1", f"Answer {number}")))
        await visit.sim.drom.say(SIM_TELEGRAM, "1000001", part)
        await visit.sim.drom.say(SIM_WHATSAPP, "+355000000002", part)
    page = await visit.page(size)
    await page.goto(f"{page.url.partition('?')[0]}?show={look}")
    await _tab_to(page, "Skip to writing")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Zdravo")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"#phone-{look}").get_by_text("Zdravo")).to_be_visible()


@SIZES
async def test_everything_works_without_scripts(visit: Visit, size: ViewportSize) -> None:
    page = await visit.page(size, script=False)
    await page.get_by_role("button", name="Start").click()
    await page.get_by_role("button", name="4 ❓ Ask a mentor").click()
    await page.get_by_role("button", name="👍 Yes").click()
    await _whatsapp(page, size)
    await page.get_by_label("Message from Besim").fill("Zdravo")
    await page.locator("#phone-whatsapp").get_by_role("button", name="Send", exact=True).click()
    await page.locator("#phone-whatsapp summary", has_text="Choose").click()
    await page.get_by_role("button", name="1 📅 Meetings").locator("visible=true").last.click()
    await page.locator("#phone-whatsapp").get_by_label("Attach").first.click()
    await page.locator("#phone-whatsapp").get_by_role("button", name="Send place").click()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.locator("[data-clock]")).to_have_text("Tue 2 Mar 2027, 09:00")
    assert [each.kind for each in visit.sim.drom.got] == ["text", "tap", "tap", "text", "tap", "location"]
    await expect(page.locator("#phone-whatsapp").get_by_text("Location 41.3275, 19.8187")).to_be_visible()


async def test_a_voice_note_is_recorded_as_wav(visit: Visit) -> None:
    page = await visit.page(WIDE)
    phone = page.locator("#phone-telegram")
    await phone.get_by_role("button", name="Record a voice note").click()
    await expect(phone.get_by_text("0:01")).to_be_visible()
    await phone.get_by_role("button", name="Send voice", exact=True).locator("visible=true").click()
    await expect(phone.locator("audio")).to_be_visible()
    (voice,) = visit.sim.drom.got
    assert voice.file is not None
    assert (voice.kind, voice.file.content_type) == ("voice", "audio/wav")
    assert voice.file.seconds >= 1
    assert voice.file.size > 20_000
    await phone.get_by_role("button", name="Record a voice note").click()
    await phone.get_by_role("button", name="Cancel").click()
    await expect(phone.get_by_label("Message from Ana")).to_be_visible()
    assert len(visit.sim.drom.got) == 1
    assert visit.troubles == []


async def test_files_are_sent_from_the_sheet(visit: Visit, tmp_path: Path) -> None:
    page = await visit.page(SMALL)
    phone = page.locator("#phone-telegram")
    (tmp_path / "note.ogg").write_bytes(b"OggS\x00 sample")
    await phone.get_by_label("Attach").first.click()
    await phone.get_by_label("Voice note", exact=True).set_input_files(tmp_path / "note.ogg")
    await phone.get_by_role("button", name="Send voice").locator("visible=true").click()
    await expect(phone.locator("audio")).to_be_visible()
    await expect(phone.get_by_role("button", name="Send voice").locator("visible=true")).to_have_count(0)
    assert [each.kind for each in visit.sim.drom.got] == ["voice"]


async def test_people_are_switched_and_a_new_phone_is_made(visit: Visit) -> None:
    page = await visit.page(WIDE)
    seat = page.locator(".seat.telegram")
    await seat.get_by_text("New phone").click()
    await seat.get_by_label("Name").fill("Clara")
    await seat.get_by_label("Phone language").select_option("mk")
    await seat.get_by_role("button", name="Make phone").click()
    await expect(page.get_by_text("Press Start: you are Clara, and Drom answers.")).to_be_visible()
    await expect(page.get_by_text("Besim’s phone")).to_be_visible()
    await visit.sim.drom.say(SIM_TELEGRAM, "1000001", Part("For Ana"))
    await expect(seat.get_by_role("link", name="Ana")).to_have_accessible_name("Ana New new message")
    await seat.get_by_role("link", name="Ana").click()
    await expect(page.locator("#phone-telegram").get_by_text("For Ana")).to_be_visible()


async def test_nothing_is_lost_when_the_page_comes_back(visit: Visit) -> None:
    page = await visit.page(WIDE)
    phone = page.locator("#phone-telegram")
    await page.context.set_offline(True)
    await phone.get_by_label("Message from Ana").fill("Hello")
    await phone.get_by_role("button", name="Send", exact=True).click()
    await expect(phone.get_by_role("alert")).to_have_text("Drom does not answer. Is it running?")
    await expect(phone.get_by_label("Message from Ana")).to_have_value("Hello")
    await visit.sim.drom.say(SIM_TELEGRAM, "1000001", YES_NO)
    await page.context.set_offline(False)
    await phone.get_by_role("button", name="Send", exact=True).click()
    await expect(phone.get_by_text("What do you want?")).to_be_visible()
    await expect(phone.get_by_text("Is this okay for you?")).to_have_count(1)
    await expect(phone.get_by_role("alert")).to_be_empty()


@SIZES
async def test_the_page_is_accessible(visit: Visit, size: ViewportSize) -> None:
    page = await visit.page(size)
    await _axe(page)
    for number, (channel, address) in enumerate(((SIM_TELEGRAM, "1000001"), (SIM_WHATSAPP, "+355000000002")), 1):
        await visit.sim.stage.phones.write(number, "Hello")
        await visit.sim.stage.phones.locate(number, 41.3, 19.8)
        await visit.sim.stage.phones.send_file(number, b"OggS\x00 sample")
        await visit.sim.drom.settle()
        await visit.sim.drom.say(channel, address, YES_NO)
    for look in ("telegram", "whatsapp"):
        if look == "whatsapp":
            await _whatsapp(page, size)
        phone = page.locator(f"#phone-{look}")
        await expect(phone.get_by_role("button", name="🙋 Ask a person")).to_be_visible()
        await _axe(page)
        await phone.get_by_label("Attach").first.click()
        await page.locator(f".seat.{look} .new summary").evaluate("summary => summary.parentElement.open = true")
        await _axe(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def _axe(page: Page) -> None:
    """Find nothing serious, on what is visible now."""
    found = await Axe().run(page)
    serious = [each for each in found.response["violations"] if each["impact"] in {"serious", "critical"}]
    assert serious == []


async def test_hostile_words_run_nowhere(visit: Visit) -> None:
    page = await visit.page(WIDE)
    for number, hostile in enumerate(HOSTILE):
        await visit.sim.stage.phones.write(1, hostile)
        part = Part(hostile, "buttons", buttons((f"x.y.z{number}@1", hostile)))
        await visit.sim.drom.say(SIM_TELEGRAM, "1000001", part)
    await visit.sim.stage.phones.write(1, "The last one")
    await expect(page.locator("#phone-telegram").get_by_text("The last one")).to_be_visible()
    await page.reload()
    await expect(page.locator("#phone-telegram").get_by_text("The last one")).to_be_visible()
    assert await page.locator("#phone-telegram .log :is(script, img, iframe, style)").count() == 0
    assert visit.troubles == []


async def test_the_server_stops_at_once_while_somebody_looks(visit: Visit) -> None:
    page = await visit.page(WIDE)
    await page.get_by_role("button", name="Start").click()
    await expect(page.locator("#phone-telegram").get_by_text("What do you want?")).to_be_visible()
    visit.sim.stage.bell.close()
    visit.server.should_exit = True
    await until(lambda: not visit.server.server_state.tasks, 2)
