"""What Drom is made of and whose work that is: its version, and the licences that ask to be named."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot import VERSION
from bot.web.console.frame import Entry, Page, Sitting


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    return {"version": VERSION}


ENTRIES: tuple[Entry, ...] = (Page("about", "/about", "", _show, under="settings"),)
