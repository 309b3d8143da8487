"""Who people are, as far as they told us; it never knows an address or a conversation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import Connection, bindparam, delete, select

from storage import facts
from storage.prepared import Prepared
from storage.rows import add, columns
from storage.rows import change as change_row
from storage.tables import person


@dataclass(frozen=True, slots=True)
class Person:
    """A person by their own number. Keys of the programme file are "" where not told.

    ``name_pending``: the name is a voice note that nobody has written down yet.
    """

    id: int
    name: str
    name_pending: bool
    organisation: str
    programme: str
    country: str
    town: str
    trade: str
    referrer: str
    gender: str
    age: str
    may_push: bool
    registered_at: datetime | None
    created_at: datetime


class Fields(TypedDict, total=False):
    """What may be set of a person."""

    name: str
    name_pending: bool
    organisation: str
    programme: str
    country: str
    town: str
    trade: str
    referrer: str
    gender: str
    age: str
    may_push: bool
    registered_at: datetime | None


_PERSON = columns(person, Person)
_GET = Prepared(select(*_PERSON).where(person.c.id == bindparam("it")))


def create(connection: Connection, now: datetime, **fields: Unpack[Fields]) -> int:
    """Add a person and return their number, which is never given again."""
    return add(connection, person, {"created_at": now, **fields})


def get(connection: Connection, person_id: int) -> Person | None:
    """Return a person."""
    rows = _GET.rows(connection, {"it": person_id})
    return Person(*rows[0]) if rows else None


def change(connection: Connection, person_id: int, **fields: Unpack[Fields]) -> bool:
    """Set some of a person's fields; False where there is no such person."""
    if not fields:
        return get(connection, person_id) is not None
    return change_row(connection, person, person_id, fields)


def erase(connection: Connection, person_id: int) -> bool:
    """Delete a person and their roles; their contacts stay, without a person. False where there is none."""
    return bool(connection.execute(delete(person).where(person.c.id == person_id)).rowcount)


def next_member_number(connection: Connection) -> int:
    """Return the number for a person whose name is not known yet ("Member 47"); never given again."""
    return facts.count_on(connection, "member_number")


def names(connection: Connection, person_ids: Collection[int]) -> dict[int, str]:
    """Return what people are called, by their number."""
    found = select(person.c.id, person.c.name).where(person.c.id.in_(list(person_ids)))
    return {row[0]: row[1] for row in connection.execute(found)}
