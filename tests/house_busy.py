"""What tells whether a whole Drom in a test still has something to do at its time; it does nothing itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, bindparam, exists, func, select

from bot.services.courier import RAN_OUT
from storage.outbox import REPLY
from storage.prepared import Prepared
from storage.tables import attempt, inbox, outbox

SOON = timedelta(seconds=2)
"""How long an answer may wait for its turn, or to be tried again after a clock was moved under its sender."""


def busy(now: datetime) -> Callable[[Connection], tuple[bool, bool, datetime | None, bool]]:
    """Return what tells whether a message waits to be worked, whether one to be sent, when one is sent again, and
    whether one waits for its file.

    A clock that was moved lets a lease run out: what was just to be sent is then sent a moment later, by that clock.
    """

    def look(connection: Connection) -> tuple[bool, bool, datetime | None, bool]:
        ((incoming, outgoing, again, awaited, paced),) = _LOOK.rows(connection, {"now": now, "soon": now + SOON})
        return bool(incoming), bool(outgoing), again if outgoing else paced, bool(awaited)

    return look


def _look() -> Select[bool, bool, datetime | None, bool, datetime | None]:
    """Return the question that is asked after every message: made once, as making it took longer than the answer."""
    now = bindparam("now", type_=inbox.c.next_at.type)
    open_rows = ((outbox.c.state == "waiting") & (outbox.c.next_at <= now)) | (outbox.c.state == "sending")
    first = inbox.alias()
    held_up = (first.c.contact_id == inbox.c.contact_id) & (first.c.state == "waiting") & (first.c.next_at > now)
    waiting = (inbox.c.state == "waiting") & (inbox.c.next_at <= now) & ~exists(select(first.c.id).where(held_up))
    held = (outbox.c.state == "waiting") & (outbox.c.next_at > now)
    file = held & (outbox.c.reason == "file")
    later = held & ((outbox.c.reason == "safe") | (outbox.c.reason == "file"))
    soon = bindparam("soon", type_=inbox.c.next_at.type)
    ran_out = exists(select(attempt.c.id).where(attempt.c.outbox_id == outbox.c.id, attempt.c.detail == RAN_OUT))
    turn = (outbox.c.lane == REPLY) & (outbox.c.reason == "")
    waits = held & (outbox.c.next_at <= soon) & (turn | ((outbox.c.reason == "safe") & ran_out))
    paced = select(func.min(outbox.c.next_at)).where(waits)
    again = select(func.min(outbox.c.next_at)).where(later).scalar_subquery()
    going = exists(select(outbox.c.id).where(open_rows))
    awaited = exists(select(outbox.c.id).where(file))
    return select(exists(select(inbox.c.id).where(waiting)), going, again, awaited, paced.scalar_subquery())


_LOOK = Prepared(_look())
