"""The right to do something alone, for a while, under a number that grows at each change of hands (fencing).

It never knows what the right is for. On PostgreSQL the database's clock counts: processes may disagree about time.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, text, update

from storage.tables import lease
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Lease:
    """A right that is held. ``blocked_until`` is what an earlier or the present holder was told to wait for."""

    name: str
    owner: str
    fence: int
    until: datetime
    blocked_until: datetime | None = None


_TAKE = text(
    "INSERT INTO lease (name, owner, fence, until) VALUES (:name, :owner, 1, :until)"
    " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, fence = lease.fence + 1, until = excluded.until"
    " WHERE lease.until <= :now OR :force"
    " RETURNING name, owner, fence, until, blocked_until"
).bindparams(bindparam("until", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime()))
_TAKE_COLUMNS = _TAKE.columns(lease.c.name, lease.c.owner, lease.c.fence, lease.c.until, lease.c.blocked_until)


def take(
    connection: Connection, name: str, owner: str, now: datetime, seconds: float, *, force: bool = False
) -> Lease | None:
    """Take a lease that is free or has run out, under the next fence; None while somebody else holds it.

    ``force`` takes it from whoever holds it: only for one who knows otherwise that the holder is dead.
    """
    moment = _moment(connection, now)
    values = {"name": name, "owner": owner, "now": moment, "until": moment + timedelta(seconds=seconds), "force": force}
    row = connection.execute(_TAKE_COLUMNS, values).one_or_none()
    return None if row is None else _lease(row)


def renew(connection: Connection, held: Lease, now: datetime, seconds: float) -> Lease | None:
    """Hold a lease for so long from now; None where it was taken from us, however long ago it ran out."""
    until = _moment(connection, now) + timedelta(seconds=seconds)
    changed = connection.execute(update(lease).where(_mine(held)).values(until=until))
    return replace(held, until=until) if changed.rowcount else None


def give_back(connection: Connection, held: Lease, now: datetime) -> None:
    """Let the next one have it at once; does nothing where it was taken from us."""
    connection.execute(update(lease).where(_mine(held)).values(until=_moment(connection, now)))


def block(connection: Connection, held: Lease, until: datetime) -> None:
    """Write down that nothing may be done under this lease before a moment, whoever holds it then."""
    connection.execute(update(lease).where(_mine(held)).values(blocked_until=until))


def holds(connection: Connection, held: Lease) -> bool:
    """Say whether a lease is still ours; one that ran out is, as long as nobody took it."""
    return connection.execute(select(lease.c.fence).where(_mine(held))).one_or_none() is not None


def _mine(held: Lease) -> ColumnElement[bool]:
    return (lease.c.name == held.name) & (lease.c.fence == held.fence)


def _moment(connection: Connection, now: datetime) -> datetime:
    if connection.dialect.name == "sqlite":
        return now
    found: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return found


def _lease(row: Row[tuple[str, str, int, datetime, datetime | None]]) -> Lease:
    return Lease(row.name, row.owner, row.fence, row.until, row.blocked_until)
