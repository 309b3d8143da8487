"""Taking back messages that were put out and have not gone; it never knows what they said."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select, update

from storage.outbox import mark
from storage.tables import outbox

ROUND = 500
"""How many keys fit well into one statement."""


def withdraw(connection: Connection, keys: Sequence[str], reason: str) -> set[str]:
    """Cancel what waits or is parked under dedupe keys, and free the keys; return those nothing went out under.

    A message of several parts of which one has gone, or is just being sent, ends where it is and is not returned.
    """
    mark(connection)
    found: set[str] = set()
    for at in range(0, len(keys), ROUND):
        found |= _withdraw(connection, keys[at : at + ROUND], reason)
    return found


def _withdraw(connection: Connection, keys: Collection[str], reason: str) -> set[str]:
    cancelled: set[str] = set()
    gone: set[str] = set()
    part, heads = 1, {key: key for key in keys}
    while heads:  # parts after the first have keys with a number; the last round finds none
        query = select(outbox.c.id, outbox.c.dedupe, outbox.c.state).where(outbox.c.dedupe.in_(heads))
        rows = connection.execute(query).all()
        held = [row.id for row in rows if row.state in ("waiting", "parked")]
        ending = update(outbox).where(outbox.c.id.in_(held))
        connection.execute(ending.values(state="cancelled", reason=reason, dedupe=None))
        cancelled |= {heads[row.dedupe] for row in rows if row.state in ("waiting", "parked")}
        gone |= {heads[row.dedupe] for row in rows if row.state not in ("waiting", "parked", "cancelled")}
        part += 1
        heads = {f"{key}.{part}": key for key in (heads[row.dedupe] for row in rows)}
    return cancelled - gone
