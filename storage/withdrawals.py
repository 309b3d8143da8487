"""Taking back messages that were put out and have not gone; it never knows what they said."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select, text, update

from storage import knocks
from storage.outbox import mark
from storage.tables import contact, knock, outbox

ROUND = 500
"""How many keys fit well into one statement."""
WITHDRAWN = "withdrawn"
"""How a knock ends behind which nothing waits any more."""


def withdraw(connection: Connection, keys: Sequence[str], reason: str, now: datetime) -> set[str]:
    """Cancel what waits or is parked under dedupe keys, and free the keys; return those nothing went out under.

    A message of several parts of which one has gone, or is just being sent, ends where it is and is not returned.
    """
    mark(connection)
    rounds = [keys[at : at + ROUND] for at in range(0, len(keys), ROUND)]
    knocked = hold_knocked(connection, [outbox.c.dedupe.in_(some) for some in rounds])
    found: set[str] = set()
    for some in rounds:
        found |= _withdraw(connection, some, reason)
    end_knocks(connection, knocked, now)
    return found


def on_their_way(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return the dedupe keys whose message waits or is parked."""
    found: set[str] = set()
    for at in range(0, len(keys), ROUND):
        some = outbox.c.dedupe.in_(keys[at : at + ROUND]) & outbox.c.state.in_(("waiting", "parked"))
        found |= set(connection.scalars(select(outbox.c.dedupe).where(some)))
    return found


def hold_knocked(connection: Connection, rows: Sequence[ColumnElement[bool]]) -> list[int]:
    """Return the contacts of whom some of these rows are parked behind a knock that has not gone.

    Until the transaction ends nothing more is parked behind those knocks, for their contacts are locked.
    """
    found: set[int] = set()
    for some in rows:
        found |= set(connection.scalars(_knocked().where(some)))
    numbers = sorted(found)
    for at in range(0, len(numbers), ROUND):  # by rising id, as pushes lock them
        theirs = contact.c.id.in_(numbers[at : at + ROUND])
        connection.execute(select(contact.c.id).where(theirs).order_by(contact.c.id).with_for_update())
    return numbers


def end_knocks(connection: Connection, contact_ids: Sequence[int], now: datetime) -> None:
    """End the knocks of contacts that have not gone, where nothing is parked behind them any more."""
    behind = outbox.alias()
    parked = select(behind.c.id).where(
        behind.c.contact_id == knock.c.contact_id, behind.c.state == "parked", behind.c.kind != knocks.KIND
    )
    for at in range(0, len(contact_ids), ROUND):
        mine = knock.c.contact_id.in_(contact_ids[at : at + ROUND])
        empty = select(knock.c.contact_id).join(outbox, outbox.c.id == knock.c.outbox_id)
        empty = empty.where(mine, _OPEN, _UNSENT, ~parked.exists()).order_by(knock.c.contact_id)
        # Nobody may begin to send a knock while it is ended.
        for contact_id in connection.scalars(empty.with_for_update(of=outbox)).all():
            knocks.end(connection, contact_id, WITHDRAWN, now)


_OPEN = text("knock.ended_at IS NULL")
_UNSENT = outbox.c.state.in_(("waiting", "parked"))


def _knocked() -> Select[tuple[int]]:
    """Return whose rows of the outbox are parked behind a knock that has not gone."""
    sent = outbox.alias()
    unsent = select(knock.c.id).join(sent, sent.c.id == knock.c.outbox_id)
    unsent = unsent.where(knock.c.contact_id == outbox.c.contact_id, _OPEN, sent.c.state.in_(("waiting", "parked")))
    return select(outbox.c.contact_id).where(unsent.exists()).distinct()


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
