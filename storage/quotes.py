"""What somebody said as it stands in messages to others: found and emptied when they leave; it never knows why.

Messages to a mentor quote whoever asked, and messages to whoever asked quote the mentor.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage.outbox import mark
from storage.tables import outbox

_UNSENT = ("waiting", "parked")


def forget(
    connection: Connection,
    contact_ids: Collection[int],
    since: datetime,
    words: Collection[str],
    files: Collection[int],
    lines: Collection[str] = (),
) -> int:
    """Empty the messages to some contacts since a moment that say just one of these texts or files; return how many.

    ``lines``: also those of which every line is one of these. What has not gone is cancelled. What is being sent at
    this moment goes.
    """
    said, named = {one.strip() for one in words} - {""}, {str(one) for one in files}
    listed = {one.strip() for one in lines} - {""}
    mine = outbox.c.contact_id.in_(contact_ids) & (outbox.c.created_at >= since) & outbox.c.payload.is_not(None)
    rows = connection.execute(select(outbox.c.id, outbox.c.state, outbox.c.payload).where(mine)).all()
    found = {row.id: row.state for row in rows if _holds(row.payload, said, named, listed)}
    unsent = [number for number, state in found.items() if state in _UNSENT]
    ended = [number for number, state in found.items() if state not in (*_UNSENT, "sending")]
    if unsent:
        mark(connection)
        ending = update(outbox).where(outbox.c.id.in_(unsent))
        connection.execute(ending.values(state="cancelled", reason="erased", dedupe=None, payload=None))
    if ended:
        connection.execute(update(outbox).where(outbox.c.id.in_(ended)).values(payload=None))
    return len(unsent) + len(ended)


def _holds(payload: Mapping[str, Any], words: Collection[str], files: Collection[str], lines: Collection[str]) -> bool:
    text = str(payload.get("text", "")).strip()
    if text in words or (text and lines and all(line.strip() in lines for line in text.split("\n"))):
        return True
    return any(payload.get(name) in files for name in ("voice", "picture", "document"))
