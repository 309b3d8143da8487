"""Whom an audience means, as a reader is told it: pictograms and names; it never counts, and names no person."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from bot.languages import LANGUAGES, chain
from bot.programme import Programme
from bot.services.audience import Audience, Came
from bot.services.meeting_talk import PICTURES
from bot.services.wall import wall_of
from storage import groups, meetings
from storage.contacts import Contact

CAME: Mapping[Came, str] = {"answered_yes": "👍", "came": "✅", "invited": "📨", "silent": "⏳"}
"""What stands before a meeting, by which of its people are meant."""


def told(connection: Connection, programme: Programme, meant: Audience, reader: Contact) -> str:
    """Return an audience in one line, in the reader's language where the programme has names; nobody is left out."""
    found = [f"{mark} {', '.join(names)}" for mark, names in _known(programme, meant, reader) if names]
    found += ["👩‍🏫"] if meant.mentors else []
    found += [_meeting(connection, programme, meant)] if meant.meeting_id is not None else []
    found += [_group(connection, meant.group_id)] if meant.group_id is not None else []
    found += [told(connection, programme, other, reader) for other in meant.also]
    left_out = [f"➖ ({told(connection, programme, other, reader)})" for other in meant.without]
    return " · ".join([*(found or ["🌍"]), *left_out])


def _known(programme: Programme, meant: Audience, reader: Contact) -> Iterable[tuple[str, list[str]]]:
    """Yield what the programme has names for, each with its picture."""
    kinds = (
        ("🗺️", programme.country, (meant.country,)),
        ("📘", programme.programme, (meant.programme,)),
        ("📍", programme.town, meant.towns),
        ("🛠️", programme.trade, meant.trades),
    )
    codes = (*chain(reader.language, reader.country), "en")
    for mark, named, keys in kinds:
        every = [(key, named[key].labels if key in named else {}) for key in keys if key]
        yield mark, [next((labels[code] for code in codes if code in labels), key) for key, labels in every]
    yield "🗣️", [LANGUAGES[code].name for code in meant.languages]


def _meeting(connection: Connection, programme: Programme, meant: Audience) -> str:
    found = meetings.get(connection, meant.meeting_id or 0)
    if found is None:
        return f"{CAME[meant.came]} 📅 ?"
    begins = wall_of(found.starts_at, programme.zone(found.country))
    return f"{CAME[meant.came]} {PICTURES[found.kind]} {begins.day}.{begins.month} {begins:%H:%M}"


def _group(connection: Connection, number: int) -> str:
    found = groups.get(connection, number)
    return f"👥 {found.name if found else '?'}"
