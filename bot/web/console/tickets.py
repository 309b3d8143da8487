"""The list of open tickets: all, mine, laid aside; it never answers one."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection

from bot.services import ticket_desk
from bot.services.ticket_desk import Which
from bot.web.console.frame import Entry, Page, Sitting
from storage import called, matters

LENGTH = 50
TABS: tuple[Which, ...] = ("open", "mine", "later")


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    which = cast("Which", sitting.sought("which") if sitting.sought("which") in TABS else "open")
    page = sitting.page_number
    mine = (connection, sitting.by, sitting.person_id, sitting.office.speech.programme)
    rows = ticket_desk.waiting(*mine, which, sitting.now, limit=LENGTH + 1, offset=page * LENGTH)
    counts = [(one, ticket_desk.count(*mine, one, sitting.now)) for one in TABS]
    names = called.contacts(connection, {one.contact_id for one in rows})
    shown = {"which": which, "rows": rows[:LENGTH], "more": len(rows) > LENGTH, "number": page}
    return {**shown, "counts": counts, "called": names}


def _pulse(connection: Connection, sitting: Sitting) -> object:
    return matters.newest(connection, sitting.now)


ENTRIES: tuple[Entry, ...] = (Page("tickets", "/tickets", ticket_desk.READ, _show, place=20, pulse=_pulse),)
