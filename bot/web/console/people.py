"""The people somebody may see: the newest, or those that a search finds in any spelling and script."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.services import finding
from bot.web.console.frame import Entry, Page, Sitting

LENGTH = 50
SEARCH = "/people/search"


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    programme, before = sitting.office.speech.programme, sitting.sought("before")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0
    rows = finding.latest(connection, sitting.by, programme, LENGTH + 1, last)
    number = finding.count(connection, sitting.by, programme)
    return {"rows": rows[:LENGTH], "more": len(rows) > LENGTH, "number": number, "words": ""}


async def _search(sitting: Sitting) -> list[Any] | None:
    """Search; it is logged, so it is a transaction of its own. None where there are no words."""
    words, now = sitting.sought("q"), sitting.now
    by, programme = sitting.by, sitting.office.speech.programme
    try:
        return list(await sitting.office.store.run(lambda c: finding.find(c, by, words, programme, now, LENGTH + 1)))
    except ValueError:
        return None


def _found(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    if sitting.asked is None:
        return _show(connection, sitting)
    rows = sitting.asked
    return {"rows": rows[:LENGTH], "more": len(rows) > LENGTH, "number": len(rows), "words": sitting.sought("q")}


ENTRIES: tuple[Entry, ...] = (
    Page("people", "/people", finding.READ, _show, place=30),
    Page("found", SEARCH, finding.READ, _found, under="people", before=_search),
)
