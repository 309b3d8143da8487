"""Messages that did not surely arrive and people to call, with whose they are; who may see them is given as a scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text

from storage.outbox import FOLLOWING
from storage.scope import Scope, within
from storage.tables import attempt, call, contact, outbox, person
from storage.tables.messages import HELD_UP


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that ended without surely arriving; ``detail`` is what the last try said, in English."""

    id: int
    contact_id: int
    name: str
    channel: str
    kind: str
    lane: int
    state: str
    reason: str
    created_at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody whom no message reaches, why, and since when."""

    contact_id: int
    name: str
    address: str
    channel: str
    reason: str
    since: datetime


_DEAD = text(f"outbox.{HELD_UP} AND outbox.state <> 'parked'")
_OWN = [outbox.c[name] for name in ("channel", "kind", "lane", "state", "reason", "created_at")]
_LAST = (
    select(attempt.c.detail)
    .where(attempt.c.outbox_id == outbox.c.id)
    .order_by(attempt.c.id.desc())
    .limit(1)
    .scalar_subquery()
)


def letters(connection: Connection, scope: Scope, limit: int, after: int = 0) -> list[Letter]:
    """Return such messages by rising number, from after ``after`` on."""
    name = func.coalesce(person.c.name, "")
    found = _dead(scope, outbox.c.id, outbox.c.contact_id, name, *_OWN, func.coalesce(_LAST, ""))
    rows = connection.execute(found.where(outbox.c.id > after).order_by(outbox.c.id).limit(limit))
    return [Letter(*row) for row in rows]


def count(connection: Connection, scope: Scope) -> int:
    """Count such messages."""
    return int(connection.execute(_dead(scope, func.count())).scalar_one())


def to_call(connection: Connection, scope: Scope, now: datetime, limit: int) -> list[ToCall]:
    """Return each contact to be called once, the longest first."""
    since = func.min(call.c.since, type_=call.c.since.type)
    name = func.coalesce(func.max(person.c.name), "")
    own = (contact.c.address, contact.c.channel, func.max(call.c.reason))
    found = _called(scope, now, call.c.contact_id, name, *own, since).group_by(
        call.c.contact_id, contact.c.address, contact.c.channel
    )
    return [ToCall(*row) for row in connection.execute(found.order_by(since).limit(limit))]


def count_calls(connection: Connection, scope: Scope, now: datetime) -> int:
    """Count contacts to be called."""
    return int(connection.execute(_called(scope, now, func.count(call.c.contact_id.distinct()))).scalar_one())


def _dead(scope: Scope, *columns: Any) -> Select[Any]:
    joined = outbox.join(contact, contact.c.id == outbox.c.contact_id).outerjoin(
        person, person.c.id == contact.c.person_id
    )
    may = within(scope, contact.c.programme, contact.c.country)
    return select(*columns).select_from(joined).where(_DEAD, outbox.c.kind != FOLLOWING, may)


def _called(scope: Scope, now: datetime, *columns: Any) -> Select[Any]:
    joined = call.join(contact, contact.c.id == call.c.contact_id).outerjoin(person, person.c.id == contact.c.person_id)
    may = within(scope, contact.c.programme, contact.c.country)
    return select(*columns).select_from(joined).where(call.c.until > now, may)
