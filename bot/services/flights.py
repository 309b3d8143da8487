"""Messages on their way as the desk of a channel sees them: values that pass between sorting, sending and settling.

They never know a database or a network.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.services.rates import Stamp
from storage.sending import Due

REPLIES, BULK = 0, 1
"""The two pools of slots: replies, and all that is pushed (notices before announcements)."""
UNSURE_SECONDS = 2.0
"""After this long without word of its commit, a row that was taken is looked at again."""
GIVEN_UP_SECONDS = 30.0
"""After this long it is not ours any more; if it was committed after all, it is recovered like after a crash."""


@dataclass(slots=True)
class Flight:
    """A row on its way. ``begun`` once its taking is committed; ``answered`` once the channel gave a receipt."""

    id: int
    contact_id: int
    pool: int
    stamp: Stamp
    since: float
    probe: bool = False
    begun: bool = False
    answered: bool = False


@dataclass(slots=True)
class Sorting:
    """What to do with the rows that were looked at. ``full``: there may be more; ``clogged``: and room for them.

    ``put_off`` says until when a row must wait: ASIDE for an older one of its chat.
    """

    ids: list[int] = field(default_factory=list)
    closed: list[tuple[int, str, str]] = field(default_factory=list)
    contacts: set[int] = field(default_factory=set)
    put_off: list[tuple[int, datetime]] = field(default_factory=list)
    stalled: set[int] = field(default_factory=set)
    full: bool = False
    clogged: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """What a receipt changed: the breaker opened or closed, or the channel is blocked for so many seconds."""

    opened: bool = False
    closed: bool = False
    uncounted: bool = False
    blocked: float = 0.0


def end_of(row: Due, utc: datetime) -> tuple[int, str, str] | None:
    """Return how a waiting row ends that must not be sent any more (id, state, reason), or None."""
    if row.deadline is not None and row.deadline <= utc:
        return row.id, "in_doubt" if row.doubts else "expired", "deadline"
    return (row.id, "never", row.silent) if row.silent else None
