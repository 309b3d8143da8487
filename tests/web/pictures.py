"""Makes the pictures of the README from a demo of its own: ``python -m tests.web.pictures``; it never judges one."""

import asyncio
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.bench.bots import free_port
from tests.bench.process import ROOT, Process
from tests.emulators.caller import Caller, NoAnswer
from tests.web.visit import SMALL, WIDE, chromium

PICTURES = ROOT / "docs" / "pictures"
PATIENCE_MS = 60_000
ANSWER = ".bubble.mine:not(:has(~ .bubble.mine)) ~ .bubble"
"""What was said after the last message of the phone's owner."""


async def main() -> None:
    """Draw the picture cards, start a demo, let Ana and Besim register, and photograph both phones."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings, log = {"DROM_DATA_DIR": folder, "DROM_PORT": str(port)}, Path(folder) / "demo.log"
        draw = [sys.executable, "-m", "bot", "--demo", "pictures", "build"]
        drawn = await asyncio.create_subprocess_exec(*draw, cwd=ROOT, env=os.environ | settings)
        assert await drawn.wait() == 0
        demo = Process("bot", ["demo"], settings, log)
        try:
            async with chromium() as browser:
                await _until_ready(f"http://127.0.0.1:{port}/readyz")
                await _photographs(browser, f"http://127.0.0.1:{port}/simulator")
        finally:
            demo.stop()


async def _photographs(browser: Browser, address: str) -> None:
    page = await _page(browser, address, WIDE)
    await _ana(page.locator("#phone-telegram"))
    await _besim(page.locator("#phone-whatsapp"))
    await _photograph(page, "simulator-wide.png")
    await _photograph(await _page(browser, address, SMALL), "simulator-small.png")


async def _photograph(page: Page, name: str) -> None:
    """Take one picture, with Ana's picture card in view: her list of choices is longer than her screen."""
    await page.locator("#phone-telegram .bubble.drom img").last.evaluate("card => card.scrollIntoView()")
    await page.evaluate("scrollTo(0, 0)")
    await page.screenshot(path=PICTURES / name)


async def _until_ready(address: str) -> None:
    caller = Caller()
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            with suppress(NoAnswer):
                if (await caller.call("GET", address)).status == 200:
                    break
            await asyncio.sleep(0.1)
    caller.close()


async def _page(browser: Browser, address: str, size: ViewportSize) -> Page:
    context = await browser.new_context(viewport=size, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(address)
    return page


async def _ana(phone: Locator) -> None:
    """Register on Telegram, in English, up to the question whether all is right."""
    await phone.get_by_role("button", name="Start").click()
    await _press(phone, "🗣️", "English")
    await _press(phone, "How shall I talk to you?", "⏭️ Skip")
    await _press(phone, "I help small businesses", "▶️ Next")
    await _press(phone, "Is this okay for you?", "👍 Yes")
    await _press(phone, "May I send you", "👍 Yes")
    await expect(phone.get_by_text("What shall we call you?")).to_be_visible()
    await phone.get_by_label("Message from Ana").fill("Ana")
    await phone.get_by_role("button", name="Send", exact=True).click()
    await _press(phone, "is this your name?", "👍 Yes")
    await _press(phone, "Where do you live?", "Albania")
    await _press(phone, "Where do you work?", "Tirana")
    await expect(phone.get_by_text("What is your work?")).to_be_visible()
    await _card_and_voice(phone)


async def _press(phone: Locator, said: str, label: str) -> None:
    """Press a button of the screen that says something, once that is there."""
    await expect(phone.get_by_text(said).last).to_be_visible(timeout=PATIENCE_MS)
    await phone.get_by_role("button", name=label).last.click()


async def _card_and_voice(phone: Locator) -> None:
    """Wait until the newest screen is there whole: its picture card and, before or after it, its voice note."""
    for kind in ("img", "audio"):
        await expect(phone.locator(f"{ANSWER} {kind}").last).to_be_visible(timeout=PATIENCE_MS)


async def _besim(phone: Locator) -> None:
    """Come to the list of languages on WhatsApp, choose Albanian by its number and leave it at voice and card."""
    await phone.get_by_role("button", name="Say hello").click()
    await expect(phone.locator("summary", has_text="Zgjidh").last).to_be_visible(timeout=PATIENCE_MS)
    await phone.get_by_label("Message from Besim").fill("1")
    await phone.get_by_role("button", name="Send", exact=True).click()
    await phone.get_by_role("button", name="⏭️").last.click(timeout=PATIENCE_MS)
    await expect(phone.get_by_role("button", name="▶️").last).to_be_visible(timeout=PATIENCE_MS)


if __name__ == "__main__":
    asyncio.run(main())
