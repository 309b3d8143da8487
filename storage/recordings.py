"""What people recorded for Drom to say, as rows; it never knows which words are said today or who may record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from storage import media, rows, tables
from storage.tables import recording


@dataclass(frozen=True, slots=True)
class Recording:
    """Words as somebody says them, or other words that they suggest; see the table for its states."""

    id: int
    language: str
    dialect: str
    key: str
    hash: str
    words: str
    state: str
    suggestion: str
    media_id: int | None
    seconds: float
    person_id: int | None
    made_by: str
    stays: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording that may be said: ``name`` is that of its file on the shelf."""

    id: int
    language: str
    dialect: str
    hash: str
    state: str
    name: str


Version = tuple[int, int, int]
"""The newest row, how many there are, and how many are heard: one of them changes with whatever happens."""

OURS = ("kept", "stale")
"""The states of recordings whose files are kept for as long as they stand."""

_RECORDING = rows.columns(recording, Recording)
_HEARD = (recording.c.id, recording.c.language, recording.c.dialect, recording.c.hash, recording.c.state)
_KEPT = recording.c.state == "kept"
_VERSION = select(func.coalesce(func.max(recording.c.id), 0), func.count(), func.count().filter(_KEPT))


def add(connection: Connection, **values: Any) -> int:
    """Keep a recording, or a suggestion, and return its number."""
    return rows.add(connection, recording, values)


def get(connection: Connection, number: int) -> Recording | None:
    """Return a recording."""
    row = connection.execute(select(*_RECORDING).where(recording.c.id == number)).one_or_none()
    return None if row is None else Recording(*row)


def version(connection: Connection) -> Version:
    """Return what changes with every recording that comes, goes or is heard no more."""
    newest, number, kept = connection.execute(_VERSION).one()
    return newest, number, kept


def numbers(connection: Connection) -> frozenset[int]:
    """Return the numbers of all recordings that there are."""
    return frozenset(connection.scalars(select(recording.c.id)))


def standing(connection: Connection) -> list[Heard]:
    """Return every recording that is heard, or was before its words went, with its file, the oldest first."""
    found = select(*_HEARD, tables.media.c.name).join(tables.media, tables.media.c.id == recording.c.media_id)
    found = found.where(recording.c.state.in_(OURS), tables.media.c.state == "kept").order_by(recording.c.id)
    return [Heard(*row) for row in connection.execute(found)]


def of_language(connection: Connection, language: str, dialect: str | None = None) -> list[Recording]:
    """Return what is recorded in a language and, where told, one dialect, the oldest first."""
    mine = (recording.c.language == language) & recording.c.state.in_(OURS)
    return _some(connection, mine if dialect is None else mine & (recording.c.dialect == dialect))


def of_words(connection: Connection, language: str, hash: str) -> list[Recording]:
    """Return what is heard of some words, in every dialect, the oldest first."""
    return _some(connection, (recording.c.language == language) & (recording.c.hash == hash) & _KEPT)


def of_person(connection: Connection, person_id: int) -> list[Recording]:
    """Return all that somebody recorded or suggested, the oldest first."""
    return _some(connection, recording.c.person_id == person_id)


def suggested(connection: Connection, key: str = "") -> list[Recording]:
    """Return other words that staff have not seen yet, of one key where told, the oldest first."""
    mine = recording.c.state == "suggested"
    return _some(connection, mine & (recording.c.key == key) if key else mine)


def replace_others(connection: Connection, number: int, language: str, dialect: str, hash: str) -> None:
    """Let a recording stand for those of the same words in the same dialect."""
    same = (recording.c.language == language) & (recording.c.dialect == dialect) & (recording.c.hash == hash)
    others = same & recording.c.state.in_(OURS) & (recording.c.id != number)
    connection.execute(update(recording).where(others).values(state="replaced"))


def change(connection: Connection, numbers: Collection[int], **values: Any) -> None:
    """Change columns of some recordings."""
    if numbers:
        connection.execute(update(recording).where(recording.c.id.in_(numbers)).values(**values))


def remove(connection: Connection, numbers: Collection[int]) -> list[str]:
    """Delete recordings; return the names of the files to delete with them."""
    mine = select(recording.c.media_id).where(recording.c.id.in_(numbers), recording.c.media_id.is_not(None))
    files = list(connection.scalars(mine))
    connection.execute(delete(recording).where(recording.c.id.in_(numbers)))
    return [name for number in files if (name := media.remove(connection, number))]


def _some(connection: Connection, where: ColumnElement[bool]) -> list[Recording]:
    found = select(*_RECORDING).where(where).order_by(recording.c.id)
    return [Recording(*row) for row in connection.execute(found)]
