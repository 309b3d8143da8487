"""Messages that staff must decide about, and the counts that tell how sending goes; it never sends."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, func, select, text, union_all, update

from storage.outbox import FOLLOWING, mark
from storage.tables import attempt, outbox
from storage.tables.messages import HELD_UP

RETRY_FOR = timedelta(hours=24)
"""How long a message is tried again when staff say so and its deadline has passed."""
DEAD = ("in_doubt", "never", "expired")
UNSURE = "unsure"
"""Why a message is cancelled that staff gave up and that may have arrived all the same."""
WORST = ("never", "expired", "in_doubt", "cancelled", "waiting", "parked", "sending", "sent")
"""Every state, the worst first."""
MOST_PARTS = 50
"""How many parts of one message are looked at."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that did not surely arrive; ``detail`` is what the last attempt said, without personal data."""

    id: int
    channel: str
    contact_id: int
    lane: int
    kind: str
    state: str
    reason: str
    attempts: int
    doubts: int
    created_at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class Count:
    """The number of rows of a channel and lane that have a state, and when the oldest of them was put."""

    channel: str
    lane: int
    state: str
    number: int
    oldest: datetime


def deadletters(
    connection: Connection, states: Sequence[str] = DEAD, *, after: int = 0, limit: int = 200
) -> list[DeadLetter]:
    """Return messages that ended without surely arriving, by id from after ``after`` on.

    Voice notes that follow their words are none: the words went, and a note is worth nothing later.
    """
    last = (
        select(attempt.c.detail)
        .where(attempt.c.outbox_id == outbox.c.id)
        .order_by(attempt.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    own = [outbox.c[field.name] for field in fields(DeadLetter) if field.name != "detail"]
    found = select(*own, func.coalesce(last, "")).where(outbox.c.state.in_(states), outbox.c.id > after)
    found = found.where(outbox.c.kind != FOLLOWING).order_by(outbox.c.id).limit(limit)
    return [DeadLetter(*row) for row in connection.execute(found)]


def retry(connection: Connection, outbox_id: int, now: datetime) -> bool:
    """Send a dead letter once more; False where it is none. Its doubts stay: the channel may look it up first."""
    mark(connection)
    dead = (outbox.c.id == outbox_id) & outbox.c.state.in_(DEAD)
    later = case((outbox.c.deadline > now, outbox.c.deadline), else_=now + RETRY_FOR)
    again = {"state": "waiting", "reason": "", "next_at": now, "deadline": later}
    return connection.execute(update(outbox).where(dead).values(again)).rowcount == 1


def discard(connection: Connection, outbox_id: int) -> bool:
    """Give a dead letter up; False where it is none. What may have arrived stays known as that."""
    dead = (outbox.c.id == outbox_id) & outbox.c.state.in_(DEAD)
    why = case((outbox.c.state == "in_doubt", UNSURE), else_="discarded")
    return connection.execute(update(outbox).where(dead).values(state="cancelled", reason=why)).rowcount == 1


_COUNTED = (
    "state = 'waiting'",
    "state = 'sending'",
    f"{HELD_UP} AND state IN ('parked', 'in_doubt') AND kind <> '{FOLLOWING}'",
)


def counts(connection: Connection) -> list[Count]:
    """Return how many rows are open or in doubt, by channel, lane and state; notes that follow only while they go."""
    columns = (outbox.c.channel, outbox.c.lane, outbox.c.state)
    oldest = func.min(outbox.c.created_at, type_=outbox.c.created_at.type)
    # One part for each partial index: together they would read the whole table.
    parts = [select(*columns, func.count(), oldest).where(text(state)).group_by(*columns) for state in _COUNTED]
    return [Count(*row) for row in connection.execute(union_all(*parts))]


def worst(connection: Connection, dedupe: str) -> str:
    """Return how a message with a key stands, by the worst of its parts; "" where it has gone."""
    keys = [dedupe, *(f"{dedupe}.{n}" for n in range(2, MOST_PARTS + 1))]
    found = set(connection.scalars(select(outbox.c.state).where(outbox.c.dedupe.in_(keys))))
    return next((state for state in WORST if state in found), "")
