"""The outbox as its one sender sees it: what is due, taken, settled and left over; it never knows rates or slots.

Every write on a row that is being sent carries the fence under which it was taken: a sender that lost its lease
changes nothing any more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Connection, Integer, String, bindparam, column, exists, select, text, update

from storage import attempts
from storage.leases import Lease
from storage.prepared import Prepared
from storage.tables import lease, outbox
from storage.types import UtcDateTime

ASIDE = datetime(9999, 1, 1, tzinfo=UTC)
"""The ``next_at`` of a row set aside: it waits for an older one of its contact, and nobody need look at it."""


class Due(NamedTuple):
    """A waiting row. ``head``: no older one of its contact and lane is open. ``silent``: why nothing may be pushed.

    ``urgent``: it may be heard at night, as every reply may; it waits for older ones only that may be as well. What
    follows is the contact's: its country and its quiet hours.

    A tuple, for a commit may look at hundreds: a frozen dataclass takes three times as long to make (run).
    """

    id: int
    contact_id: int
    lane: int
    next_at: datetime
    deadline: datetime | None
    doubts: int
    head: bool
    silent: str
    urgent: bool = True
    country: str = ""
    quiet_from: int | None = None
    quiet_to: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is ours to send now; ``attempts`` counts this one, ``doubts`` those that may have arrived.

    Where there are doubts, ``since`` is when the first attempt began, and ``others`` are the provider's own numbers of
    the contact's other messages.
    """

    id: int
    contact_id: int
    lane: int
    address: str
    payload: Mapping[str, Any]
    attempts: int
    doubts: int
    deadline: datetime | None
    since: datetime | None = None
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """What a row is after an attempt. ``doubts`` is added; ``uncounted`` takes the attempt itself back (0 or 1)."""

    outbox_id: int
    fence: int
    state: str
    reason: str
    next_at: datetime
    doubts: int = 0
    uncounted: int = 0
    provider_id: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Orphan:
    """A row that somebody took and never settled."""

    id: int
    contact_id: int
    fence: int
    attempts: int
    doubts: int
    deadline: datetime | None
    lease_until: datetime


# The states stand in the text, not in parameters: only so do the partial indexes serve. Replies follow what a person
# wrote; all else is pushed, and not to somebody who stopped us or cannot be reached.
_LANE = """
SELECT * FROM (
  SELECT o.id, o.contact_id, o.lane, o.next_at, o.deadline, o.doubts,
    NOT EXISTS (
      SELECT 1 FROM outbox b WHERE b.contact_id = o.contact_id AND b.lane = o.lane AND b.id < o.id
      AND b.state IN ('waiting', 'sending'){behind}
    ) AS head,
    {contact}
  FROM outbox o{join} WHERE o.channel = :channel AND o.lane = {lane} AND o.state = 'waiting'
  ORDER BY o.next_at, o.id LIMIT {limit}
) AS lane{lane}
"""
_NOBODY = """'' AS silent, true AS urgent, '' AS country,
    CAST(NULL AS INTEGER) AS quiet_from, CAST(NULL AS INTEGER) AS quiet_to"""
_SOMEBODY = """CASE WHEN c.stopped_at IS NOT NULL THEN 'stopped' WHEN c.unreachable_at IS NOT NULL THEN 'unreachable'
      ELSE '' END AS silent, coalesce(o.urgent_until > :now, false) AS urgent, c.country, c.quiet_from, c.quiet_to"""
_PUSHED = {
    "contact": _SOMEBODY,
    "join": " JOIN contact c ON c.id = o.contact_id",
    "behind": " AND coalesce(b.urgent_until > :now, false) >= coalesce(o.urgent_until > :now, false)",
    "limit": ":bulk",
}
_LANES = (
    _LANE.format(lane=0, contact=_NOBODY, join="", behind="", limit=":replies"),
    _LANE.format(lane=1, **_PUSHED),
    _LANE.format(lane=2, **_PUSHED),
)
_FRONT = Prepared(
    text("UNION ALL".join(_LANES))
    .bindparams(bindparam("now", type_=UtcDateTime()))
    .columns(
        outbox.c.id,
        outbox.c.contact_id,
        outbox.c.lane,
        outbox.c.next_at,
        outbox.c.deadline,
        outbox.c.doubts,
        column("head", Boolean),
        column("silent", String),
        column("urgent", Boolean),
        column("country", String),
        column("quiet_from", Integer),
        column("quiet_to", Integer),
    )
)


def front(connection: Connection, channel: str, replies: int, bulk: int, now: datetime) -> list[Due]:
    """Return what waits, lane after lane, earliest first: so many replies, and so many of each other lane.

    Rows whose time has not come follow those that are due: the first of them says when to look again.
    """
    rows = _FRONT.rows(connection, {"channel": channel, "replies": replies, "bulk": bulk, "now": now})
    return [Due._make(row) for row in rows]


_HELD = exists(
    select(lease.c.name).where(lease.c.name == bindparam("lease_name"), lease.c.fence == bindparam("lease_fence"))
)
_TAKE = (
    update(outbox)
    .where(outbox.c.state == "waiting", _HELD)
    .values(
        state="sending",
        attempts=outbox.c.attempts + 1,
        fence=bindparam("lease_fence"),
        lease_until=bindparam("send_until"),
    )
    .returning(*(outbox.c[field.name] for field in fields(Taken) if field.name in outbox.c))
)


@cache
def _take(many: int) -> Prepared:
    """Return the statement for so many rows: a power of two, so that few are made (each takes milliseconds)."""
    return Prepared(_TAKE.where(outbox.c.id.in_([bindparam(f"id_{place}") for place in range(many)])))


def take(connection: Connection, held: Lease, ids: Sequence[int], until: datetime) -> list[Taken]:
    """Mark waiting rows as being sent under a lease, in the order given; none where the lease is no longer ours."""
    places = 1 << (len(ids) - 1).bit_length()  # never more than twice the send slots
    marks = [*ids, *[ids[0]] * (places - len(ids))]
    values: dict[str, Any] = {f"id_{place}": one for place, one in enumerate(marks)}
    values |= {"lease_name": held.name, "lease_fence": held.fence, "send_until": until}
    found = {row[0]: Taken(*row) for row in _take(places).rows(connection, values)}
    doubtful = [row for row in found.values() if row.doubts]
    began = attempts.began(connection, [row.id for row in doubtful])
    for row in doubtful:
        others = attempts.others(connection, row.contact_id, row.id)
        found[row.id] = replace(row, since=began.get(row.id), others=others)
    return [found[one] for one in ids if one in found]


def taken(connection: Connection, held: Lease, ids: Iterable[int]) -> set[int]:
    """Return which of some rows are being sent under a lease."""
    mine = (outbox.c.state == "sending") & (outbox.c.fence == held.fence)
    return set(connection.scalars(select(outbox.c.id).where(outbox.c.id.in_(ids), mine)))


_CLOSE = text("UPDATE outbox SET state = :state, reason = :reason WHERE id = :id AND state = 'waiting'")


def close(connection: Connection, ends: Sequence[tuple[int, str, str]]) -> None:
    """End waiting rows that must not be sent: each an id, a state and a reason."""
    if ends:
        connection.execute(_CLOSE, [{"id": one, "state": state, "reason": reason} for one, state, reason in ends])


_LATER = text("UPDATE outbox SET next_at = :next_at WHERE id = :id AND state = 'waiting'").bindparams(
    bindparam("next_at", type_=UtcDateTime())
)


def put_off(connection: Connection, until: Sequence[tuple[int, datetime]]) -> None:
    """Let waiting rows come later: each an id and its moment (ASIDE: when ``bring_back`` says so)."""
    if until:
        connection.execute(_LATER, [{"id": one, "next_at": moment} for one, moment in until])


_HUSH = text("UPDATE outbox SET next_at = :next_at, reason = 'night' WHERE id = :id AND state = 'waiting'").bindparams(
    bindparam("next_at", type_=UtcDateTime())
)


def hush(connection: Connection, until: Sequence[tuple[int, datetime]]) -> None:
    """Let waiting rows come when the night is over: each an id and its moment. No pause of the provider's is left."""
    if until:
        connection.execute(_HUSH, [{"id": one, "next_at": moment} for one, moment in until])


_QUEUES = ((0, False), (1, False), (1, True), (2, False), (2, True))
"""What is sent one by one for a contact: each lane, and in it what is urgent, which waits for nothing else."""
_BRING_BACK = Prepared(
    text(
        "UPDATE outbox SET next_at = :now WHERE state = 'waiting' AND next_at = :aside AND id ="
        " (SELECT b.id FROM outbox b WHERE b.contact_id = :contact_id AND b.lane = :lane"
        " AND coalesce(b.urgent_until > :now, false) >= :urgent AND b.state IN ('waiting', 'sending')"
        " ORDER BY b.id LIMIT 1)"
    ).bindparams(
        bindparam("now", type_=UtcDateTime()),
        bindparam("aside", type_=UtcDateTime()),
        bindparam("urgent", type_=Boolean()),
    )
)


def bring_back(connection: Connection, contact_ids: Iterable[int], now: datetime) -> None:
    """Make due what was set aside and is now the oldest of its contact and lane."""
    rows = [
        {"now": now, "aside": ASIDE, "contact_id": contact_id, "lane": lane, "urgent": urgent}
        for contact_id in contact_ids
        for lane, urgent in _QUEUES
    ]
    if rows:
        _BRING_BACK.many(connection, rows)


def aside(connection: Connection, channel: str) -> set[int]:
    """Return the contacts of which something is set aside."""
    found = _waiting(channel).with_only_columns(outbox.c.contact_id).distinct()
    found = found.where(outbox.c.lane.in_((0, 1, 2)), outbox.c.next_at == ASIDE)
    return set(connection.scalars(found))


def paused(connection: Connection, channel: str, now: datetime) -> dict[int, datetime]:
    """Return the contacts to which nothing may be sent before a moment, because the provider asked for a pause."""
    found = _waiting(channel).with_only_columns(outbox.c.contact_id, outbox.c.next_at)
    found = found.where(outbox.c.next_at > now, outbox.c.next_at < ASIDE, outbox.c.reason == "slow")
    pauses: dict[int, datetime] = {}
    for contact_id, until in connection.execute(found):
        pauses[contact_id] = max(until, pauses.get(contact_id, until))
    return pauses


def _waiting(channel: str) -> Any:
    return select(outbox.c.id).where(outbox.c.channel == channel, text("state = 'waiting'"))


_SETTLE = Prepared(
    text(
        "UPDATE outbox SET state = :state, reason = :reason, next_at = :next_at, lease_until = NULL,"
        " attempts = attempts - :uncounted, doubts = doubts + :doubts, provider_id = :provider_id, sent_at = :sent_at"
        " WHERE id = :outbox_id AND state = 'sending' AND fence = :fence"
    ).bindparams(bindparam("next_at", type_=UtcDateTime()), bindparam("sent_at", type_=UtcDateTime()))
)
_SETTLED = tuple(field.name for field in fields(Settled))


def settle(connection: Connection, rows: Sequence[Settled]) -> None:
    """Write what became of rows that are still being sent under their fence; the others stay as they are."""
    if rows:
        _SETTLE.many(connection, [{name: getattr(row, name) for name in _SETTLED} for row in rows])


def orphans(connection: Connection, channel: str, fence: int, now: datetime) -> list[Orphan]:
    """Return rows that a former sender left behind, and rows of this one whose time has run out."""
    found = select(*(outbox.c[name] for name in Orphan.__dataclass_fields__)).where(
        outbox.c.channel == channel,
        text("state = 'sending'"),
        (outbox.c.fence < fence) | (outbox.c.lease_until <= now),
    )
    return [Orphan(*row) for row in connection.execute(found.order_by(outbox.c.id))]
