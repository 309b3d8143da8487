"""Somebody who sends a form with something wrong in it, in a real browser, and what they meet; it knows no form."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from bot.console_words import PREFIX, WORDS
from tests.web.slips import Sent_, Slip

PATIENCE_MS = 2000
OPEN = (
    "(form) => { for (let one = form; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true; }"
)
MET = """() => {
  const told = document.getElementById("wrong"), here = document.activeElement;
  const inside = (one) => { const box = one.getBoundingClientRect();
    const fits = box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
    return one.checkVisibility() && fits; };
  return {
    alone: document.querySelectorAll("#wrong").length,
    told: told?.textContent ?? "", head: document.querySelector("[role=alert]")?.textContent ?? "",
    seen: told ? inside(told) : false, name: here.name ?? "", marked: here.getAttribute("aria-invalid") === "true",
    tied: here.getAttribute("aria-describedby") === "wrong", here: here.id, reached: inside(here),
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""
"""What is seen of a refusal, and where the page opened."""


@dataclass
class Trial:
    """A browser's page before a console, whose address is ``address``."""

    page: Page
    address: str

    async def slip(self, one: Slip, patch: pytest.MonkeyPatch) -> list[str]:
        """Send a form with a slip in it, then put it right; return what was not as it should be."""
        await self.page.goto(f"{self.address}/console{one.page}")
        form = await self.form(one.act)
        await self.write(form, one.sent)
        with patch.context() as late:
            if one.late:
                late.setattr(one.late.module, one.late.name, one.late.answer)
            status = await self.send(form, one.button)
            wrong = [] if status in {422, 409} else [f"status {status}"]
            wrong += await self.amiss(one)
        if one.well is None or wrong:
            return wrong
        form = await self.form(one.act)
        await self.write(form, one.well)
        status = await self.send(form, one.button)
        again = await self.page.locator("[role=alert]:visible").all_inner_texts()
        return [] if status == 200 and not again else [f"put right: {status} {again}"]

    async def form(self, act: str) -> Locator:
        """Return the first form that goes where a slip is made, with whatever it is folded into open."""
        found = self.page.locator(self.where(act)).first
        await found.evaluate(OPEN)
        for fold in await found.locator("details").all():
            await fold.evaluate("one => { one.open = true; }")
        return found

    def where(self, act: str) -> str:
        """Return what finds the forms that go somewhere, or to any place below a path with a slash at its end."""
        return f'form[action{"^" if act.endswith("/") else ""}="/console{act}"]'

    async def write(self, form: Locator, sent: Mapping[str, Sent_]) -> None:
        """Write what is sent into its fields."""
        for name, value in sent.items():
            field = form.locator(f'[name="{name}"]')
            kind = await field.first.evaluate("one => one.type")
            if isinstance(value, bytes):
                await field.set_input_files({"name": "file", "mimeType": "", "buffer": value})
            elif kind in {"checkbox", "radio"}:
                await form.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                await field.select_option(value)
            else:
                await field.fill(value)

    async def send(self, form: Locator, button: str) -> int:
        """Press the form's button, and return the status of the page that follows."""
        which = f'button[value="{button}"]' if button else "button:not([type=button]):not([formaction])"
        async with self.page.expect_navigation() as led:
            await form.locator(which).last.click()
        answer = await led.value
        return answer.status if answer else 0

    async def amiss(self, one: Slip) -> list[str]:
        """Return what is not as it should be on the page that tells of a slip."""
        with suppress(AssertionError):  # told below, with all else
            place = f'[name="{one.name}"][aria-invalid]' if one.name else "#wrong"
            await expect(self.page.locator(place).first).to_be_focused(timeout=PATIENCE_MS)
            await expect(self.page.locator("#wrong")).to_be_in_viewport(ratio=1, timeout=PATIENCE_MS)
        met: dict[str, Any] = await self.page.evaluate(MET)
        sentence = re.sub(r"\\\{\w+\\\}", ".+", re.escape(WORDS[f"{PREFIX}{one.told}"]))
        single = re.escape(WORDS.get(f"{PREFIX}{one.told}.one", WORDS[f"{PREFIX}{one.told}"]))
        here = met["name"] == one.name and met["marked"] and met["tied"] if one.name else met["here"] == "wrong"
        wrong = {
            f"told {met['told']!r}": re.search(f"{sentence}|{single}", met["told"]),
            f"at the head {met['head']!r}": re.search(f"{sentence}|{single}", met["head"]),
            f"told {met['alone']} times": met["alone"] == 1,
            "not seen": met["seen"],
            f"the page opens at {met['name'] or met['here']!r}": here,
            "where it opens is not seen": met["reached"],
            "wider than the screen": not met["wide"],
        }
        found = [name for name, well in wrong.items() if not well]
        return found + await self._stays(one) + await self.axe()

    async def _stays(self, one: Slip) -> list[str]:
        """Return what of a form did not stay as it was written; browsers keep no file."""
        form, lost = self.page.locator(self.where(one.act)).first, []
        for name, value in one.sent.items():
            field = form.locator(f'[name="{name}"]')
            if isinstance(value, bytes) or not await field.count():
                continue
            kind = await field.first.evaluate("one => one.type")
            if kind in {"checkbox", "radio"}:
                kept = await form.locator(f'[name="{name}"][value="{value}"]').is_checked()
            else:
                kept = (await field.input_value()).strip() == value.strip()
            lost += [] if kept else [f"{name} is lost"]
        return lost

    async def axe(self) -> list[str]:
        """Return the serious findings on the page as it is."""
        found = await Axe().run(self.page)
        serious = [each for each in found.response["violations"] if each["impact"] in {"serious", "critical"}]
        return [f"{each['id']}: {each['nodes'][0]['html']}" for each in serious]
