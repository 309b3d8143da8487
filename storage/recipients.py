"""The people of an announcement, one by one, with what became of each; it never knows what a reason means."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.deliveries import Group
from storage.tables import contact, delivery, outbox, person

PAGE = 500
"""How many are read at once."""


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
    """Return the next deliveries of an announcement, by their number; ``unsent`` passes over what has gone.

    Which ones is found first, and only then who they are: a page of 100,000 people is not sorted with all their names.
    """
    mine = (delivery.c.announcement_id == announcement_id) & (delivery.c.id > after)
    chosen = select(delivery.c.id)
    if unsent:
        chosen = chosen.outerjoin(outbox, outbox.c.id == delivery.c.outbox_id)
        mine &= (delivery.c.state != "put") | outbox.c.state.is_(None) | (outbox.c.state != "sent")
    some = chosen.where(mine).order_by(delivery.c.id).limit(PAGE).subquery()
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
    joined = some.join(delivery, delivery.c.id == some.c.id)
    joined = joined.outerjoin(outbox, outbox.c.id == delivery.c.outbox_id)
    joined = joined.outerjoin(contact, contact.c.id == delivery.c.contact_id)
    joined = joined.outerjoin(person, person.c.id == contact.c.person_id)
    rows = connection.execute(found.select_from(joined).order_by(delivery.c.id))
    return [Row(*row[:6], Group(row[6], row[7], row[8], row[9], 1)) for row in rows]
