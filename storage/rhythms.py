"""How often people want a tip and which day is planned next; it never knows a tip, a zone or what day it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, exists, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import rows
from storage.prepared import Prepared
from storage.tables import contact, person, rhythm

Pace = Literal["daily", "weekly", "never"]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Somebody's pace, hour (of their own day) and the day, ISO, that is planned next."""

    id: int
    person_id: int
    pace: Pace
    hour: int
    next_on: str


_RHYTHM = rows.columns(rhythm, Rhythm)
_GET = select(*_RHYTHM).where(rhythm.c.person_id == bindparam("whose"))
_LOCKED = _GET.with_for_update()
_NEXT = Prepared(update(rhythm).where(rhythm.c.id == bindparam("it")).values(next_on=bindparam("to_day")))
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert(rhythm), "postgresql": postgresql.insert(rhythm)}
_REACHED = exists().where(
    contact.c.person_id == person.c.id,
    contact.c.stopped_at.is_(None),
    contact.c.unreachable_at.is_(None),
    contact.c.erased_at.is_(None),
)


def get(connection: Connection, person_id: int, *, lock: bool = False) -> Rhythm | None:
    """Return somebody's rhythm; ``lock`` keeps others from choosing for them until the transaction ends."""
    row = connection.execute(_LOCKED if lock else _GET, {"whose": person_id}).one_or_none()
    return None if row is None else Rhythm(*row)


def begin(connection: Connection, person_id: int, next_on: str) -> bool:
    """Give somebody the usual rhythm; False where they have one."""
    return rows.put_once(connection, rhythm, {"person_id": person_id, "next_on": next_on})


def begin_missing(connection: Connection, next_on: str, part: int, parts: int) -> int:
    """Give the usual rhythm to registered people who have none: to one of so many parts of them; return to how many.

    Another process may do so at the same time, and people by asking for a tip: who has got one meanwhile keeps it.
    """
    none = ~exists().where(rhythm.c.person_id == person.c.id)
    mine = (person.c.id % parts == part) & person.c.registered_at.is_not(None) & none
    chosen = select(person.c.id, literal(next_on)).where(mine).order_by(person.c.id)
    insert = _INSERT[connection.dialect.name].from_select(["person_id", "next_on"], chosen)
    return connection.execute(insert.on_conflict_do_nothing()).rowcount


def change(connection: Connection, number: int, **values: object) -> None:
    """Change columns of one rhythm."""
    rows.change(connection, rhythm, number, values)


def due(connection: Connection, until: str, after: int, limit: int) -> list[tuple[Rhythm, str]]:
    """Return rhythms of people who may be written to whose day has come by ``until``, by number from ``after`` on.

    Each comes with the country in whose zone its person lives.
    """
    found = select(*_RHYTHM, person.c.country).join(person, person.c.id == rhythm.c.person_id)
    mine = (rhythm.c.id > after) & (rhythm.c.next_on <= until) & text("rhythm.pace <> 'never'")
    found = found.where(mine, person.c.may_push, person.c.registered_at.is_not(None), _REACHED)
    found = found.order_by(rhythm.c.id).limit(limit).with_for_update(skip_locked=True, of=rhythm)
    return [(Rhythm(*columns), country) for *columns, country in connection.execute(found)]


def move_on(connection: Connection, days: Mapping[int, str]) -> None:
    """Let rhythms, by their numbers, be planned next on these days."""
    if days:
        _NEXT.many(connection, [{"it": number, "to_day": day} for number, day in days.items()])
