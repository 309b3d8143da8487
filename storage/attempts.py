"""Every attempt to send a message, as rows; it never knows why an attempt was made or what follows from it.

Words that are results: those of a receipt, with ``timeout``, ``server`` and ``crashed`` in the place of ``doubt``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from storage.prepared import Prepared
from storage.tables import attempt, outbox
from storage.types import UtcDateTime

LATEST = 100
"""How many of a contact's messages a look-up at a provider may have to tell apart; no list of one is as long."""
DOUBTFUL = ("crashed", "timeout", "server")
"""The results after which a message may have been sent and may not."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt on an outbox row, claimed under ``fence``; ``n`` counts from 1. ``detail`` holds nothing personal."""

    outbox_id: int
    fence: int
    n: int
    started_at: datetime
    ended_at: datetime | None
    result: str
    detail: str = ""


# Only the one who still holds the row may write: a late outcome of a former sender must leave no trace, and a row
# that was erased meanwhile must not fail the others that are written with it.
_ADD = Prepared(
    text(
        "INSERT INTO attempt (outbox_id, n, started_at, ended_at, result, detail)"
        " SELECT id, :n, :started_at, :ended_at, :result, :detail FROM outbox"
        " WHERE id = :outbox_id AND state = 'sending' AND fence = :fence"
    ).bindparams(bindparam("started_at", type_=UtcDateTime()), bindparam("ended_at", type_=UtcDateTime()))
)


_FIELDS = tuple(field.name for field in fields(Attempt))


def add(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Store attempts whose rows are still being sent under their fence; the others leave no trace."""
    if attempts:
        _ADD.many(connection, [{name: getattr(one, name) for name in _FIELDS} for one in attempts])


def doubts(connection: Connection, outbox_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Return how many doubtful attempts each row has, by result; rows without any are empty."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    if outbox_ids:
        counted = (
            select(attempt.c.outbox_id, attempt.c.result, func.count().label("times"))
            .where(attempt.c.outbox_id.in_(outbox_ids), attempt.c.result.in_(DOUBTFUL))
            .group_by(attempt.c.outbox_id, attempt.c.result)
        )
        for row in connection.execute(counted):
            found[row.outbox_id][row.result] = row.times
    return found


def began(connection: Connection, outbox_ids: Sequence[int]) -> Mapping[int, datetime]:
    """Return when the first attempt on each row began; rows without any are missing."""
    if not outbox_ids:
        return {}
    first = func.min(attempt.c.started_at, type_=attempt.c.started_at.type)
    found = select(attempt.c.outbox_id, first).where(attempt.c.outbox_id.in_(outbox_ids)).group_by(attempt.c.outbox_id)
    return {row[0]: row[1] for row in connection.execute(found)}


def others(connection: Connection, contact_id: int, but: int) -> frozenset[str]:
    """Return the provider's own numbers of a contact's latest messages, but of one row."""
    mine = (outbox.c.contact_id == contact_id) & (outbox.c.id != but) & (outbox.c.provider_id != "")
    return frozenset(
        connection.scalars(select(outbox.c.provider_id).where(mine).order_by(outbox.c.id.desc()).limit(LATEST))
    )
