"""The log of what staff did: rows that nobody can change, as far as somebody may see whose they are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from bot.console_words import PREFIX, WORDS
from bot.services import log_desk, question_counts
from bot.services.signing import has
from bot.services.wall import YEARS
from bot.web.console.frame import Entry, Page, Sitting
from bot.web.console.look import Reader
from storage import announcements
from storage.log import Asked
from storage.log import Entry as Row

LENGTH = 100
ACTS = tuple(key.removeprefix(f"{PREFIX}history.act.") for key in WORDS if key.startswith(f"{PREFIX}history.act."))
"""Everything that staff do, by the word under which it is stored for ever."""
PAGES = {
    "announcement": ("announce", "announcements"),
    "meeting": ("check_in", "meetings"),
    "question": (question_counts.RIGHT, "questions"),
}
"""The right that a thing's page needs, and where these pages are."""
NAMED = ("organisation", "country", "programme")
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
        "about": {one.id: _about(sitting, one.subject, gone) for one in entries},
        "details": {one.id: _details(sitting, one) for one in entries},
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


def _about(sitting: Sitting, subject: str, gone: Collection[str]) -> tuple[str, str]:
    """Return what an act was about in words, and the page of it, "" for none; people stay pseudonyms."""
    kind, _, number = subject.partition(":")
    if f"{PREFIX}history.kind.{kind}" not in WORDS:
        return subject, ""
    right, page = PAGES.get(kind, ("", ""))
    may = page and number.isdecimal() and has(sitting.by, right) and subject not in gone
    there = f"/{page}/{number}" if may else ""
    return sitting.say(f"history.kind.{kind}", n=number), there


def _details(sitting: Sitting, entry: Row) -> str:
    """Return what else a row tells, in words where the console has some; what is none or nothing is left out."""
    reader = Reader(sitting)
    told = ((key, value) for key, value in (entry.detail or {}).items() if value)
    return ", ".join(f"{reader.known('history.detail', key)}: {_value(reader, key, value)}" for key, value in told)


def _value(reader: Reader, key: str, value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if key == "role":
        return reader.known("team.role", str(value))
    return reader.label(key, str(value)) if key in NAMED else str(value)


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
