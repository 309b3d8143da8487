"""The people somebody may see: the newest, or those that a search finds in any spelling and script."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.services import finding
from bot.web.console.frame import Act, Done, Entry, Page, Sitting, Wrong
from storage import called
from storage.finding import Found

LENGTH, LONGEST = 50, 100
"""How many people a page shows, and how many signs are looked for at most."""


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    if sitting.made is not None:
        words, rows = sitting.made
        return {**_rows(connection, rows), "number": len(rows), "words": words}
    programme, before = sitting.office.speech.programme, sitting.sought("before")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0
    rows = finding.latest(connection, sitting.by, programme, LENGTH + 1, last)
    number = finding.count(connection, sitting.by, programme)
    return {**_rows(connection, rows), "number": number, "words": ""}


def _rows(connection: Connection, rows: Sequence[Found]) -> Mapping[str, Any]:
    names = called.contacts(connection, {one.contact_id for one in rows})
    return {"rows": rows[:LENGTH], "more": len(rows) > LENGTH, "called": names}


def _search(connection: Connection, sitting: Sitting) -> Done:
    """Search; it is logged, and a name or number must stand in no address, which browsers and proxies keep."""
    words, programme = sitting.short("q", LONGEST), sitting.office.speech.programme
    try:
        rows = finding.find(connection, sitting.by, words, programme, sitting.now, LENGTH + 1)
    except ValueError:
        raise Wrong("people.no_search", "q") from None
    return Done("/people", made=(words, list(rows)))


ENTRIES: tuple[Entry, ...] = (
    Page("people", "/people", finding.READ, _show, place=30),
    Act("/people/search", finding.READ, "people", _search),
)
