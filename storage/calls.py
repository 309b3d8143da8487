"""The call list: people whom a message cannot reach, so that somebody should call; it never knows who calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import call, contact, outbox

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert(call), "postgresql": postgresql.insert(call)}
_ASKED = 1
"""The lane of what somebody agreed to get: about what nobody asked for nobody is called."""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to be called: why no message reaches them, since when, and the kinds of what waits."""

    contact_id: int
    person_id: int | None
    reason: str
    since: datetime
    waits: tuple[str, ...]


def put(connection: Connection, contact_id: int, kind: str, reason: str, now: datetime, until: datetime) -> None:
    """Put somebody on the list; who is there for the same kind stays since then, for the newest reason."""
    insert = _INSERT[connection.dialect.name]
    new = insert.excluded
    putting = insert.values(contact_id=contact_id, kind=kind, reason=reason, since=now, until=until)
    longer = case((call.c.until > new.until, call.c.until), else_=new.until)
    changes = {"reason": new.reason, "until": longer}
    connection.execute(putting.on_conflict_do_update(index_elements=["contact_id", "kind"], set_=changes))


def put_for(connection: Connection, contact_id: int, state: str, held: str, reason: str, now: datetime) -> None:
    """Put somebody on the list for what they agreed to get and that has a state and ``held`` as its reason."""
    last = func.max(outbox.c.deadline, type_=outbox.c.deadline.type)
    rows = select(outbox.c.kind, last).where(
        outbox.c.contact_id == contact_id,
        outbox.c.state == state,
        outbox.c.reason == held,
        outbox.c.lane == _ASKED,
        outbox.c.deadline > now,
    )
    for kind, until in connection.execute(rows.group_by(outbox.c.kind)).all():
        put(connection, contact_id, kind, reason, now, until)


def put_held(connection: Connection, held: str, now: datetime) -> None:
    """Put everybody on the list for what they agreed to get and that is parked for this reason, which is theirs too."""
    rows = select(outbox.c.contact_id).where(
        outbox.c.state == "parked", outbox.c.reason == held, outbox.c.lane == _ASKED, outbox.c.deadline > now
    )
    for contact_id in connection.scalars(rows.distinct().order_by(outbox.c.contact_id)).all():
        put_for(connection, contact_id, "parked", held, held, now)


def waiting(connection: Connection, now: datetime, limit: int = 500) -> list[Call]:
    """Return who should be called, longest first."""
    rows = select(call.c.contact_id, contact.c.person_id, call.c.reason, call.c.since, call.c.kind)
    rows = rows.join(contact, contact.c.id == call.c.contact_id).where(call.c.until > now)
    grouped: dict[int, list[Any]] = {}
    for row in connection.execute(rows.order_by(call.c.since, call.c.id)):
        grouped.setdefault(row.contact_id, []).append(row)
    return [_call(rows) for rows in list(grouped.values())[:limit]]


def count(connection: Connection, now: datetime) -> int:
    """Return how many contacts should be called."""
    people = func.count(call.c.contact_id.distinct())
    return connection.execute(select(people).where(call.c.until > now)).scalar_one()


def close(connection: Connection, contact_id: int, person_id: int | None = None) -> bool:
    """Take a contact, or every contact of a person, off the list; False where none was on it."""
    whose = call.c.contact_id == contact_id
    if person_id is not None:
        whose = call.c.contact_id.in_(select(contact.c.id).where(contact.c.person_id == person_id))
    return connection.execute(delete(call).where(whose)).rowcount > 0


def sweep(connection: Connection, now: datetime) -> None:
    """Forget what is worth nothing any more."""
    connection.execute(delete(call).where(call.c.until <= now))


def _call(rows: list[Any]) -> Call:
    """Return one contact's entries as one call."""
    kinds = tuple(row.kind for row in rows)
    return Call(rows[0].contact_id, rows[0].person_id, rows[-1].reason, rows[0].since, kinds)
