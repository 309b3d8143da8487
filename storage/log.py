"""Who did what, for ever: rows that nobody may change, each sealed by the one before; it never holds a name.

``actor`` and ``subject`` are pseudonyms or numbers, so that erasing a person does not break the chain. Triggers of
revision 0001 refuse changes; the chain shows one that was made around them.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage import tables
from storage.rows import add, columns

START = "0" * 64
"""What the first row is sealed with."""
_LOCK = 6_040_202
"""Our number among PostgreSQL's advisory locks: two rows after the same one would fork the chain."""
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log; ``detail`` is a JSON object without fractions."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: dict[str, Any] | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What ``verify`` found: how many rows hold, the last good seal, and the first row that is wrong, if any.

    Rows cut off at the end do not show here: compare ``seal`` with one noted elsewhere.
    """

    entries: int
    seal: str
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are meant: whose, which acts, from a moment on, before a moment; None for all."""

    actors: Sequence[str] | None = None
    acts: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


ALL = Asked()
_ENTRY = columns(tables.log, Entry)
_NEWEST = select(*_ENTRY).order_by(tables.log.c.id.desc())


def write(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    act: str,
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> int:
    """Add a row and return its number; raises ValueError for a detail that is no plain JSON.

    On PostgreSQL others wait with their row until this transaction ends: write it last.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = connection.execute(_NEWEST.limit(1)).first()
    previous: str = last.hash if last else START
    seal = _seal(at, [actor, act, subject, detail, previous])
    values = {"at": at, "actor": actor, "act": act, "subject": subject, "detail": detail}
    return add(connection, tables.log, values | {"previous": previous, "hash": seal})


def newest(connection: Connection, limit: int = 100, before: int | None = None, asked: Asked = ALL) -> list[Entry]:
    """Return rows, the newest first; ``before`` is the last row already seen."""
    query = _NEWEST.limit(limit)
    if before is not None:
        query = query.where(tables.log.c.id < before)
    for column, values in ((tables.log.c.actor, asked.actors), (tables.log.c.act, asked.acts)):
        if values is not None:
            query = query.where(column.in_(values))
    if asked.since is not None:
        query = query.where(tables.log.c.at >= asked.since)
    if asked.until is not None:
        query = query.where(tables.log.c.at < asked.until)
    return [Entry(*row) for row in connection.execute(query)]


def verify(connection: Connection) -> Chain:
    """Check every seal, oldest first."""
    found = Chain(0, START)
    last = 0
    query = select(*_ENTRY).order_by(tables.log.c.id).limit(_BATCH)
    while rows := [Entry(*row) for row in connection.execute(query.where(tables.log.c.id > last))]:
        for entry in rows:
            parts = [entry.actor, entry.act, entry.subject, entry.detail, entry.previous]
            if entry.previous != found.seal or entry.hash != _seal(entry.at, parts):
                return Chain(found.entries, found.seal, broken=entry.id)
            found = Chain(found.entries + 1, entry.hash)
        last = rows[-1].id
    return found


def _seal(at: datetime, parts: list[Any]) -> str:
    """Return the SHA-256 of a row in canonical JSON: sorted keys, no spaces, ASCII."""
    _check(parts)
    whole = json.dumps([at.astimezone(UTC).isoformat(), *parts], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _check(value: object) -> None:
    """Refuse what does not come back from both databases as it went in."""
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        for part in value.values():
            _check(part)
    elif isinstance(value, list):
        for part in value:
            _check(part)
    elif not (value is None or isinstance(value, str | int)):
        raise ValueError(f"a detail of the log holds a {type(value).__name__}; use text, whole numbers, lists, objects")
