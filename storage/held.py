"""What a restored copy must not send by itself: it may have gone out since the copy was made; it never sends.

``hold`` ends everything that was waiting, was due, or was not worked, under the reason ``restored``; ``release`` lets
it go on, or gives it up. What comes into being after ``hold`` is not touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, select, text, update

from storage import facts, knocks
from storage.outbox import mark
from storage.parked import KNOCK, UNDECIDED
from storage.sending import ASIDE
from storage.tables import announcement, delivery, inbox, knock, notice, outbox
from storage.tables.messages import HELD_UP

RESTORED = "restored"
"""The reason of what is held, and the fact that says since when; a parked message's own reason follows a colon."""
_PARKED = f"{RESTORED}:"


@dataclass(frozen=True, slots=True)
class Held:
    """So much is held since a copy was restored: messages out, messages in, due things, announcements."""

    since: datetime
    messages: int
    received: int
    notices: int
    announcements: int

    @property
    def number(self) -> int:
        """Return how much it is in all."""
        return self.messages + self.received + self.notices + self.announcements

    def __str__(self) -> str:
        """Say it in words."""
        return (
            f"{self.messages} messages, {self.received} messages received, {self.notices} notices and "
            f"{self.announcements} announcements"
        )


def hold(connection: Connection, now: datetime) -> Held:
    """Hold all that waits, and all that has become due until now; return how much."""
    _hold_outbox(connection, now)
    waits = update(inbox).where(inbox.c.state == "waiting")
    connection.execute(waits.values(state="failed", outcome=RESTORED, done_at=now))
    due = update(notice).where(notice.c.state == "waiting", notice.c.next_at <= now)
    connection.execute(due.values(state="never", reason=RESTORED, ended_at=now))
    going = list(connection.scalars(select(announcement.c.id).where(announcement.c.state == "sending")))
    connection.execute(update(announcement).where(announcement.c.id.in_(going)).values(state="paused"))
    before = facts.get(connection, RESTORED, {"announcements": []})  # of a copy that was restored itself
    going += before["announcements"]
    facts.put(connection, RESTORED, {"at": now.isoformat(), "announcements": going})
    return _count(connection, now, going)


def held(connection: Connection) -> Held | None:
    """Return how much is held, or None where nothing was restored or all of it was released."""
    fact = facts.get(connection, RESTORED)
    if fact is None:
        return None
    return _count(connection, datetime.fromisoformat(fact["at"]), fact["announcements"])


def release(connection: Connection, now: datetime, *, discard: bool = False) -> Held | None:
    """Let what is held go on, or give it up; return how much it was, None where nothing is held.

    A message that was received and not worked is worked now, unless its person has written since.
    """
    found = held(connection)
    if found is None:
        return None
    going = facts.get(connection, RESTORED)["announcements"]
    (_discard if discard else _release)(connection, now, going)
    facts.put(connection, RESTORED, None)
    mark(connection)
    return found


# The states stand in the text, as the partial indexes have them: only so do they serve.
_NEVER = text(f"{HELD_UP} AND state = 'never'")
_MESSAGES = and_(_NEVER, outbox.c.reason.startswith(RESTORED, autoescape=True))
_RECEIVED = (inbox.c.state == "failed") & (inbox.c.outcome == RESTORED)
_NOTICES = and_(text("notice.state = 'never'"), notice.c.reason == RESTORED)


def _count(connection: Connection, since: datetime, going: Sequence[int]) -> Held:
    rows = (_MESSAGES, _RECEIVED, _NOTICES, _still(going))
    return Held(since, *(connection.execute(select(func.count()).where(one)).scalar_one() for one in rows))


def _still(numbers: Sequence[int]) -> ColumnElement[bool]:
    """Return what is true of those announcements that nobody has resumed or cancelled meanwhile."""
    return announcement.c.id.in_(numbers) & (announcement.c.state == "paused")


def _hold_outbox(connection: Connection, now: datetime) -> None:
    open_rows = outbox.c.state.in_(("waiting", "parked", "sending"))
    # A knock that may not have gone must not keep the next one back.
    unsure = select(outbox.c.id).where(open_rows)
    ended = update(knock).where(knock.c.ended_at.is_(None), knock.c.outbox_id.in_(unsure))
    connection.execute(ended.values(ended_at=now, ending=RESTORED))
    reason = case((outbox.c.state == "parked", literal(_PARKED) + outbox.c.reason), else_=RESTORED)
    doubts = outbox.c.doubts + case((outbox.c.state == "sending", 1), else_=0)
    held = update(outbox).where(open_rows)
    connection.execute(held.values(state="never", reason=reason, doubts=doubts, lease_until=None))


def _release(connection: Connection, now: datetime, going: Sequence[int]) -> None:
    parked = outbox.c.reason.startswith(_PARKED, autoescape=True)
    own = func.substr(outbox.c.reason, len(_PARKED) + 1)
    # A knock that is held would come without being open, and perhaps too late: what is behind it is looked at anew.
    anew = case((and_(own == KNOCK, _knocked()), UNDECIDED[0]), else_=own)
    is_knock = outbox.c.kind == knocks.KIND
    connection.execute(update(outbox).where(_MESSAGES, parked, ~is_knock).values(state="parked", reason=anew))
    connection.execute(update(outbox).where(_MESSAGES, is_knock).values(state="cancelled", reason=RESTORED))
    moment = case((outbox.c.next_at < ASIDE, outbox.c.next_at), else_=now)
    connection.execute(update(outbox).where(_MESSAGES).values(state="waiting", reason="", next_at=moment))
    newer = inbox.alias()
    since = select(newer.c.id).where(newer.c.contact_id == inbox.c.contact_id, newer.c.id > inbox.c.id, ~_held(newer))
    again = update(inbox).where(_RECEIVED, ~since.exists())
    connection.execute(again.values(state="waiting", outcome="", next_at=now, done_at=None))
    connection.execute(update(inbox).where(_RECEIVED).values(outcome="overtaken"))
    connection.execute(update(notice).where(_NOTICES).values(state="waiting", reason="", next_at=now, ended_at=None))
    connection.execute(update(announcement).where(_still(going)).values(state="sending"))


def _knocked() -> ColumnElement[bool]:
    """Return what is true of rows of the outbox to whose contact a knock is held."""
    sent = outbox.alias()
    mine = (sent.c.contact_id == outbox.c.contact_id) & (sent.c.kind == knocks.KIND) & (sent.c.state == "never")
    return select(sent.c.id).where(mine, sent.c.reason.startswith(RESTORED, autoescape=True)).exists()


def _held(rows: object) -> ColumnElement[bool]:
    """Return what is true of rows of the inbox that are held themselves."""
    columns = rows.c  # type: ignore[attr-defined]
    return (columns.state == "failed") & (columns.outcome == RESTORED)  # type: ignore[no-any-return]


def _discard(connection: Connection, now: datetime, going: Sequence[int]) -> None:
    connection.execute(update(outbox).where(_MESSAGES).values(state="cancelled", reason="discarded"))
    connection.execute(update(inbox).where(_RECEIVED).values(outcome="discarded"))
    connection.execute(update(notice).where(_NOTICES).values(state="cancelled", reason="discarded"))
    mine = (delivery.c.announcement_id.in_(going)) & (delivery.c.state == "waiting")
    connection.execute(update(delivery).where(mine).values(state="over", reason="discarded"))
    connection.execute(update(announcement).where(_still(going)).values(state="cancelled", ended_at=now))
