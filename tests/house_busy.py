"""What tells whether a whole Drom in a test still has something to do at its time; it does nothing itself."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, exists, func, select

from storage.prepared import Prepared
from storage.tables import inbox, outbox


def busy(now: datetime) -> Callable[[Connection], tuple[bool, bool, datetime | None, bool]]:
    """Return what tells whether a message waits to be worked, whether one to be sent, when one is sent again, and
    whether one waits for its file.

    A clock that was moved lets a lease run out: what was just to be sent is then sent a moment later, by that clock.
    """

    def look(connection: Connection) -> tuple[bool, bool, datetime | None, bool]:
        ((incoming, outgoing, again, awaited),) = _LOOK.rows(connection, {"now": now})
        return bool(incoming), bool(outgoing), again if outgoing else None, bool(awaited)

    return look


def _look() -> Select[bool, bool, datetime | None, bool]:
    """Return the question that is asked after every message: made once, as making it took longer than the answer."""
    now = bindparam("now", type_=inbox.c.next_at.type)
    open_rows = ((outbox.c.state == "waiting") & (outbox.c.next_at <= now)) | (outbox.c.state == "sending")
    first = inbox.alias()
    held_up = (first.c.contact_id == inbox.c.contact_id) & (first.c.state == "waiting") & (first.c.next_at > now)
    waiting = (inbox.c.state == "waiting") & (inbox.c.next_at <= now) & ~exists(select(first.c.id).where(held_up))
    held = (outbox.c.state == "waiting") & (outbox.c.next_at > now)
    file = held & (outbox.c.reason == "file")
    later = held & ((outbox.c.reason == "safe") | (outbox.c.reason == "file"))
    again = select(func.min(outbox.c.next_at)).where(later).scalar_subquery()
    going = exists(select(outbox.c.id).where(open_rows))
    return select(exists(select(inbox.c.id).where(waiting)), going, again, exists(select(outbox.c.id).where(file)))


_LOOK = Prepared(_look())
