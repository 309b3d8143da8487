"""Open tickets with whom they are of, in one statement: what waits for staff; who may see it is given as a scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from storage.scope import Scope, within
from storage.tables import assignment, contact, person, snooze, ticket

_earlier = ticket.alias()


@dataclass(frozen=True, slots=True)
class Matter:
    """The first open row of a matter, its person and who looks after it.

    ``holder_id`` is None where nobody does; ``until`` is when it is to be looked at again, None for now.
    """

    id: int
    contact_id: int
    kind: str
    flow: str
    state_name: str
    text: str
    media_id: int | None
    opened_at: datetime
    name: str
    language: str
    country: str
    holder_id: int | None
    until: datetime | None


_COLUMNS = (
    *(ticket.c[name] for name in ("id", "contact_id", "kind", "flow", "state_name", "text", "media_id", "opened_at")),
    func.coalesce(person.c.name, ""),
    contact.c.language,
    contact.c.country,
    assignment.c.person_id,
    snooze.c.until,
)
_JOINED = (
    ticket.join(contact, contact.c.id == ticket.c.contact_id)
    .outerjoin(person, person.c.id == contact.c.person_id)
    .outerjoin(assignment, assignment.c.ticket_id == ticket.c.id)
    .outerjoin(snooze, snooze.c.ticket_id == ticket.c.id)
)
_FIRST = ~(
    select(_earlier.c.id)
    .where(*(_earlier.c[name] == ticket.c[name] for name in ("contact_id", "kind", "flow", "state_name")))
    .where(_earlier.c.status == "open", _earlier.c.id < ticket.c.id)
    .exists()
)


def waiting(
    connection: Connection,
    scope: Scope,
    now: datetime,
    *,
    holder_id: int | None = None,
    snoozed: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[Matter]:
    """Return open matters, the oldest first: all or those of one holder, those to be looked at now or later."""
    found = _matters(_COLUMNS, scope, now, holder_id, snoozed=snoozed)
    rows = connection.execute(found.order_by(ticket.c.opened_at, ticket.c.id).limit(limit).offset(offset))
    return [Matter(*row) for row in rows]


def count(
    connection: Connection, scope: Scope, now: datetime, *, holder_id: int | None = None, snoozed: bool = False
) -> int:
    """Count such matters."""
    return int(connection.execute(_matters((func.count(),), scope, now, holder_id, snoozed=snoozed)).scalar_one())


def newest(connection: Connection, now: datetime) -> tuple[object, ...]:
    """Return what changes whenever a list may: which tickets are open, looked after by whom, laid aside at ``now``."""
    opened = select(func.count(), func.max(ticket.c.id)).where(ticket.c.status == "open")
    held = select(func.count(), func.max(assignment.c.at))
    later = select(func.count(), func.max(snooze.c.at)).where(snooze.c.until > now)
    return tuple(value for found in (opened, held, later) for value in connection.execute(found).one())


def _matters(
    columns: Sequence[Any], scope: Scope, now: datetime, holder_id: int | None, *, snoozed: bool
) -> Select[Any]:
    later: ColumnElement[bool] = and_(snooze.c.until.is_not(None), snooze.c.until > now)
    mine = true() if holder_id is None else assignment.c.person_id == holder_id
    awake = or_(snooze.c.until.is_(None), snooze.c.until <= now)
    may = within(scope, contact.c.programme, contact.c.country)
    time = later if snoozed else awake
    return select(*columns).select_from(_JOINED).where(ticket.c.status == "open", _FIRST, may, mine, time)
