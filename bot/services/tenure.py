"""Taking, keeping and giving back the right to send for a channel, and cleaning up after who had it before.

It never sends, and keeps nothing in mind: what it returns becomes true with the commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.services.outcomes import recover
from storage import leases, sending
from storage.leases import Lease


@dataclass(frozen=True, slots=True)
class Tenure:
    """A lease that is held. ``stalled`` are the contacts with rows set aside, ``recovered`` how many rows were.

    Only a ``new`` one says for how many seconds the channel (``blocked``) and some contacts must be left alone.
    """

    lease: Lease
    stalled: frozenset[int]
    recovered: int
    new: bool = False
    blocked: float = 0.0
    paused: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who wants to send for a channel: under what name, for how long at a time, and whether there is nobody else."""

    channel: str
    owner: str
    seconds: float
    alone: bool


def lease_name(channel: str) -> str:
    """Return the name of the lease under which a channel's messages are sent."""
    return f"send:{channel}"


def tend(
    connection: Connection, claimant: Claimant, held: Lease | None, alive: set[int], now: datetime
) -> Tenure | None:
    """Renew the lease, or take it, and recover what was left behind but for the rows in ``alive``.

    None where somebody else holds it.
    """
    if held is not None:
        held = leases.renew(connection, held, now, claimant.seconds)
        return None if held is None else _tenure(connection, claimant, held, alive, now)
    name = lease_name(claimant.channel)
    taken = leases.take(connection, name, claimant.owner, now, claimant.seconds, force=claimant.alone)
    if taken is None:
        return None
    found = _tenure(connection, claimant, taken, alive, now)
    paused = sending.paused(connection, claimant.channel, now)
    seconds = {contact_id: _seconds(until, now) for contact_id, until in paused.items()}
    return replace(found, new=True, blocked=_seconds(taken.blocked_until, now), paused=seconds)


def _tenure(connection: Connection, claimant: Claimant, held: Lease, alive: set[int], now: datetime) -> Tenure:
    recovered = _clean(connection, claimant, held, alive, now)
    stalled = sending.aside(connection, claimant.channel)
    sending.bring_back(connection, stalled, now)
    return Tenure(held, frozenset(stalled), recovered)


def _clean(connection: Connection, claimant: Claimant, held: Lease, alive: set[int], now: datetime) -> int:
    left = sending.orphans(connection, claimant.channel, held.fence, now)
    orphans = [one for one in left if one.id not in alive]
    recover(connection, orphans, claimant.seconds, now)
    return len(orphans)


def _seconds(until: datetime | None, now: datetime) -> float:
    return 0.0 if until is None else max(0.0, (until - now).total_seconds())
