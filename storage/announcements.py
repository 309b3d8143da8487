"""Announcements as rows: what staff wrote, and how far it has come; it never knows whom it is for or what may be sent.

States: ``draft`` · ``sending`` · ``paused`` · ``cancelled`` · ``done`` (nothing more goes by itself).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text, update

from storage.rows import add, columns
from storage.tables import announcement


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement; ``texts`` by language, ``wall`` the reader's own local time (YYYY-MM-DDTHH:MM, "" is now)."""

    id: int
    kind: str
    texts: Mapping[str, str]
    state: str
    wall: str
    deadline: datetime | None
    created_by: str
    approved_by: str
    created_at: datetime
    approved_at: datetime | None
    ended_at: datetime | None


_ROW = columns(announcement, Announcement)


def create(
    connection: Connection,
    *,
    texts: Mapping[str, str],
    by: str,
    now: datetime,
    wall: str = "",
    deadline: datetime | None = None,
    kind: str = "announcement",
) -> int:
    """Add a draft and return its number."""
    values = {"kind": kind, "texts": dict(texts), "wall": wall, "deadline": deadline, "created_by": by}
    return add(connection, announcement, values | {"created_at": now})


def get(connection: Connection, announcement_id: int, *, lock: bool = False) -> Announcement | None:
    """Return an announcement; ``lock`` keeps the feed and other staff from it until the transaction ends."""
    found = select(*_ROW).where(announcement.c.id == announcement_id)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else Announcement(*row)


def latest(connection: Connection, limit: int = 50) -> list[Announcement]:
    """Return the newest announcements, newest first."""
    return [
        Announcement(*row) for row in connection.execute(select(*_ROW).order_by(announcement.c.id.desc()).limit(limit))
    ]


def sending(connection: Connection) -> list[int]:
    """Return the numbers of those that are being sent, oldest first."""
    # Both conditions stand in the text: only so does the partial index serve.
    found = select(announcement.c.id).where(text("state in ('sending', 'paused')"), text("state = 'sending'"))
    return list(connection.scalars(found.order_by(announcement.c.id)))


def hold(connection: Connection, announcement_id: int) -> Announcement | None:
    """Return an announcement that is being sent, and keep staff from changing that until the transaction ends."""
    found = select(*_ROW).where(announcement.c.id == announcement_id, announcement.c.state == "sending")
    row = connection.execute(found.with_for_update(read=True)).one_or_none()
    return None if row is None else Announcement(*row)


def change(connection: Connection, announcement_id: int, **values: Any) -> None:
    """Change columns of an announcement."""
    connection.execute(update(announcement).where(announcement.c.id == announcement_id).values(values))
