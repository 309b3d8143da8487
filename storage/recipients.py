"""The people of an announcement, one by one, with what became of each; it never knows what a reason means."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.deliveries import Group
from storage.tables import contact, delivery, outbox, person

PAGE = 500
"""How many are read at once."""
OPENED = ("read", "played")
"""Words by which a provider tells that somebody opened a message."""


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery: to whom, and the group that it would be counted in."""

    id: int
    contact_id: int | None
    person_id: int | None
    name: str
    channel: str
    language: str
    group: Group


def page(connection: Connection, announcement_id: int, after: int, *, unsent: bool = False) -> list[Row]:
    """Return the next deliveries of an announcement, by their number; ``unsent`` passes over what has gone."""
    found = select(
        delivery.c.id,
        delivery.c.contact_id,
        contact.c.person_id,
        func.coalesce(person.c.name, ""),
        delivery.c.channel,
        func.coalesce(contact.c.language, ""),
        delivery.c.state,
        delivery.c.reason,
        func.coalesce(outbox.c.state, ""),
        func.coalesce(outbox.c.reason, ""),
    )
    joined = delivery.outerjoin(outbox, outbox.c.id == delivery.c.outbox_id)
    joined = joined.outerjoin(contact, contact.c.id == delivery.c.contact_id)
    joined = joined.outerjoin(person, person.c.id == contact.c.person_id)
    mine = (delivery.c.announcement_id == announcement_id) & (delivery.c.id > after)
    if unsent:
        mine &= (delivery.c.state != "put") | outbox.c.state.is_(None) | (outbox.c.state != "sent")
    rows = connection.execute(found.select_from(joined).where(mine).order_by(delivery.c.id).limit(PAGE))
    return [Row(*row[:6], Group(row[6], row[7], row[8], row[9], 1)) for row in rows]


def heard(connection: Connection, announcement_id: int) -> int:
    """Return how many have certainly opened an announcement."""
    found = select(func.count()).select_from(delivery.join(outbox, outbox.c.id == delivery.c.outbox_id))
    mine = (delivery.c.announcement_id == announcement_id) & outbox.c.status.in_(OPENED)
    return int(connection.execute(found.where(mine)).scalar_one())
