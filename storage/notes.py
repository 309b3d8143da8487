"""What staff write down about a contact for each other; it never knows who may read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage import rows
from storage.tables import note


@dataclass(frozen=True, slots=True)
class Note:
    """A note; ``ticket_id`` is what it was written about, ``written_by`` a pseudonym of staff."""

    id: int
    contact_id: int
    ticket_id: int | None
    text: str
    written_by: str
    at: datetime


_NOTE = rows.columns(note, Note)


def add(
    connection: Connection, contact_id: int, text: str, by: str, now: datetime, ticket_id: int | None = None
) -> int:
    """Keep a note and return its number."""
    values = {"contact_id": contact_id, "ticket_id": ticket_id, "text": text, "written_by": by, "at": now}
    return rows.add(connection, note, values)


def of_contacts(connection: Connection, contact_ids: Collection[int]) -> list[Note]:
    """Return the notes about some contacts, the newest first."""
    found = select(*_NOTE).where(note.c.contact_id.in_(contact_ids)).order_by(note.c.id.desc())
    return [Note(*row) for row in connection.execute(found)]


def erase_for(connection: Connection, contact_id: int) -> None:
    """Delete the notes about a contact."""
    connection.execute(delete(note).where(note.c.contact_id == contact_id))


def forget(connection: Connection, before: datetime) -> int:
    """Delete notes from before a moment; return how many."""
    return connection.execute(delete(note).where(note.c.at < before)).rowcount
