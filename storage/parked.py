"""Messages that are parked: which of them wait for a decision, and what was decided; it never decides.

Reasons of a parked row: ``window`` and ``63016`` nobody has decided yet · ``knock`` a knock was sent for it · ``call``
nothing can be sent, staff may call · ``paused`` the person wants it so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text, update

from storage.outbox import mark
from storage.prepared import Prepared
from storage.tables import outbox
from storage.tables.messages import HELD_UP

UNDECIDED = ("window", "63016")
KNOCK, CALL, PAUSED = "knock", "call", "paused"

_PARKED = text(f"{HELD_UP} AND state = 'parked'")


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked row. ``refused_at``: when WhatsApp did not take it, None where it was never sent."""

    id: int
    lane: int
    deadline: datetime
    refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What became of a message that was put before."""

    state: str
    next_at: datetime


def known(connection: Connection, dedupe: str) -> Known | None:
    """Return what became of the message that was put under a key."""
    rows = _KNOWN.rows(connection, {"key": dedupe})
    return Known(*rows[0]) if rows else None


_KNOWN = Prepared(select(outbox.c.state, outbox.c.next_at).where(outbox.c.dedupe == bindparam("key")))


def undecided(connection: Connection, limit: int) -> list[int]:
    """Return contacts of which something is parked that nobody has decided about, by rising id."""
    rows = select(outbox.c.contact_id).where(_PARKED, outbox.c.reason.in_(UNDECIDED), outbox.c.kind != "knock")
    return list(connection.scalars(rows.distinct().order_by(outbox.c.contact_id).limit(limit)))


def of(connection: Connection, contact_id: int) -> list[Parked]:
    """Return what is parked of a contact and undecided, oldest first."""
    refused = func.coalesce(outbox.c.sent_at, outbox.c.next_at, type_=outbox.c.next_at.type)
    rows = select(outbox.c.id, outbox.c.lane, outbox.c.deadline, refused, outbox.c.attempts).where(
        outbox.c.contact_id == contact_id,
        outbox.c.state == "parked",
        outbox.c.reason.in_(UNDECIDED),
        outbox.c.kind != "knock",
    )
    found = connection.execute(rows.order_by(outbox.c.id)).all()
    return [Parked(row[0], row[1], row[2], row[3] if row.attempts else None) for row in found]


def decide(connection: Connection, ids: Collection[int], reason: str) -> None:
    """Write why rows stay parked."""
    connection.execute(update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == "parked").values(reason=reason))


def free(connection: Connection, ids: Collection[int], at: datetime) -> None:
    """Let rows go from a moment on."""
    mark(connection)
    freed = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == "parked")
    connection.execute(freed.values(state="waiting", reason="", next_at=at))


def turn(connection: Connection, contact_id: int, reason: str, to: str) -> None:
    """Give what is parked of a contact for one reason another."""
    rows = update(outbox).where(
        outbox.c.contact_id == contact_id, outbox.c.state == "parked", outbox.c.reason == reason
    )
    connection.execute(rows.values(reason=to))


def reopen(connection: Connection) -> None:
    """Have everything decided again that nothing could be sent for."""
    connection.execute(update(outbox).where(_PARKED, outbox.c.reason == CALL).values(reason=UNDECIDED[0]))


def expire(connection: Connection, now: datetime) -> int:
    """End what is parked and worth nothing any more; return how many rows."""
    late = update(outbox).where(_PARKED, outbox.c.deadline <= now)
    return connection.execute(late.values(state="expired", reason="window")).rowcount
