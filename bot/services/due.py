"""What is due: planned, planned anew and cancelled by the services whose it is; it never sends and never ticks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.services.reminders import AHEAD
from bot.services.staff import Actor
from flows.core.values import Reply
from storage import log, notices, withdrawals
from storage.contacts import Contact
from storage.notices import Notice, Planned, Subject

ROUND = 500
"""How many notices are ended by one statement."""

Say = Callable[[Connection, Notice, Contact, datetime], Sequence[Reply | Part] | None]
"""What a notice says now, by today's truth; None where there is nothing to say any more.

It changes nothing. It may lock what is its reader's own: the tick has locked their contacts before, as a turn does.
A part is what somebody else said, in their own words or voice.
"""


Act = Callable[[Connection, Notice, datetime], datetime | None]
"""What a notice does when it is due, whether anybody hears of it or not; a moment: it must be looked at again then.

It may be done twice. It waits for nobody's rows: those whose notices these are may be locked.
"""


class Told(Protocol):
    """Notes what was said when it is in the outbox; ``parked``: there it waits until its reader writes."""

    def __call__(
        self,
        connection: Connection,
        row: Notice,
        contact: Contact,
        said: Sequence[Reply],
        now: datetime,
        *,
        parked: bool,
    ) -> None:
        """Note it."""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice, by the name under which it is stored for ever.

    ``ahead``: how much earlier it may go where it would come at night (``AHEAD`` for reminders). What a kind with
    ``told`` says is of its day: where it cannot be heard now it does not wait in the outbox, but is said anew then.
    A ``clock`` is there for its act: nobody hears it.
    """

    name: str
    say: Say
    ahead: timedelta = timedelta()
    act: Act | None = None
    told: Told | None = None
    clock: bool = False

    def planned(self, occurrence: str, due_at: datetime, latest: datetime, **more: Any) -> Planned:
        """Return a notice of this kind for ``plan``; ``more`` are further fields of ``Planned``."""
        return notice(self.name, occurrence, due_at, latest, self.ahead, **more)


def notice(
    kind: str, occurrence: str, due_at: datetime, latest: datetime, ahead: timedelta = timedelta(), **more: Any
) -> Planned:
    """Return a notice of a kind by its name; ``more`` are further fields of ``Planned``."""
    return Planned(kind, occurrence, due_at, due_at - ahead, latest, **more)


def plan(connection: Connection, subject: Subject, planned: Sequence[Planned], now: datetime) -> None:
    """Plan notices about a subject; those that are there follow, unless they are out. It may be done twice."""
    notices.put(connection, subject, planned, now)


def replan(
    connection: Connection,
    subject: Subject,
    planned: Sequence[Planned],
    now: datetime,
    *,
    sparing: Collection[str] = (),
) -> None:
    """Put these notices in the place of all that wait about a subject, but kinds in ``sparing``: it has moved."""
    cancel(connection, subject, now, "moved", sparing=sparing)
    notices.put(connection, subject, planned, now)


def cancel(
    connection: Connection,
    subject: Subject,
    now: datetime,
    reason: str,
    *,
    person_id: int | None = None,
    contact_id: int | None = None,
    sparing: Collection[str] = (),
) -> int:
    """Cancel what waits about a subject, for everybody or for one, but kinds in ``sparing``; return how many.

    What is in the outbox already is taken back, unless it is being sent.
    """
    whose = {"person_id": person_id, "contact_id": contact_id}
    found = notices.open_for(connection, subject, now, **whose, sparing=sparing)
    out = {dedupe(number): number for number, state in found if state == "out"}
    back = withdrawals.withdraw(connection, list(out), reason, now) if out else set()
    numbers = [number for number, state in found if state == "waiting"] + [out[key] for key in sorted(back)]
    for at in range(0, len(numbers), ROUND):
        notices.end(connection, numbers[at : at + ROUND], "cancelled", now, reason)
    return len(numbers)


def take_back(connection: Connection, row: Notice, now: datetime, reason: str) -> None:
    """Cancel one notice that waits, and what of it has not gone from the outbox yet."""
    if row.state == "out":
        withdrawals.withdraw(connection, [dedupe(row.id)], reason, now)
    notices.end(connection, [row.id], "cancelled", now, reason)


def on_their_way(connection: Connection, subject: Subject, kind: str) -> set[int]:
    """Return the people for whom a notice of a kind about a subject is in the outbox and has not gone."""
    found = {dedupe(number): person_id for number, person_id in notices.out(connection, subject, kind).items()}
    return {found[key] for key in withdrawals.on_their_way(connection, list(found))}


def look_again(connection: Connection, contact: Contact, now: datetime) -> None:
    """Look again at what is due soon for somebody whose quiet hours have changed."""
    notices.look_again(connection, contact.id, contact.person_id, now, now + AHEAD)


def dedupe(number: int) -> str:
    """Return the key under which a notice goes to the outbox."""
    return f"notice:{number}"


def cancel_one(connection: Connection, by: Actor, number: int, now: datetime) -> bool:
    """Let staff cancel one notice; False where it does not wait. Raises ``Denied``."""
    by.check("answer_tickets")
    row = notices.get(connection, number)
    if row is None or row.state != "waiting":
        return False
    notices.end(connection, [number], "cancelled", now, "staff")
    detail = {"notice": row.kind, "about": row.subject, "number": row.subject_id}
    log.write(connection, at=now, actor=by.name, act="notice_cancelled", subject=f"notice:{number}", detail=detail)
    return True
