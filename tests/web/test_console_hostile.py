"""Sixty hostile texts in every stored text, on every page of the console and in every table that it gives.

Pages are read from its list and texts from the tables, so that a new one is tried without being named.
"""

import csv
import io
from functools import partial

import pytest
from sqlalchemy import Connection, Text, update

from bot.web.console.frame import Paper
from bot.web.console.pages import ENTRIES
from storage import tables
from tests.web.console_house import Console, content
from tests.web.hostile import HOSTILE
from tests.web.reading import Reading
from tests.web.test_console_browser import addresses, fill

pytestmark = pytest.mark.trial
KEPT = {"course.source", "correction.english"}
"""Texts that are read and not shown: a course in its own form, and the English of a correction."""


@pytest.fixture
async def drom(drom: Console) -> Console:
    await content(drom)
    await drom.house.run(lambda connection: fill(connection, drom, "Ana", "My stall is closed"))
    return drom


def papers() -> list[str]:
    """Return an address of each file that needs no number."""
    return [f"/console{one.path}" for one in ENTRIES if isinstance(one, Paper) and "{" not in one.path]


def _poison(connection: Connection, first: int) -> None:
    """Put all hostile texts, one of them first, into every text of every row."""
    words = "\n".join((*HOSTILE[first:], *HOSTILE[:first]))
    for table in tables.metadata.sorted_tables:
        for column in table.c:
            if type(column.type) is Text and str(column) not in KEPT:
                connection.execute(update(table).where(column != "").values({column.name: words}))
    connection.execute(update(tables.meeting).values(title={"en": words}, place={"en": words}))
    connection.execute(update(tables.announcement).values(texts={"en": words}))


def _formulas(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] in {*"=+-@\t\r"}]


async def test_no_stored_text_is_more_than_words_on_any_page_or_export(drom: Console) -> None:
    shown = set()
    async with await drom.signed_in("administrator") as browser:
        for first in (0, HOSTILE.index("=1+1"), HOSTILE.index("javascript:alert(1)")):
            await drom.house.run(partial(_poison, first=first))
            for path in addresses():
                answer = await browser.get(path)
                assert answer.status_code == 200, (path, first)
                assert Reading(answer.text).wrong == [], (path, first)
                shown |= {path} if "alert(1)" in answer.text else set()
            for path in papers():
                answer = await browser.get(path)
                assert answer.status_code == 200, (path, first)
                if answer.headers["content-type"].startswith("text/csv"):
                    assert _formulas(answer.text) == [], (path, first)
    assert len(shown) > 15, sorted(shown)
