"""Numbers that staff count by hand, each with its source; it never knows what they are added to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage import rows
from storage.tables import tally


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of a kind, counted on a day (YYYY-MM-DD); ``part`` is "" or whom among them it is a total of.

    ``made_by`` and ``withdrawn_by`` are pseudonyms of staff.
    """

    id: int
    organisation: str
    programme: str
    country: str
    counts: str
    part: str
    number: int
    day: str
    source: str
    made_by: str
    made_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None


_TALLY = rows.columns(tally, Tally)


def add(
    connection: Connection,
    *,
    organisation: str,
    programme: str,
    country: str,
    counts: str,
    part: str,
    number: int,
    day: str,
    source: str,
    by: str,
    now: datetime,
) -> int:
    """Keep a number and return the row's own."""
    where = {"organisation": organisation, "programme": programme, "country": country}
    what = {"counts": counts, "part": part, "number": number, "day": day, "source": source}
    return rows.add(connection, tally, {**where, **what, "made_by": by, "made_at": now})


def get(connection: Connection, tally_id: int) -> Tally | None:
    """Return a number, withdrawn or not."""
    row = connection.execute(select(*_TALLY).where(tally.c.id == tally_id)).one_or_none()
    return None if row is None else Tally(*row)


def of_programme(connection: Connection, programme: str) -> list[Tally]:
    """Return a programme's numbers that count, by day, those typed first first."""
    found = select(*_TALLY).where(tally.c.programme == programme, tally.c.withdrawn_at.is_(None))
    return [Tally(*row) for row in connection.execute(found.order_by(tally.c.day, tally.c.id))]


def withdraw(connection: Connection, tally_id: int, *, by: str, now: datetime) -> bool:
    """Let a number count no more; False where it does not already."""
    mine = update(tally).where(tally.c.id == tally_id, tally.c.withdrawn_at.is_(None))
    return bool(connection.execute(mine.values(withdrawn_by=by, withdrawn_at=now)).rowcount)
