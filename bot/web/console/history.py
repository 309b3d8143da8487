"""The log of what staff did: rows that nobody can change, as far as somebody may see whose they are."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from bot.console_words import PREFIX, WORDS
from bot.services import log_desk
from bot.services.wall import YEARS
from bot.web.console import history_told as told
from bot.web.console.frame import Entry, Page, Sitting
from bot.web.console.look import Reader
from storage import announcements
from storage.log import Asked
from storage.log import Entry as Row

LENGTH = 100
ACTS = tuple(key.removeprefix(f"{PREFIX}history.act.") for key in WORDS if key.startswith(f"{PREFIX}history.act."))
"""Everything that staff do, by the word under which it is stored for ever."""
FILTERS = ("who", "what", "since", "until")


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    before = sitting.sought("before")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    names = log_desk.names(connection, sitting.by)
    asked = _asked(sitting, names)
    entries = log_desk.entries(connection, sitting.by, LENGTH + 1, last, asked)
    gone, reader = _gone(connection, sitting, entries), Reader(sitting)
    sought = {name: sitting.sought(name) for name in FILTERS}
    people = [(who, reader.actor(name)) for who, name in names.items()]
    return {
        "entries": entries[:LENGTH],
        "more": len(entries) > LENGTH,
        "names": names,
        "about": {one.id: told.about(reader, one, gone) for one in entries},
        "details": {one.id: told.details(reader, one) for one in entries},
        "people": sorted(people, key=lambda one: one[1].casefold()),
        "acts": sorted(((key, sitting.say(f"history.act.{key}")) for key in ACTS), key=lambda one: one[1].casefold()),
        "sought": sought,
        "chosen": urlencode({name: value for name, value in sought.items() if value}),
    }


def _gone(connection: Connection, sitting: Sitting, entries: Sequence[Row]) -> set[str]:
    """Return what rows are about that has no page for this reader: drafts of others, and those that were dropped."""
    found = {one.subject for one in entries if one.subject.startswith("announcement:")}
    numbers = {int(one.partition(":")[2]): one for one in found if one.partition(":")[2].isdecimal()}
    there = announcements.open_to(connection, sitting.by.name, numbers) if numbers else set()
    return {one for number, one in numbers.items() if number not in there}


def _asked(sitting: Sitting, names: Mapping[str, str]) -> Asked:
    """Return which rows the address asks for; what it says wrongly is not asked."""
    who, what = sitting.sought("who"), sitting.sought("what")
    since, until = (_day(sitting.sought(name)) for name in ("since", "until"))
    return Asked(
        actors=[who] if who in names else None,
        acts=[what] if what in ACTS else None,
        since=_begins(sitting, since) if since else None,
        until=_begins(sitting, until + timedelta(days=1)) if until else None,
    )


def _day(written: str) -> date | None:
    """Return a day, None where none is written, or one that no calendar of ours has."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _begins(sitting: Sitting, day: date) -> datetime:
    return datetime.combine(day, time(), sitting.zone).astimezone(UTC)


ENTRIES: tuple[Entry, ...] = (Page("history", "/log", log_desk.READ, _show, place=95),)
