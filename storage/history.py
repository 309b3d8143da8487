"""What a contact sent and was sent, newest first, as rows; it never knows what a message means."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from storage.tables import inbox, media, outbox


@dataclass(frozen=True, slots=True)
class Received:
    """A message from somebody; ``payload`` is None where its words are forgotten. ``key`` tells a tap by staff."""

    id: int
    contact_id: int
    key: str
    kind: str
    payload: Mapping[str, Any] | None
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Put:
    """A message to somebody as the outbox has it; ``at`` is when it was put there."""

    id: int
    contact_id: int
    kind: str
    payload: Mapping[str, Any] | None
    state: str
    reason: str
    at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that somebody sent."""

    id: int
    contact_id: int
    kind: str
    content_type: str
    seconds: float
    state: str
    at: datetime


def _columns(table: Table, *names: str) -> list[Column[Any]]:
    return [table.c[name] for name in names]


_RECEIVED = _columns(inbox, "id", "contact_id", "key", "kind", "payload", "outcome", "received_at")
_PUT = _columns(outbox, "id", "contact_id", "kind", "payload", "state", "reason", "created_at", "sent_at")
_KEPT = _columns(media, "id", "contact_id", "kind", "content_type", "seconds", "state", "created_at")


def received(connection: Connection, contact_ids: Collection[int], before: datetime, limit: int) -> list[Received]:
    """Return the last messages from some contacts before a moment, newest first."""
    found = select(*_RECEIVED).where(inbox.c.contact_id.in_(contact_ids), inbox.c.received_at < before)
    found = found.order_by(inbox.c.received_at.desc(), inbox.c.id.desc()).limit(limit)
    return [Received(*row) for row in connection.execute(found)]


def put(connection: Connection, contact_ids: Collection[int], before: datetime, limit: int) -> list[Put]:
    """Return the last messages to some contacts that were put before a moment, newest first."""
    found = select(*_PUT)
    found = found.where(outbox.c.contact_id.in_(contact_ids), outbox.c.created_at < before)
    return [Put(*row) for row in connection.execute(found.order_by(outbox.c.id.desc()).limit(limit))]


def kept(connection: Connection, contact_ids: Collection[int], before: datetime, limit: int) -> list[Kept]:
    """Return the last files of some contacts before a moment, newest first."""
    found = select(*_KEPT).where(media.c.contact_id.in_(contact_ids), media.c.created_at < before)
    return [Kept(*row) for row in connection.execute(found.order_by(media.c.id.desc()).limit(limit))]


def newest(connection: Connection, contact_ids: Collection[int]) -> tuple[int, int]:
    """Return the newest numbers of what some contacts sent and were sent."""
    last = []
    for table in (inbox, outbox):
        found = select(table.c.id).where(table.c.contact_id.in_(contact_ids)).order_by(table.c.id.desc()).limit(1)
        last.append(connection.execute(found).scalar() or 0)
    return last[0], last[1]
