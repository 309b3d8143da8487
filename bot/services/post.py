"""The sending of one channel, and what the sender's loop writes in one transaction; it never sends."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import Connection

from bot.clock import Clock
from bot.services.courier import Courier
from bot.services.desk import Desk
from bot.services.outcomes import Landed, settle
from bot.services.tenure import Claimant, Tenure, tend
from storage import leases, looking, sending
from storage.leases import Lease

LATE_SECONDS = 1.0
"""How long an outcome may take to be on disk (promises.md 2.1): a death before that repeats the message."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Post:
    """Everything about the sending of one channel. ``tend_at``: when its lease is due, in monotonic seconds."""

    desk: Desk
    courier: Courier
    claimant: Claimant
    tend_at: float


@dataclass(frozen=True, slots=True)
class Batch:
    """What the loop writes at once."""

    outcomes: Sequence[tuple[Desk, Landed]]
    blocks: Sequence[tuple[Lease, datetime]] = ()
    posts: Sequence[Post] = ()

    def write(self, connection: Connection, clock: Clock, chance: Random) -> list[Tenure | None]:
        """Write it; return what became of the lease of each post. It may run twice, and changes minds only once."""
        now = clock.now()
        # Whoever looked meanwhile would set aside, for good, what stands behind a row that is settled here.
        looking.wait(connection)
        settle(connection, [outcome for _, outcome in self.outcomes], chance)
        for desk, outcome in self.outcomes:
            desk.release(outcome.row.id)
            if outcome.row.contact_id in desk.stalled:
                sending.bring_back(connection, [outcome.row.contact_id], now)
        for held, until in self.blocks:
            leases.block(connection, held, until)
        return [tend(connection, post.claimant, post.desk.lease, post.desk.alive(), now) for post in self.posts]

    def tell(self, now: datetime) -> None:
        """Tell operators of outcomes that took too long to be on disk."""
        late = max(((now - outcome.ended_at).total_seconds() for _, outcome in self.outcomes), default=0.0)
        if late > LATE_SECONDS:
            _log.warning("%s outcomes were stored %.1f s after they were known at most", len(self.outcomes), late)
