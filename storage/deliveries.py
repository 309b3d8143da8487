"""Whom an announcement is for, frozen when it was approved, and what became of each; it never decides what may go.

``waiting``: not in the outbox yet · ``put``: its outbox row tells the rest · ``over``: it never goes, for a reason.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)

from storage.contacts import Contact
from storage.outbox import ANNOUNCEMENT, mark
from storage.tables import contact, delivery, outbox
from storage.types import UtcDateTime
from storage.withdrawals import end_knocks, hold_knocked

BATCH = 500
"""How many numbers one statement carries."""
OPENED = ("read", "played")
"""Words by which a provider tells that somebody opened a message."""


class Due(NamedTuple):
    """One contact whose turn has come, None who is gone. ``round`` counts how often staff asked for it again."""

    id: int
    contact_id: int | None
    round: int


class Group(NamedTuple):
    """So many deliveries of one state and reason whose outbox rows have one state and reason ("" for no row).

    Of so many (``opened``) a provider tells that somebody opened the message.
    """

    state: str
    reason: str
    sent: str
    why: str
    number: int
    opened: int = 0


def kind_of(announcement_id: int) -> str:
    """Return the kind that an announcement's rows in the outbox have."""
    return f"announcement:{announcement_id}"


def freeze(connection: Connection, announcement_id: int, contact_ids: Collection[int], now: datetime) -> int:
    """Keep for whom an announcement is; return how many of the contacts there are. Who was erased is not among them."""
    numbers, kept = sorted(set(contact_ids)), 0
    for first in range(0, len(numbers), BATCH):
        chosen = select(literal(announcement_id), contact.c.id, contact.c.channel, literal(now, UtcDateTime())).where(
            contact.c.id.in_(numbers[first : first + BATCH]), contact.c.erased_at.is_(None)
        )
        columns = ["announcement_id", "contact_id", "channel", "due_at"]
        kept += connection.execute(insert(delivery).from_select(columns, chosen.order_by(contact.c.id))).rowcount
    return kept


def places(connection: Connection, announcement_id: int) -> list[tuple[str, str]]:
    """Return the programmes and countries of those whom an announcement is for."""
    found = select(contact.c.programme, contact.c.country).distinct()
    found = found.join(delivery, delivery.c.contact_id == contact.c.id)
    return [(row[0], row[1]) for row in connection.execute(found.where(delivery.c.announcement_id == announcement_id))]


def begin_at(connection: Connection, announcement_id: int, country: str, due: datetime) -> None:
    """Let an announcement come to the people of a country no sooner than a moment."""
    there = select(contact.c.id).where(contact.c.id == delivery.c.contact_id, contact.c.country == country)
    mine = (delivery.c.announcement_id == announcement_id) & there.exists()
    connection.execute(update(delivery).where(mine).values(due_at=due, reason="waits"))


def channels(connection: Connection, announcement_id: int) -> list[str]:
    """Return the channels on which something of an announcement is not in the outbox yet."""
    found = select(delivery.c.channel).where(_waiting(announcement_id)).distinct()
    return list(connection.scalars(found))


def due(connection: Connection, announcement_id: int, channel: str, now: datetime, limit: int) -> list[Due]:
    """Return those whose turn it is, by rising contact, and keep other processes from them."""
    found = select(delivery.c.id, delivery.c.contact_id, delivery.c.round)
    found = found.where(_waiting(announcement_id), delivery.c.channel == channel, delivery.c.due_at <= now)
    found = found.order_by(delivery.c.due_at, delivery.c.id).limit(limit).with_for_update(skip_locked=True)
    return sorted((Due(*row) for row in connection.execute(found)), key=lambda one: one.contact_id or 0)


def put(connection: Connection, delivery_id: int, dedupe: str, reason: str) -> None:
    """Note that a delivery is in the outbox, in the row with a dedupe key."""
    row = select(outbox.c.id).where(outbox.c.dedupe == dedupe).scalar_subquery()
    _change(connection, delivery_id, state="put", reason=reason, outbox_id=row)


def later(connection: Connection, delivery_id: int, reason: str, due: datetime) -> None:
    """Let a delivery be looked at again at a moment."""
    _change(connection, delivery_id, reason=reason, due_at=due)


def end(connection: Connection, delivery_id: int, reason: str) -> None:
    """Note that a delivery never goes."""
    _change(connection, delivery_id, state="over", reason=reason)


def end_all(connection: Connection, announcement_id: int, reason: str) -> int:
    """Note that whatever is not in the outbox yet never goes; return how many."""
    return connection.execute(
        update(delivery).where(_waiting(announcement_id)).values(state="over", reason=reason)
    ).rowcount


def queued(connection: Connection, channel: str, now: datetime) -> tuple[int, int]:
    """Return how many announcements wait in the outbox of a channel: those that may go now, and all."""
    ready = func.coalesce(func.sum(case((outbox.c.next_at <= now, 1), else_=0)), 0)
    found = select(ready, func.count()).where(outbox.c.channel == channel, outbox.c.lane == ANNOUNCEMENT, _OPEN)
    row = connection.execute(found).one()
    return int(row[0]), int(row[1])


def at_rest(connection: Connection, announcement_id: int) -> bool:
    """Say whether nothing of an announcement goes any more by itself; what is parked waits for its reader."""
    mine = outbox.c.kind == kind_of(announcement_id)
    open_rows = (
        exists().where(_waiting(announcement_id)),
        exists().where(mine, _UNSENT, _OPEN),
        exists().where(mine, text("outbox.state = 'sending'")),
    )
    return not connection.scalar(select(or_(*open_rows)))


def pull_back(connection: Connection, announcement_id: int, now: datetime) -> int:
    """Take what waits or is parked in the outbox and was surely not sent back out of it; return how many messages.

    A message of several parts of which one has gone is finished, and so is what may have been sent already. A knock
    that has not gone ends where nothing is left behind it.
    """
    mine = (outbox.c.kind == kind_of(announcement_id)) & _UNSENT
    knocked = hold_knocked(connection, [mine])
    # Nobody can take the first part while the rest goes, for all that waits is locked before it is looked at.
    held = set(connection.scalars(select(outbox.c.contact_id).where(mine).with_for_update()))
    numbers = sorted(held - _begun(connection, announcement_id, sorted(held)))
    for first in range(0, len(numbers), BATCH):
        some = numbers[first : first + BATCH]
        back = (delivery.c.announcement_id == announcement_id) & delivery.c.contact_id.in_(some)
        connection.execute(update(delivery).where(back).values(state="waiting", reason="", outbox_id=None))
        connection.execute(delete(outbox).where(mine, outbox.c.contact_id.in_(some)))
    end_knocks(connection, knocked, now)
    mark(connection)
    return len(numbers)


def _begun(connection: Connection, announcement_id: int, contact_ids: Sequence[int]) -> set[int]:
    """Return the contacts that have, or may have, a part of the announcement."""
    found: set[int] = set()
    for first in range(0, len(contact_ids), BATCH):
        theirs = outbox.c.contact_id.in_(contact_ids[first : first + BATCH])
        begun = or_(outbox.c.state.in_(("sending", "sent", "in_doubt")), outbox.c.doubts > 0)
        rows = select(outbox.c.contact_id).where(outbox.c.kind == kind_of(announcement_id), theirs, begun)
        found |= set(connection.scalars(rows))
    return found


def cancel(connection: Connection, announcement_id: int, now: datetime) -> int:
    """Let nothing of an announcement go that has not gone; what may have gone is in doubt. Return how many rows.

    A knock that has not gone ends where nothing is left behind it.
    """
    mine = (outbox.c.kind == kind_of(announcement_id)) & _UNSENT
    knocked = hold_knocked(connection, [mine])
    state = case((outbox.c.doubts > 0, "in_doubt"), else_="cancelled")
    mark(connection)
    ended = connection.execute(update(outbox).where(mine).values(state=state, reason="cancelled")).rowcount
    end_knocks(connection, knocked, now)
    return ended


def again(connection: Connection, announcement_id: int, reasons: Collection[str], now: datetime) -> int:
    """Let those wait anew whose delivery failed: it is over for one of the reasons, or its message never went."""
    dead = and_(
        delivery.c.state == "put",
        outbox.c.state.in_(("never", "expired")),
        outbox.c.reason != "stopped",
    )
    failed: ColumnElement[bool] = or_(and_(delivery.c.state == "over", delivery.c.reason.in_(reasons)), dead)
    chosen = select(delivery.c.id, delivery.c.outbox_id).outerjoin(outbox, outbox.c.id == delivery.c.outbox_id)
    chosen = chosen.where(delivery.c.announcement_id == announcement_id, delivery.c.contact_id.is_not(None), failed)
    rows = connection.execute(chosen.order_by(delivery.c.id)).all()
    for first in range(0, len(rows), BATCH):
        some = rows[first : first + BATCH]
        old = [outbox_id for _, outbox_id in some if outbox_id is not None]
        connection.execute(update(outbox).where(outbox.c.id.in_(old)).values(state="cancelled", reason="again"))
        anew = {"state": "waiting", "reason": "", "outbox_id": None, "due_at": now, "round": delivery.c.round + 1}
        connection.execute(update(delivery).where(delivery.c.id.in_([one for one, _ in some])).values(anew))
    return len(rows)


def got(connection: Connection, announcement_ids: Collection[int], contact_ids: Collection[int]) -> int:
    """Return how many of the contacts have got one of some announcements, or will."""
    goes = outbox.c.state.in_(("waiting", "parked", "sending", "sent", "in_doubt"))
    kept = or_(delivery.c.state == "waiting", and_(delivery.c.state == "put", goes))
    numbers, found = sorted(set(contact_ids)), 0
    for first in range(0, len(numbers), BATCH):
        theirs = delivery.c.contact_id.in_(numbers[first : first + BATCH])
        mine = select(func.count(delivery.c.contact_id.distinct()))
        mine = mine.outerjoin(outbox, outbox.c.id == delivery.c.outbox_id)
        found += connection.execute(
            mine.where(delivery.c.announcement_id.in_(list(announcement_ids)), theirs, kept)
        ).scalar_one()
    return found


def tally(connection: Connection, announcement_id: int) -> list[Group]:
    """Count an announcement's deliveries by what became of them."""
    sent, why = func.coalesce(outbox.c.state, ""), func.coalesce(outbox.c.reason, "")
    opened = func.coalesce(func.sum(case((outbox.c.status.in_(OPENED), 1), else_=0)), 0)
    found = select(delivery.c.state, delivery.c.reason, sent, why, func.count(), opened)
    found = found.outerjoin(outbox, outbox.c.id == delivery.c.outbox_id)
    found = found.where(delivery.c.announcement_id == announcement_id)
    return [Group(*row) for row in connection.execute(found.group_by(delivery.c.state, delivery.c.reason, sent, why))]


def forget(connection: Connection, whose: Contact, pseudonym: str) -> None:
    """Let go of somebody who is erased, before their messages are; what became of each delivery stays counted."""
    told = case((outbox.c.state == "sent", "sent"), (outbox.c.state == "in_doubt", "doubt"), else_="erased")
    row = select(told).where(outbox.c.id == delivery.c.outbox_id).scalar_subquery()
    reason = case((delivery.c.state == "over", delivery.c.reason), else_=func.coalesce(row, "erased"))
    sent = select(outbox.c.sent_at).where(outbox.c.id == delivery.c.outbox_id, outbox.c.state == "sent")
    gone = {"state": "over", "reason": reason, "contact_id": None, "outbox_id": None}
    kept = {"pseudonym": pseudonym, "programme": whose.programme, "country": whose.country}
    values = {**gone, **kept, "sent_at": sent.scalar_subquery()}
    connection.execute(update(delivery).where(delivery.c.contact_id == whose.id).values(values))


# The states stand in the text, not in parameters: only so do the partial indexes serve.
_OPEN = text("outbox.state = 'waiting'")
_UNSENT = text("outbox.lane IN (1, 2) AND outbox.state IN ('waiting', 'parked')")


def _waiting(announcement_id: int) -> ColumnElement[bool]:
    return and_(delivery.c.announcement_id == announcement_id, text("delivery.state = 'waiting'"))


def _change(connection: Connection, delivery_id: int, **values: object) -> None:
    connection.execute(update(delivery).where(delivery.c.id == delivery_id).values(values))
