"""What people sent as files: one row each, from waiting to kept or refused; it never opens a file.

Only a waiting row has a source. When it is kept, refused or deleted, the source becomes a leftover in the same
transaction: from then on, and never before, the provider's copy may go.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from storage import leftovers, tables
from storage.rows import add, columns

_media, _ticket, _meeting, _recording = tables.media, tables.ticket, tables.meeting, tables.recording


@dataclass(frozen=True, slots=True)
class Media:
    """A file under ``DATA_DIR/media``: ``name`` there, ``source`` how to fetch it while it waits, bytes, seconds.

    ``state`` is waiting, kept or refused (with a reason).
    """

    id: int
    contact_id: int | None
    name: str
    kind: str
    content_type: str
    size: int
    seconds: float
    source: dict[str, Any] | None
    state: str
    reason: str
    attempts: int
    next_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Name:
    """Under which name a file lies or will lie; ``kept`` says that it does."""

    id: int
    name: str
    kept: bool


_MEDIA = columns(_media, Media)
_WAITING = _media.c.state == "waiting"
STANDING = ("kept", "stale")
"""The states of recordings whose files are kept for as long as they stand."""


def put(
    connection: Connection,
    *,
    contact_id: int | None,
    name: str,
    kind: str,
    now: datetime,
    source: dict[str, Any] | None = None,
) -> int:
    """Add a file that waits to be fetched, and return its number."""
    values = {"contact_id": contact_id, "name": name, "kind": kind, "source": source, "next_at": now}
    return add(connection, _media, values | {"created_at": now})


def due(connection: Connection, now: datetime, limit: int = 20) -> list[Media]:
    """Return files to fetch now, the longest waiting first."""
    query = select(*_MEDIA).where(_WAITING, _media.c.next_at <= now).order_by(_media.c.next_at, _media.c.id)
    return [Media(*row) for row in connection.execute(query.limit(limit))]


def again(connection: Connection, media_id: int, next_at: datetime) -> bool:
    """Count a fetch that failed, and try again at ``next_at``; False where the file waits no more."""
    values = {"attempts": _media.c.attempts + 1, "next_at": next_at}
    return _move(connection, media_id, values)


def keep(connection: Connection, media_id: int, *, content_type: str, size: int, seconds: float = 0.0) -> bool:
    """Say that the checked file is on disk; False where it waits no more."""
    values = {"state": "kept", "content_type": content_type, "size": size, "seconds": seconds}
    return _end(connection, media_id, values)


def refuse(connection: Connection, media_id: int, reason: str, size: int = 0) -> bool:
    """Say why a file is not kept, and how many bytes were fetched in vain; False where it waits no more."""
    return _end(connection, media_id, {"state": "refused", "reason": reason, "size": size})


def get(connection: Connection, media_id: int) -> Media | None:
    """Return a file's row."""
    row = connection.execute(select(*_MEDIA).where(_media.c.id == media_id)).first()
    return Media(*row) if row else None


def named(connection: Connection, name: str) -> Media | None:
    """Return the row of a file by its unguessable name."""
    row = connection.execute(select(*_MEDIA).where(_media.c.name == name)).first()
    return Media(*row) if row else None


def of_contact(connection: Connection, contact_id: int) -> list[Media]:
    """Return a contact's files, the oldest first."""
    query = select(*_MEDIA).where(_media.c.contact_id == contact_id).order_by(_media.c.id)
    return [Media(*row) for row in connection.execute(query)]


def used(connection: Connection, contact_id: int, since: datetime) -> int:
    """Return how many bytes of a contact were taken since a moment, those of refused files too."""
    query = select(func.coalesce(func.sum(_media.c.size), 0))
    return int(
        connection.execute(query.where(_media.c.contact_id == contact_id, _media.c.created_at >= since)).scalar_one()
    )


def names(connection: Connection) -> list[Name]:
    """Return the files that are on the shelf or may come: of refused ones nothing is there."""
    query = select(_media.c.id, _media.c.name, _media.c.state == "kept").where(_media.c.state != "refused")
    return [Name(*row) for row in connection.execute(query)]


def remove(connection: Connection, media_id: int) -> str | None:
    """Delete a row and return the name of the file to delete with it, None where there is none."""
    return next(iter(_delete(connection, _media.c.id == media_id)), None)


def erase_for(connection: Connection, contact_id: int) -> list[str]:
    """Delete all rows of a contact; return the names of the files to delete with them."""
    return _delete(connection, _media.c.contact_id == contact_id)


def disown(connection: Connection, media_id: int) -> None:
    """Let a file be nobody's message any more: it does not go with the messages of whoever sent it."""
    connection.execute(update(_media).where(_media.c.id == media_id).values(contact_id=None))


def erase_told(connection: Connection, contact_id: int) -> list[str]:
    """Delete a contact's rows but those of open tickets; return the names of the files to delete with them."""
    asked = select(_ticket.c.media_id).where(_ticket.c.status == "open", _ticket.c.media_id.is_not(None))
    return _delete(connection, (_media.c.contact_id == contact_id) & _media.c.id.not_in(asked))


def forget(connection: Connection, before: datetime, limit: int = 1000) -> list[str]:
    """Delete rows put before a moment, the oldest first; return the names of the files to delete with them.

    The photo of a place stays while a meeting is held there, or was since that moment; a recording of Drom's words
    while it stands.
    """
    held = select(_meeting.c.photo_id).where(_meeting.c.photo_id.is_not(None), _meeting.c.ends_at >= before)
    said = select(_recording.c.media_id).where(_recording.c.media_id.is_not(None), _recording.c.state.in_(STANDING))
    old = (_media.c.created_at < before) & _media.c.id.not_in(held) & _media.c.id.not_in(said)
    query = select(_media.c.id).where(old).order_by(_media.c.id).limit(limit)
    return _delete(connection, _media.c.id.in_(list(connection.scalars(query))))


def _move(connection: Connection, media_id: int, values: dict[str, Any]) -> bool:
    return bool(connection.execute(update(_media).where(_media.c.id == media_id, _WAITING).values(**values)).rowcount)


def _end(connection: Connection, media_id: int, values: dict[str, Any]) -> bool:
    """Let a file wait no more, and the provider's copy go; False where it waited no more already."""
    moved = _move(connection, media_id, values)
    if moved:
        leftovers.take_over(connection, _media.c.id == media_id)
    return moved


def _delete(connection: Connection, rows: ColumnElement[bool]) -> list[str]:
    leftovers.take_over(connection, rows)
    names = list(connection.scalars(select(_media.c.name).where(rows).order_by(_media.c.id)))
    connection.execute(delete(_media).where(rows))
    return names
