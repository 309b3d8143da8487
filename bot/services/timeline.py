"""A conversation as the person saw it, for staff: what they did, what Drom said, in order; it changes nothing.

That of the team itself is shown to nobody: Drom gives them links there that open the console in their name, and says
what people of other places ask.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.services.messages import STAFF
from storage import history, roles
from storage.contacts import Contact
from storage.history import Kept, Put, Received

LENGTH = 60
"""How many messages are shown at once."""
SHOWN = frozenset({"text", "tap", "location", "contact", "blocked", "unblocked"})
"""What of a person is shown from the inbox; files are shown from where they are kept."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message. ``who`` is the person, Drom, or staff who tapped for them.

    ``kind`` is what a person sent. ``choices`` are labels that could be pressed; ``state`` and ``reason`` are what
    became of what Drom said, "" for what arrived. ``file`` is the number of a kept file. ``forgotten``: its words are
    not kept any more.
    """

    id: str
    who: Literal["person", "drom", "staff"]
    at: datetime
    contact_id: int
    kind: str = "text"
    text: str = ""
    choices: tuple[str, ...] = ()
    state: str = ""
    reason: str = ""
    file: int = 0
    content_type: str = ""
    forgotten: bool = False


def is_of_team(connection: Connection, contact: Contact) -> bool:
    """Tell whether a conversation is that of somebody of the team, or of who was of it."""
    return contact.person_id is not None and roles.was_ever(connection, contact.person_id)


def timeline(
    connection: Connection, contact_ids: Collection[int], before: datetime, length: int = LENGTH
) -> tuple[list[Line], datetime | None]:
    """Return messages before a moment, the oldest first, and from which moment there are earlier ones."""
    came = history.received(connection, contact_ids, before, length + 1)
    said = history.put(connection, contact_ids, before, length + 1)
    files = history.kept(connection, contact_ids, before, length + 1)
    labels = _labels(said)
    lines = [_of_person(one, labels) for one in came if one.kind in SHOWN]
    lines += [_of_drom(one) for one in said] + [_of_file(one) for one in files]
    lines.sort(key=_order, reverse=True)
    more = len(lines) > length
    shown = lines[:length][::-1]
    return shown, shown[0].at if more and shown else None


def _order(line: Line) -> tuple[datetime, bool, str]:
    """Sort by time; what a person sent comes before what Drom said to it in the same moment."""
    return line.at, line.who == "drom", line.id


def _labels(said: Sequence[Put]) -> dict[str, str]:
    """Return what each button said that can be pressed on these messages."""
    found: dict[str, str] = {}
    for one in said:
        for button in _part(one).buttons:
            found.setdefault(button.payload, button.label)
    return found


def _of_person(one: Received, labels: dict[str, str]) -> Line:
    payload = one.payload or {}
    text, pressed = str(payload.get("text", "")), str(payload.get("payload", ""))
    return Line(
        id=f"i{one.id:012d}",
        who="staff" if one.key.startswith(STAFF) else "person",
        at=one.at,
        contact_id=one.contact_id,
        kind=one.kind,
        text=text or labels.get(pressed, ""),
        forgotten=one.payload is None,
    )


def _of_drom(one: Put) -> Line:
    part = _part(one)
    return Line(
        id=f"o{one.id:012d}",
        who="drom",
        at=one.at,
        contact_id=one.contact_id,
        text=part.text,
        choices=tuple(button.label for button in part.buttons if part.style != "text"),
        state="" if one.state == "sent" else one.state,
        reason=one.reason if one.state != "sent" else "",
        forgotten=one.payload is None,
    )


def _of_file(one: Kept) -> Line:
    file = one.id if one.state == "kept" else 0
    return Line(
        id=f"m{one.id:012d}",
        who="person",
        at=one.at,
        contact_id=one.contact_id,
        kind=one.kind,
        state="" if one.state == "kept" else one.state,
        file=file,
        content_type=one.content_type,
    )


def _part(one: Put) -> Part:
    return Part.from_json(one.payload) if one.payload else Part("")
