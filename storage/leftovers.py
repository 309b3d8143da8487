"""What providers still have of people's files and words, and shall delete; it never knows whose, or how to ask."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from storage.rows import add, change, columns
from storage.tables import inbox, leftover, media


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file or words at a provider. ``source`` is as in a media row: the channel and what its ``File`` is made of."""

    id: int
    source: dict[str, Any]
    attempts: int
    next_at: datetime
    created_at: datetime


_LEFTOVER = columns(leftover, Leftover)
_CHANNEL = leftover.c.source["channel"].as_string()


def put(connection: Connection, source: dict[str, Any], now: datetime, due_at: datetime | None = None) -> int:
    """Add what nobody waits for any more, to go now or at ``due_at``, and return its number."""
    return add(connection, leftover, {"source": source, "next_at": due_at or now, "created_at": now})


def hasten(connection: Connection, contact_id: int, now: datetime) -> None:
    """Let the words of a contact go now that were to go later; rows are known by the keys of the contact's messages."""
    keys = select(inbox.c.key).where(inbox.c.contact_id == contact_id, inbox.c.channel == _CHANNEL)
    theirs = (leftover.c.next_at > now) & leftover.c.source["reference"].as_string().in_(keys)
    connection.execute(update(leftover).where(theirs).values(next_at=now))


def take_over(connection: Connection, rows: ColumnElement[bool]) -> None:
    """Take the sources of some media rows: whatever becomes of the rows, the providers' copies are to go."""
    sources = select(media.c.source, media.c.next_at, media.c.created_at).where(rows, media.c.source.is_not(None))
    connection.execute(insert(leftover).from_select(["source", "next_at", "created_at"], sources))
    connection.execute(update(media).where(rows, media.c.source.is_not(None)).values(source=None))


def due(connection: Connection, now: datetime, limit: int = 20) -> list[Leftover]:
    """Return files to delete now, the longest waiting first."""
    query = select(*_LEFTOVER).where(leftover.c.next_at <= now).order_by(leftover.c.next_at, leftover.c.id)
    return [Leftover(*row) for row in connection.execute(query.limit(limit))]


def again(connection: Connection, row: Leftover, next_at: datetime) -> bool:
    """Count a try that failed, and try again at ``next_at``; False where the row is gone."""
    return change(connection, leftover, row.id, {"attempts": row.attempts + 1, "next_at": next_at})


def remove(connection: Connection, number: int) -> None:
    """Forget a file that is deleted, or given up."""
    connection.execute(delete(leftover).where(leftover.c.id == number))
