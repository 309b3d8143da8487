"""What waits in the outbox for a later moment, for staff to look at; it never sends and never knows a text."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from storage.outbox import REPLY
from storage.rows import columns
from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class Later:
    """A message, but no reply, that goes at ``next_at``: its number in the outbox, its kind and whose it is."""

    id: int
    next_at: datetime
    kind: str
    contact_id: int


def later(connection: Connection, now: datetime, limit: int = 200) -> list[Later]:
    """Return what goes after a moment, the next one first."""
    waits = (text("outbox.state = 'waiting'"), outbox.c.lane != REPLY, outbox.c.next_at > now)
    found = select(*columns(outbox, Later)).where(*waits).order_by(outbox.c.next_at, outbox.c.id)
    return [Later(*row) for row in connection.execute(found.limit(limit))]
