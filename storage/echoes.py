"""What somebody hears of themselves before the screen that asks about it, while its file is still being fetched.

It stands in the outbox in front of that screen and holds it up: until the file is there, or for a moment at most.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, update

from storage import outbox
from storage.outbox import Sendable
from storage.tables import outbox as rows

PATIENCE = timedelta(seconds=8)
"""How long a screen waits for a file: one try that fails and the next one."""
WORTH = timedelta(hours=1)
"""How long a file that comes later is still worth hearing: it follows the screen then."""
FILE = "file"
"""The reason for which such a message waits."""


def forget(connection: Connection, contact_id: int, now: datetime) -> None:
    """Never let somebody hear a file that has not come yet: they have sent another in its place."""
    mine = update(rows).where(rows.c.contact_id == contact_id, rows.c.dedupe.startswith(_key("")), _coming(now))
    connection.execute(mine.values(dedupe=None, next_at=now, deadline=now))  # what has expired needs no moment any more


def put(connection: Connection, media_id: str, part: Sendable, now: datetime, **sending: Any) -> None:
    """Put out a file that waits, in front of whatever is put out next; ``sending`` as ``outbox.put`` takes it.

    It expires where the file has not come in time: what stands behind it goes then.
    """
    until = now + PATIENCE
    sending |= {"kind": outbox.FOLLOWING, "dedupe": _key(media_id), "reason": FILE}
    outbox.put(connection, parts=[part], now=now, next_at=until, deadline=until, **sending)


def come(connection: Connection, media_id: int, now: datetime) -> None:
    """Let a file go that is there now: before what stands behind it, or after it where that has gone."""
    _move(connection, media_id, _coming(now), state="waiting", reason="", next_at=now, deadline=now + WORTH)


def fail(connection: Connection, media_id: int, now: datetime) -> None:
    """Let what stands behind a file go that will never come."""
    _move(connection, media_id, rows.c.state == "waiting", next_at=now, deadline=now)


def _key(media_id: int | str) -> str:
    return f"echo:{media_id}"


def _coming(now: datetime) -> ColumnElement[bool]:
    return rows.c.state.in_(("waiting", "expired")) & (rows.c.created_at > now - WORTH)


def _move(connection: Connection, media_id: int, which: ColumnElement[bool], **values: Any) -> None:
    mine = update(rows).where(rows.c.dedupe == _key(media_id), which)
    if connection.execute(mine.values(values)).rowcount:
        outbox.mark(connection)
