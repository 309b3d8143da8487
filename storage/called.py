"""How somebody is told from others: their name, else their town and trade; it never knows an address."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from storage.tables import contact, person


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody is called by. Name, town and trade are "" where not told; ``number`` is a contact's, 0 for none."""

    number: int
    name: str = ""
    town: str = ""
    trade: str = ""


_TOLD = (person.c.name, person.c.town, person.c.trade)
_CONTACTS = (
    select(contact.c.id, *_TOLD)
    .select_from(contact.outerjoin(person, person.c.id == contact.c.person_id))
    .where(contact.c.id.in_(bindparam("them", expanding=True)))
)
_PEOPLE = (
    select(person.c.id, contact.c.id, *_TOLD)
    .select_from(person.outerjoin(contact, contact.c.person_id == person.c.id))
    .where(person.c.id.in_(bindparam("them", expanding=True)))
    .order_by(contact.c.last_in_at.asc().nulls_first(), contact.c.id.desc())
)


def contacts(connection: Connection, numbers: Collection[int]) -> dict[int, Called]:
    """Return what the people behind contacts are called by, by the contact."""
    rows = connection.execute(_CONTACTS, {"them": list(numbers)})
    return {row[0]: Called(row[0], *(told or "" for told in row[1:])) for row in rows}


def people(connection: Connection, numbers: Collection[int]) -> dict[int, Called]:
    """Return what people are called by, by person, with the contact last written from."""
    rows = connection.execute(_PEOPLE, {"them": list(numbers)})
    # The last of several wins.
    return {row[0]: Called(row[1] or 0, *row[2:]) for row in rows}
