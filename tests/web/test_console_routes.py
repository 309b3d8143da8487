"""Every page that the console serves is one that is looked at in a browser; a new one fails here until it is."""

import re
from pathlib import Path

import pytest

from bot.services.staff import OPERATOR
from bot.web.console.frame import Paper
from bot.web.console.pages import ENTRIES
from storage import log
from tests.web.announcing import crowd, written
from tests.web.console_full import PATHS, opens, routes
from tests.web.console_house import console, contact_of, question, ticket_of

FILES = {f"/console{one.path}" for one in ENTRIES if isinstance(one, Paper)}


@pytest.mark.asyncio
async def test_each_page_is_looked_at_in_a_browser(tmp_path: Path) -> None:
    looked = ["/console" + re.sub(r"\{\w+\}", "1", path) for path in PATHS] + ["/console/nothing/is/here"]
    async with console(tmp_path) as drom:
        found = [one for one in routes(drom) if one.path not in FILES]
        assert [one.path for one in found if not any(opens(one, address) for address in looked)] == []
        assert len(found) > 40


@pytest.mark.asyncio
async def test_an_address_that_is_no_page_is_told_on_one(tmp_path: Path) -> None:
    async with console(tmp_path) as drom, await drom.signed_in("ours") as browser:
        number = await ticket_of(drom)
        nothing = await browser.get("/console/nothing/is/here")
        form = await browser.get(f"/console/tickets/{number}/answer")
        assert (nothing.status_code, form.status_code) == (404, 404)
        assert "This page is not there, or not yours to see." in nothing.text
        assert f'href="/console/tickets/{number}">Back</a>' in form.text
        async with drom.client() as stranger:
            assert (await stranger.get("/console/nothing")).headers["location"] == "/console/sign-in"


@pytest.mark.asyncio
async def test_what_a_reader_would_have_to_guess_is_said_in_words(tmp_path: Path) -> None:
    """One is not people; a ticket names its question as a page does; and the operator is who runs the server."""
    async with console(tmp_path) as drom, await drom.signed_in("administrator") as browser:
        await crowd(drom, 1)
        assert "Send to 1 person" in (await browser.get(f"{await written(browser)}/send")).text
        now, contact = drom.house.clock.now(), await contact_of(drom)
        await drom.house.run(lambda c: question(c, drom.house.core.speech, contact, now))
        page = (await browser.get("/console/tickets")).text
        assert ("Question 1" in page, "question:1" in page) == (True, False)
        await drom.house.run(lambda c: log.write(c, at=now, actor=OPERATOR.name, act="meeting_published", subject="x"))
        assert '<bdi dir="auto">Whoever runs the server</bdi>' in (await browser.get("/console/log")).text


@pytest.mark.asyncio
async def test_a_slash_at_the_end_leads_to_the_page(tmp_path: Path) -> None:
    async with console(tmp_path) as drom, await drom.signed_in("ours") as browser:
        slashed = {"/": "", "/tickets/": "/tickets", "/meetings/?month=2026-07": "/meetings?month=2026-07"}
        for path, there in slashed.items():
            answer = await browser.get(f"/console{path}")
            assert (answer.status_code, answer.headers["location"]) == (307, f"/console{there}")
        assert (await browser.get("/console/nothing/")).status_code == 404
