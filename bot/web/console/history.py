"""The log of what staff did: rows that nobody can change, as far as somebody may see whose they are."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.services import log_desk
from bot.web.console.frame import Entry, Page, Sitting

LENGTH = 100


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    before = sitting.sought("before")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    entries = log_desk.entries(connection, sitting.by, LENGTH + 1, last)
    return {
        "entries": entries[:LENGTH],
        "more": len(entries) > LENGTH,
        "names": log_desk.names(connection, sitting.by),
    }


ENTRIES: tuple[Entry, ...] = (Page("history", "/log", log_desk.READ, _show, place=95),)
