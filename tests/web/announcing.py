"""Announcements as their tests in the console begin them: people to tell, a draft, and what a page counts."""

import re
from typing import Any

import httpx
from sqlalchemy import Connection

from storage import tables
from tests.web.console_house import Console, somebody

A = "/console/announcements"
HELLO = {"text.sq": "Takohemi të hënën.", "text.en": "We meet on Monday."}


async def crowd(drom: Console, number: int, **fields: Any) -> list[int]:
    """Add so many people of ours; return their contacts."""
    now = drom.house.clock.now()

    def work(connection: Connection) -> list[int]:
        found = [somebody(connection, now, f"Guest {one}") for one in range(number)]
        if fields:
            connection.execute(tables.contact.update().where(tables.contact.c.id.in_(found)).values(fields))
        return found

    return await drom.house.run(work)


async def written(browser: httpx.AsyncClient, **said: str) -> str:
    """Write a draft for everybody; return the beginning of its addresses."""
    answer = await browser.post(f"{A}/new")
    number = answer.headers["location"].split("/")[3]
    await browser.post(f"{A}/{number}/whom", data={"then": "words"})
    await browser.post(f"{A}/{number}/words", data=said or HELLO)
    return f"{A}/{number}"


def count(page: str) -> tuple[int, list[int]]:
    """Return how many a page counts, and the numbers of its reasons."""
    found = re.search(r'class="big"><b>(\d+)</b>.*?(<dl.*?</dl>|$)', page, re.DOTALL)
    assert found is not None, page[:3000]
    return int(found[1]), [int(one) for one in re.findall(r"<dd>(\d+)</dd>", found[2])]
