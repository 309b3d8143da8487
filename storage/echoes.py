"""What somebody hears of themselves before the screen that asks about it, while its file is still being fetched.

It stands in the outbox in front of that screen and holds it up: until the file is there, or for a moment at most.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, select, update

from storage import outbox
from storage.outbox import Sendable
from storage.tables import outbox as rows

PATIENCE = timedelta(seconds=8)
"""How long a screen waits for a file: one try that fails and the next one."""
FILE = "file"
"""The reason for which such a message waits."""


def put(connection: Connection, media_id: str, part: Sendable, now: datetime, **sending: Any) -> None:
    """Put out a file that waits, in front of whatever is put out next; ``sending`` as ``outbox.put`` takes it.

    It expires where the file has not come in time: what stands behind it goes then.
    """
    until = now + PATIENCE
    sending |= {"kind": outbox.FOLLOWING, "dedupe": _key(media_id), "reason": FILE}
    outbox.put(connection, parts=[part], now=now, next_at=until, deadline=until, **sending)


def come(connection: Connection, media_id: int, now: datetime) -> None:
    """Let a file go that is there now, and what stands behind it after it."""
    _move(connection, media_id, reason="", next_at=now, deadline=now + outbox.DEADLINES[outbox.REPLY])


def fail(connection: Connection, media_id: int, now: datetime) -> None:
    """Let what stands behind a file go that will never come."""
    _move(connection, media_id, next_at=now, deadline=now)


def is_heard(connection: Connection, media_id: int, contact_id: int) -> bool:
    """Tell whether somebody has heard their own file by this way, or is about to."""
    mine = (rows.c.dedupe == _key(media_id)) & (rows.c.contact_id == contact_id)
    return bool(connection.scalar(select(exists().where(mine, rows.c.state.not_in(("expired", "cancelled", "never"))))))


def _key(media_id: int | str) -> str:
    return f"echo:{media_id}"


def _move(connection: Connection, media_id: int, **values: Any) -> None:
    waiting = (rows.c.dedupe == _key(media_id)) & rows.c.state.in_(("waiting", "parked"))
    if connection.execute(update(rows).where(waiting).values(values)).rowcount:
        outbox.mark(connection)
