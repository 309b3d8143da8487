"""The inbox: every message and tap exactly once, in the order they are worked; it never knows what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.tables import inbox

WORKED, FAILED, MERGED = "done", "failed", "merged"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stored message that has not been worked yet."""

    id: int
    channel: str
    key: str
    contact_id: int
    seq: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of a message: its kind, what became of it (``steps.word``) and when it was received."""

    kind: str
    outcome: str
    at: datetime


_INSERT = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing(index_elements=["channel", "key"]).returning(inbox.c.id),
    "postgresql": postgresql.insert(inbox)
    .on_conflict_do_nothing(index_elements=["channel", "key"])
    .returning(inbox.c.id),
}
_WORKED = ("channel", "key", "contact_id", "seq", "kind", "payload", "received_at", "next_at")
_INSERT_DONE = Prepared(
    insert(inbox).values({name: bindparam(name) for name in (*_WORKED, "state", "outcome", "done_at")})
)
_COLUMNS = [inbox.c[name] for name in Waiting.__dataclass_fields__]
_NEXT = (
    select(*_COLUMNS, inbox.c.next_at)
    .where(inbox.c.contact_id == bindparam("whose"), inbox.c.state == "waiting")
    .order_by(inbox.c.seq, inbox.c.id)
    .limit(1)
)
_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("it"))
    .values(state=bindparam("to"), outcome=bindparam("said"), payload=bindparam("kept"), done_at=bindparam("when"))
)


_STORED = Prepared(
    select(func.count()).where(inbox.c.contact_id == bindparam("whose"), inbox.c.received_at >= bindparam("since"))
)


_NOTED = Prepared(
    select(inbox.c.kind, inbox.c.outcome, inbox.c.received_at)
    .where(inbox.c.contact_id == bindparam("whose"), inbox.c.received_at >= bindparam("since"))
    .where(inbox.c.state == "done")
    .order_by(inbox.c.received_at.desc(), inbox.c.id.desc())
    .limit(bindparam("most"))
)


def put(connection: Connection, values: Mapping[str, Any]) -> int | None:
    """Store a message; returns its row, or None where it is stored already."""
    found: int | None = connection.execute(_INSERT[connection.dialect.name], values).scalar()
    return found


def put_done(connection: Connection, values: Mapping[str, Any]) -> None:
    """Store a message that has just been worked; raises IntegrityError where it is stored already."""
    _INSERT_DONE.run(connection, {**values, "state": WORKED})


def put_merged(connection: Connection, values: Mapping[str, Any]) -> None:
    """Store a message that came with too many others and is not worked; one that is stored already stays."""
    put(connection, {**values, "state": MERGED, "outcome": "flood", "done_at": values["received_at"]})


def stored_since(connection: Connection, contact_id: int, since: datetime) -> int:
    """Return how many messages of a contact are stored since a moment."""
    return int(_STORED.rows(connection, {"whose": contact_id, "since": since})[0][0])


def noted(connection: Connection, contact_id: int, since: datetime, most: int) -> tuple[Noted, ...]:
    """Return what is noted of a contact's latest messages that have been worked, the newest first."""
    rows = _NOTED.rows(connection, {"whose": contact_id, "since": since, "most": most})
    return tuple(Noted(*row) for row in rows)


def meant_since(connection: Connection, contact_id: int, since: datetime) -> list[tuple[str, str]]:
    """Return the kind of each message of a contact since a moment, and what it tapped, "" for nothing."""
    mine = (inbox.c.contact_id == contact_id) & (inbox.c.received_at >= since)
    rows = connection.execute(select(inbox.c.kind, inbox.c.payload).where(mine).order_by(inbox.c.id))
    return [(row.kind, str((row.payload or {}).get("payload", ""))) for row in rows]


def next_for(connection: Connection, contact_id: int, now: datetime) -> Waiting | None:
    """Return the contact's message that comes first, or None where none waits or the first must wait still."""
    row = connection.execute(_NEXT, {"whose": contact_id}).one_or_none()
    if row is None or row.next_at > now:
        return None
    return Waiting(*row[:-1])


def waiting_of(connection: Connection, contact_id: int) -> list[Waiting]:
    """Return a contact's messages that wait to be worked."""
    mine = (inbox.c.contact_id == contact_id) & (inbox.c.state == "waiting")
    return [Waiting(*row) for row in connection.execute(select(*_COLUMNS).where(mine).order_by(inbox.c.id))]


def done(connection: Connection, row_id: int, outcome: str, kept: Mapping[str, Any], now: datetime) -> None:
    """Note what became of a message, and the part of it that may be kept."""
    connection.execute(_DONE, {"it": row_id, "to": WORKED, "said": outcome, "kept": kept, "when": now})


def failed(connection: Connection, row_id: int, attempts: int, next_at: datetime) -> None:
    """Note a failed try; the message waits until ``next_at``."""
    connection.execute(update(inbox).where(inbox.c.id == row_id).values(attempts=attempts, next_at=next_at))


def given_up(connection: Connection, row_id: int, attempts: int, kept: Mapping[str, Any], now: datetime) -> None:
    """Note the last failed try of a message, and the part of it that may be kept."""
    ended = {"state": FAILED, "outcome": "failed", "attempts": attempts, "payload": kept, "done_at": now}
    connection.execute(update(inbox).where(inbox.c.id == row_id).values(ended))


def due_contacts(connection: Connection, now: datetime, limit: int = 200) -> list[int]:
    """Return contacts with a message that can be worked now (left from a crash, or tried again)."""
    rows = connection.execute(
        select(inbox.c.contact_id)
        .where(inbox.c.state == "waiting", inbox.c.next_at <= now, inbox.c.contact_id.is_not(None))
        .group_by(inbox.c.contact_id)
        .order_by(func.min(inbox.c.id))
        .limit(limit)
    )
    return [row.contact_id for row in rows]


def oldest_waiting(connection: Connection) -> datetime | None:
    """Return when the oldest message that waits was received."""
    found: datetime | None = connection.execute(
        select(func.min(inbox.c.received_at)).where(inbox.c.state == "waiting")
    ).scalar()
    return found


def keys_of(connection: Connection, contact_id: int, since: datetime) -> list[str]:
    """Return the keys of a contact's messages since a moment."""
    rows = connection.execute(select(inbox.c.key).where(inbox.c.contact_id == contact_id, inbox.c.received_at >= since))
    return [row.key for row in rows]


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty what people wrote before a moment; the rows stay so that repeats stay harmless. Returns how many."""
    old = (inbox.c.received_at < before) & inbox.c.payload.is_not(None) & (inbox.c.state != "waiting")
    return int(connection.execute(update(inbox).where(old).values(payload=None)).rowcount)


def forget_words(connection: Connection, contact_id: int) -> None:
    """Empty what a contact wrote so far, but for what waits to be worked."""
    worked = (inbox.c.contact_id == contact_id) & (inbox.c.state != "waiting")
    connection.execute(update(inbox).where(worked).values(payload={}))


def forget_contact(connection: Connection, contact_id: int) -> None:
    """Empty a contact's messages; those that wait are worked no more."""
    connection.execute(
        update(inbox).where(inbox.c.contact_id == contact_id).values(payload=None, state=WORKED, outcome="erased")
    )
