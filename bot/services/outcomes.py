"""What an attempt leaves behind in the database: the row's new state, the attempt, and what it says of the contact.

It never knows slots, rates or a network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection

from bot.channels.port import Receipt
from bot.services.resend import Cause, Verdict, cause, doubted, judge
from storage import attempts, outbox, sending
from storage.attempts import Attempt
from storage.leases import Lease
from storage.sending import Orphan, Settled, Taken

FAR = float("inf")


@dataclass(frozen=True, slots=True)
class Landed:
    """One attempt and how it ended. ``uncounted``: it was a probe, and the attempt shall not count."""

    row: Taken
    lease: Lease
    receipt: Receipt
    started_at: datetime
    ended_at: datetime
    uncounted: bool = False


def settle(connection: Connection, outcomes: Sequence[Landed], chance: Random) -> None:
    """Store attempts, and what they mean for their rows and contacts; what is no longer ours stays as it is."""
    doubtful = [one.row.id for one in outcomes if one.receipt.result == "doubt" and one.row.doubts]
    before = attempts.doubts(connection, doubtful)
    verdicts = [_verdict(one, before.get(one.row.id, {}), chance) for one in outcomes]
    attempts.add(connection, [_attempt(one) for one in outcomes if not one.uncounted])
    sending.settle(connection, [_settled(one, verdict) for one, verdict in zip(outcomes, verdicts, strict=True)])
    for one in outcomes:
        if one.receipt.result != "sent":
            _contact(connection, one)


def recover(connection: Connection, orphans: Sequence[Orphan], seconds: float, now: datetime) -> None:
    """Treat rows that nobody settled as attempts during which the process died; ``seconds`` is a lease's length."""
    before = attempts.doubts(connection, [one.id for one in orphans])
    crashed = []
    for one in orphans:
        started_at = one.lease_until - timedelta(seconds=seconds)
        crashed.append(Attempt(one.id, one.fence, one.attempts, started_at, now, "crashed"))
    rows = []
    for one in orphans:
        verdict = doubted("crashed", _with(before.get(one.id, {}), "crashed"), _left(one.deadline, now))
        next_at = now + timedelta(seconds=verdict.pause)
        rows.append(Settled(one.id, one.fence, verdict.state, verdict.reason, next_at, doubts=1))
    attempts.add(connection, crashed)
    sending.settle(connection, rows)


def _verdict(one: Landed, before: Mapping[str, int], chance: Random) -> Verdict:
    if one.receipt.result == "doubt":
        why = cause(one.receipt)
        return doubted(why, _with(before, why), _left(one.row.deadline, one.ended_at))
    verdict = judge(one.receipt, one.row.attempts, chance)
    # The breaker says when to try again; a pause of the row would only delay what waits behind it.
    return Verdict(verdict.state, verdict.reason) if one.uncounted else verdict


def _attempt(one: Landed) -> Attempt:
    result = cause(one.receipt) if one.receipt.result == "doubt" else one.receipt.result
    row = one.row
    return Attempt(row.id, one.lease.fence, row.attempts, one.started_at, one.ended_at, result, one.receipt.detail)


def _settled(one: Landed, verdict: Verdict) -> Settled:
    return Settled(
        one.row.id,
        one.lease.fence,
        verdict.state,
        verdict.reason,
        one.ended_at + timedelta(seconds=verdict.pause),
        doubts=int(one.receipt.result == "doubt"),
        uncounted=int(one.uncounted),
        provider_id=one.receipt.provider_id,
        sent_at=one.ended_at if verdict.state == "sent" else None,
    )


def _contact(connection: Connection, one: Landed) -> None:
    if one.receipt.moved_to:
        outbox.move(connection, one.row.contact_id, one.receipt.moved_to)
    match one.receipt.result:
        case "gone":
            outbox.silence(connection, one.row.contact_id, "unreachable", one.ended_at)
        case "stopped":
            outbox.silence(connection, one.row.contact_id, "stopped", one.ended_at)
        case "window":
            outbox.park(connection, one.row.contact_id)


def _with(before: Mapping[str, int], why: Cause) -> Mapping[str, int]:
    return {**before, why: before.get(why, 0) + 1}


def _left(deadline: datetime | None, now: datetime) -> float:
    return FAR if deadline is None else (deadline - now).total_seconds()
