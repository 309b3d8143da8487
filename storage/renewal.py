"""Pushes of people whose yes no longer counts: held, taken back, cancelled; it never knows what the words were."""

from sqlalchemy import Connection, update

from storage.outbox import ANNOUNCEMENT, NOTICE, mark
from storage.tables import outbox, person

PUSHED = (NOTICE, ANNOUNCEMENT)
"""The lanes of what nobody has just written for."""
HELD = "consent"
"""Why a message is held that waits for a new yes."""

_WAITS = outbox.c.lane.in_(PUSHED) & (outbox.c.state == "waiting")
_OPEN = outbox.c.lane.in_(PUSHED) & outbox.c.state.in_(("waiting", "parked"))


def take_back(connection: Connection) -> int:
    """Hold every push and take back every yes to being written to; return of how many people."""
    connection.execute(update(outbox).where(_WAITS).values(state="parked", reason=HELD))
    taken = update(person).where(person.c.may_push.is_(True)).values(may_push=False)
    return int(connection.execute(taken).rowcount)


def cancel(connection: Connection, contact_id: int, but: str) -> int:
    """Cancel the pushes of a contact but those of one kind; return how many rows."""
    mark(connection)
    ending = update(outbox).where(_OPEN, outbox.c.contact_id == contact_id, outbox.c.kind != but)
    return int(connection.execute(ending.values(state="cancelled")).rowcount)
