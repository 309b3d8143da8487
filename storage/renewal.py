"""Pushes of people whose yes no longer counts: held, taken back, cancelled; it never knows what the words were."""

from sqlalchemy import Connection, select, update

from storage.outbox import ANNOUNCEMENT, NOTICE, mark
from storage.tables import contact, outbox, person

PUSHED = (NOTICE, ANNOUNCEMENT)
"""The lanes of what nobody has just written for."""
HELD = "consent"
"""Why a message is held that waits for a new yes."""

_WAITS = outbox.c.lane.in_(PUSHED) & (outbox.c.state == "waiting")
_OPEN = outbox.c.lane.in_(PUSHED) & outbox.c.state.in_(("waiting", "parked"))


def take_back(connection: Connection) -> int:
    """Hold people's pushes and take back every yes to being written to; return of how many people.

    Nobody asks guests again, of whom nothing is kept: what they asked for goes.
    """
    theirs = outbox.c.contact_id.in_(select(contact.c.id).where(contact.c.person_id.is_not(None)))
    connection.execute(update(outbox).where(_WAITS, theirs).values(state="parked", reason=HELD))
    taken = update(person).where(person.c.may_push.is_(True)).values(may_push=False)
    return int(connection.execute(taken).rowcount)


def cancel(connection: Connection, contact_id: int, but: str) -> int:
    """Cancel the pushes of a contact but those of one kind; return how many rows."""
    mark(connection)
    ending = update(outbox).where(_OPEN, outbox.c.contact_id == contact_id, outbox.c.kind != but)
    return int(connection.execute(ending.values(state="cancelled")).rowcount)
