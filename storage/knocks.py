"""Knocks: the one neutral message that may be open for each contact; it never knows its words or what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, or_, select, text, update

from storage.outbox import ANNOUNCEMENT
from storage.prepared import Prepared
from storage.rows import add as add_row
from storage.tables import contact, knock, outbox, unasked

ANSWERED, SILENT, FAILED, FOLLOWED = "answered", "silent", "failed", "followed"
"""How a knock ends: they wrote, they did not for days, it could not go, another one took its place."""
KIND = "knock"
"""The kind of a knock's row in the outbox."""

_OPEN = knock.c.ended_at.is_(None)
COUNTED = ("waiting", "sending", "sent", "in_doubt")
"""States of a message that takes its day: it goes or went."""


@dataclass(frozen=True, slots=True)
class Dead:
    """A knock that will not arrive, and why."""

    contact_id: int
    reason: str


def add(connection: Connection, contact_id: int, outbox_id: int, now: datetime) -> None:
    """Open a knock; the database refuses a second one that is open."""
    connection.execute(insert(knock).values(contact_id=contact_id, outbox_id=outbox_id, at=now))


def holding(follows: datetime | None) -> Select[tuple[int]]:
    """Return the contacts with an open knock behind which a message waits.

    With ``follows`` it does not wait behind one for something unasked, unless one has followed another since then.
    """
    found = select(knock.c.contact_id).where(_OPEN)
    if follows is None:
        return found
    other = knock.alias()
    second = (other.c.contact_id == knock.c.contact_id) & (other.c.ending == FOLLOWED) & (other.c.ended_at >= follows)
    idle = select(unasked.c.id).where(unasked.c.outbox_id == knock.c.outbox_id).correlate(knock).exists()
    return found.where(or_(~idle, select(other.c.id).where(second).correlate(knock).exists()))


def holds(connection: Connection, contact_id: int, follows: datetime | None) -> bool:
    """Tell whether a contact is one of ``holding``."""
    return connection.execute(holding(follows).where(knock.c.contact_id == contact_id)).first() is not None


def end(connection: Connection, contact_id: int, ending: str, now: datetime) -> bool:
    """End the open knock of a contact, and take it back where it has not gone yet; False where none is open.

    The day of a knock that never went goes back to what it was for, which takes the day on which it goes itself.
    """
    ending_it = update(knock).where(knock.c.contact_id == contact_id, _OPEN).values(ended_at=now, ending=ending)
    found = connection.execute(ending_it.returning(knock.c.outbox_id)).one_or_none()
    if found is None:
        return False
    held = (outbox.c.id == found.outbox_id) & outbox.c.state.in_(("waiting", "parked"))
    taken_back = connection.execute(update(outbox).where(held).values(state="cancelled", reason=ending)).rowcount > 0
    if taken_back or ending == FAILED:
        _hand_day_back(connection, contact_id, found.outbox_id)
    return True


def _hand_day_back(connection: Connection, contact_id: int, outbox_id: int) -> None:
    """Let the oldest unasked message that is parked take the day of a knock that never went."""
    taken = select(unasked.c.id).where(unasked.c.outbox_id == outbox.c.id).correlate(outbox).exists()
    mine = (outbox.c.contact_id == contact_id) & (outbox.c.state == "parked") & (outbox.c.lane == ANNOUNCEMENT)
    oldest = select(func.min(outbox.c.id)).where(mine, outbox.c.kind != KIND, ~taken).scalar_subquery()
    given = update(unasked).where(unasked.c.outbox_id == outbox_id, oldest.is_not(None))
    connection.execute(given.values(outbox_id=oldest))


def dead(connection: Connection, limit: int = 500) -> list[Dead]:
    """Return open knocks whose message ended without going out; one that WhatsApp's window kept back is among them."""
    ended = outbox.c.state.in_(("parked", "never", "expired", "cancelled"))
    found = select(knock.c.contact_id, outbox.c.reason).join(outbox, outbox.c.id == knock.c.outbox_id)
    return [Dead(*row) for row in connection.execute(found.where(_OPEN, ended).order_by(knock.c.id).limit(limit))]


def silent(connection: Connection, before: datetime, limit: int = 500) -> list[int]:
    """Return the contacts whose open knock went out before a moment."""
    found = select(knock.c.contact_id).join(outbox, outbox.c.id == knock.c.outbox_id)
    found = found.where(_OPEN, outbox.c.state.in_(("sent", "in_doubt")), outbox.c.next_at < before)
    return list(connection.scalars(found.order_by(knock.c.id).limit(limit)))


def count_open(connection: Connection) -> int:
    """Return how many knocks are open."""
    return connection.execute(select(func.count()).select_from(knock).where(_OPEN)).scalar_one()


def forget(connection: Connection, contact_id: int) -> None:
    """Delete every knock of a contact."""
    connection.execute(delete(knock).where(knock.c.contact_id == contact_id))


def mark_unasked(connection: Connection, contact_id: int, outbox_id: int) -> None:
    """Note that nobody asked for a message: it takes the day on which it goes."""
    add_row(connection, unasked, {"contact_id": contact_id, "outbox_id": outbox_id})


def unasked_waiting(connection: Connection, contact_id: int) -> list[tuple[int, datetime]]:
    """Return the unasked messages that wait for a contact, oldest first: the row and when it goes."""
    found = select(outbox.c.id, outbox.c.next_at).join(unasked, unasked.c.outbox_id == outbox.c.id)
    mine = (outbox.c.contact_id == contact_id) & (outbox.c.state == "waiting")
    return [(row.id, row.next_at) for row in connection.execute(found.where(mine).order_by(outbox.c.id))]


def hand_day_on(connection: Connection, rows: Collection[int], outbox_id: int) -> None:
    """Let a knock take the day of the messages it is for, where one of them was unasked."""
    mine = unasked.c.outbox_id.in_(rows)
    found = connection.execute(select(unasked.c.id).where(mine).order_by(unasked.c.id).limit(1)).scalar_one_or_none()
    if found is not None:
        connection.execute(update(unasked).where(unasked.c.id == found).values(outbox_id=outbox_id))


def unasked_since(connection: Connection, contact_id: int, person_id: int | None, since: datetime) -> list[datetime]:
    """Return when unasked messages went, or will go, to any contact of a person."""
    if person_id is None:
        rows = _TO_CONTACT.rows(connection, {"whose": contact_id, "since": since})
    else:
        rows = _TO_PERSON.rows(connection, {"whose": person_id, "since": since})
    return [row[0] for row in rows]


def _unasked(whose: ColumnElement[bool]) -> Prepared:
    found = select(outbox.c.next_at).join(unasked, unasked.c.outbox_id == outbox.c.id)
    counted = text(f"outbox.state in {COUNTED}")
    return Prepared(found.where(whose, counted, outbox.c.next_at >= bindparam("since")))


_TO_CONTACT = _unasked(unasked.c.contact_id == bindparam("whose"))
_TO_PERSON = _unasked(unasked.c.contact_id.in_(select(contact.c.id).where(contact.c.person_id == bindparam("whose"))))
