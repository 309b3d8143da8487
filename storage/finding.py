"""Whom staff may look for: contacts with the name of their person; it never knows what is looked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.tables import contact, person


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


_EVERY = (
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
    .order_by(contact.c.id)
)


def every(connection: Connection) -> Iterator[Found]:
    """Yield every contact that is not erased, by its number."""
    for row in connection.execute(_EVERY):
        yield Found(*row)
