"""What people recorded for Drom to say, as rows; it never knows which words are said today or who may record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from storage import media, rows, tables
from storage.prepared import Prepared
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
class Audible:
    """A recording that may be said: ``name`` is that of its file on the shelf."""

    id: int
    language: str
    dialect: str
    hash: str
    state: str
    name: str


Version = tuple[int, int, int]
"""The newest row, how many there are, and how many stand: one of them changes with whatever happens."""

OURS = media.STANDING
"""The states of recordings that stand: earlier releases called those ``stale`` whose words they did not say."""

_RECORDING = rows.columns(recording, Recording)
_AUDIBLE = (recording.c.id, recording.c.language, recording.c.dialect, recording.c.hash, recording.c.state)
_STAND = recording.c.state.in_(OURS)
_VERSION = select(func.coalesce(func.max(recording.c.id), 0), func.count(), func.count().filter(_STAND))
_LOCK = 6_040_206
"""Our number among PostgreSQL's advisory locks."""
_WAIT = Prepared(select(func.pg_advisory_xact_lock(_LOCK)))


def add(connection: Connection, **values: Any) -> int:
    """Keep a recording, or a suggestion, and return its number."""
    return rows.add(connection, recording, values)


def get(connection: Connection, number: int) -> Recording | None:
    """Return a recording."""
    row = connection.execute(select(*_RECORDING).where(recording.c.id == number)).one_or_none()
    return None if row is None else Recording(*row)


def version(connection: Connection) -> Version:
    """Return what changes with every recording that comes, goes or is heard no more."""
    newest, number, standing = connection.execute(_VERSION).one()
    return newest, number, standing


def numbers(connection: Connection) -> frozenset[int]:
    """Return the numbers of all recordings that there are."""
    return frozenset(connection.scalars(select(recording.c.id)))


def standing(connection: Connection) -> list[Audible]:
    """Return every recording that stands, with its file, the oldest first."""
    found = select(*_AUDIBLE, tables.media.c.name).join(tables.media, tables.media.c.id == recording.c.media_id)
    found = found.where(recording.c.state.in_(OURS), tables.media.c.state == "kept").order_by(recording.c.id)
    return [Audible(*row) for row in connection.execute(found)]


def of_language(connection: Connection, language: str, dialect: str | None = None) -> list[Recording]:
    """Return what is recorded in a language and, where told, one dialect, the oldest first."""
    mine = (recording.c.language == language) & recording.c.state.in_(OURS)
    return _some(connection, mine if dialect is None else mine & (recording.c.dialect == dialect))


def of_words(connection: Connection, language: str, hash: str) -> list[Recording]:
    """Return what is heard of some words, in every dialect, the oldest first."""
    same = (recording.c.language == language) & (recording.c.hash == hash)
    return _some(connection, same & recording.c.state.in_(OURS))


def of_person(connection: Connection, person_id: int) -> list[Recording]:
    """Return all that somebody recorded or suggested, the oldest first."""
    return _some(connection, recording.c.person_id == person_id)


def files(connection: Connection, person_ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the whole rows of files that people recorded and that are no message of anybody."""
    mine = select(recording.c.media_id).where(recording.c.person_id.in_(person_ids))
    return rows.whole(connection, tables.media, tables.media.c.id.in_(mine) & tables.media.c.contact_id.is_(None))


def suggested(connection: Connection, key: str = "") -> list[Recording]:
    """Return other words that staff have not seen yet, of one key where told, the oldest first."""
    mine = recording.c.state == "suggested"
    return _some(connection, mine & (recording.c.key == key) if key else mine)


def replace_others(connection: Connection, number: int, language: str, dialect: str, hash: str) -> None:
    """Let a recording stand for those of the same words in the same dialect, as soon as nobody else does that.

    Two that are kept at once would both stand: neither sees the other. SQLite has one writer.
    """
    if connection.dialect.name == "postgresql":
        _WAIT.rows(connection, {})
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
