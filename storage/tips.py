"""Tips as rows: what they say and for whom they are; it never knows who saw one or which fits somebody now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from storage import rows
from storage.prepared import Prepared
from storage.tables import tip


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip by its number, which stands in cards for ever.

    ``trade`` "" is for all; empty ``seasons`` and ``countries`` are every one. ``words`` and ``story`` by language.
    ``version`` grows with every change.
    """

    id: int
    key: str
    status: str
    trade: str
    seasons: Sequence[str]
    countries: Sequence[str]
    pictogram: str
    words: Mapping[str, str]
    reviewed: Sequence[str]
    fact: str
    source: str
    story: Mapping[str, str]
    version: int


_TIP = rows.columns(tip, Tip)
_SAID = ("words", "story")
_WORDS = Prepared(select(*(tip.c[name] for name in _SAID)).where(tip.c.key == bindparam("of"), tip.c.status == "live"))
_STAMP = Prepared(select(func.count(), func.coalesce(func.sum(tip.c.version), 0)).select_from(tip))


def every(connection: Connection) -> list[Tip]:
    """Return every tip, whatever its status, in the order in which they came."""
    return [Tip(*row) for row in connection.execute(select(*_TIP).order_by(tip.c.id))]


def get(connection: Connection, tip_id: int) -> Tip | None:
    """Return a tip."""
    row = connection.execute(select(*_TIP).where(tip.c.id == tip_id)).one_or_none()
    return None if row is None else Tip(*row)


def live_words(connection: Connection, key: str) -> dict[str, Mapping[str, str]]:
    """Return the ``words`` and the ``story`` of a live tip by language, nothing where it is not live (any more)."""
    return {name: texts for row in _WORDS.rows(connection, {"of": key}) for name, texts in zip(_SAID, row, strict=True)}


def stamp(connection: Connection) -> tuple[int, int]:
    """Return two numbers that are others as soon as any tip is another one."""
    [(number, versions)] = _STAMP.rows(connection, {})
    return int(number), int(versions)


def add(connection: Connection, now: datetime, **values: Any) -> int:
    """Add a tip and return its number."""
    return rows.add(connection, tip, {**values, "created_at": now, "changed_at": now})


def touch(connection: Connection, tip_id: int) -> None:
    """Let a tip be of another version, as what neighbours tell of it has changed."""
    connection.execute(update(tip).where(tip.c.id == tip_id).values(version=tip.c.version + 1))


def change(connection: Connection, old: Tip, now: datetime, **values: Any) -> None:
    """Change columns of a tip, which is of another version then."""
    rows.change(connection, tip, old.id, {**values, "version": old.version + 1, "changed_at": now})
