"""Whom staff look for: contacts with the name of their person; it never knows who looks.

Names are looked for as ``person.folded``, which the service fills: storage knows no letters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, text, true, update

from storage.scope import EVERYTHING, Scope, within
from storage.tables import contact, person
from storage.tables.people import UNFOLDED

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """A contact with the name of its person, "" where none is known."""

    contact_id: int
    channel: str
    address: str
    name: str
    language: str
    country: str
    programme: str
    created_at: datetime


_FOUND = (
    select(
        contact.c.id,
        contact.c.channel,
        contact.c.address,
        func.coalesce(person.c.name, ""),
        contact.c.language,
        contact.c.country,
        contact.c.programme,
        contact.c.created_at,
    )
    .select_from(contact.outerjoin(person, contact.c.person_id == person.c.id))
    .where(contact.c.erased_at.is_(None))
)
_NEW_NAMES = select(person.c.id, person.c.name).where(text(UNFOLDED)).order_by(person.c.id).limit(BATCH)
_FOLD = update(person).where(person.c.id == bindparam("whose")).values(folded=bindparam("to"))


def by_name(connection: Connection, folded: str, limit: int, scope: Scope = EVERYTHING) -> list[Found]:
    """Return contacts with a name that holds a folded text, by their number."""
    return _found(connection, person.c.folded.contains(folded, autoescape=True), limit, scope)


def by_number(connection: Connection, digits: str, limit: int, scope: Scope = EVERYTHING) -> list[Found]:
    """Return contacts with an address that holds these digits, by their number."""
    return _found(connection, contact.c.address.contains(digits, autoescape=True), limit, scope)


def latest(connection: Connection, limit: int, scope: Scope, before: int = 0) -> list[Found]:
    """Return the newest contacts, the newest first; ``before`` is the number of the last one already seen."""
    older = contact.c.id < before if before else true()
    found = _FOUND.where(older, within(scope, contact.c.programme, contact.c.country)).order_by(contact.c.id.desc())
    return [Found(*row) for row in connection.execute(found.limit(limit))]


def count(connection: Connection, scope: Scope) -> int:
    """Count the contacts of a scope."""
    there = within(scope, contact.c.programme, contact.c.country)
    return connection.execute(select(func.count()).where(contact.c.erased_at.is_(None), there)).scalar_one()


def new_names(connection: Connection) -> list[tuple[int, str]]:
    """Return some people, by their number, with names that cannot be searched yet."""
    return [(row[0], row[1]) for row in connection.execute(_NEW_NAMES)]


def fold(connection: Connection, folded: Iterable[tuple[int, str]]) -> None:
    """Let people be found by these names."""
    rows = [{"whose": number, "to": name} for number, name in folded]
    if rows:
        connection.execute(_FOLD, rows)


def _found(connection: Connection, same: ColumnElement[bool], limit: int, scope: Scope) -> list[Found]:
    found = _FOUND.where(same, within(scope, contact.c.programme, contact.c.country)).order_by(contact.c.id)
    return [Found(*row) for row in connection.execute(found.limit(limit))]
