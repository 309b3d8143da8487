"""Words that staff corrected while Drom runs; it never knows what is said without them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage import rows
from storage.prepared import Prepared
from storage.tables import correction


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said for a context in a language instead of what came with Drom; "" takes earlier ones back.

    ``made_by`` is the pseudonym of who wrote it; ``confirmed``: a native reader stands by it.
    """

    id: int
    language: str
    context: str
    english: str
    text: str
    confirmed: bool
    made_by: str
    made_at: datetime


Version = tuple[int, int]
"""The newest row and how many there are: of two that are written at once the older may appear last."""

_LOCK = 6_040_205
"""Our number among PostgreSQL's advisory locks."""
_WAIT = Prepared(select(func.pg_advisory_xact_lock(_LOCK)))
_CORRECTION = rows.columns(correction, Correction)
_NEWEST = select(func.max(correction.c.id)).group_by(correction.c.language, correction.c.context)
_VERSION = select(func.coalesce(func.max(correction.c.id), 0), func.count())


def wait(connection: Connection) -> None:
    """Correct from now to the end of this transaction, as soon as no other one does; then see what stands there.

    Two that correct at once would both see nobody before them. SQLite has one writer.
    """
    if connection.dialect.name == "postgresql":
        _WAIT.rows(connection, {})


def add(
    connection: Connection,
    *,
    language: str,
    context: str,
    english: str,
    text: str,
    confirmed: bool,
    by: str,
    now: datetime,
) -> int:
    """Keep a correction and return its number."""
    what = {"language": language, "context": context, "english": english, "text": text, "confirmed": confirmed}
    return rows.add(connection, correction, {**what, "made_by": by, "made_at": now})


def version(connection: Connection) -> Version:
    """Return what changes with every correction."""
    newest, number = connection.execute(_VERSION).one()
    return newest, number


def standing(connection: Connection) -> list[Correction]:
    """Return the corrections that count, by language and context."""
    found = select(*_CORRECTION).where(correction.c.id.in_(_NEWEST), correction.c.text != "")
    order = (correction.c.language, correction.c.context)
    return [Correction(*row) for row in connection.execute(found.order_by(*order))]


def history(connection: Connection, language: str, context: str) -> list[Correction]:
    """Return every correction of a context in a language, the newest first."""
    mine = (correction.c.language == language) & (correction.c.context == context)
    found = select(*_CORRECTION).where(mine).order_by(correction.c.id.desc())
    return [Correction(*row) for row in connection.execute(found)]
