"""The line of those who wait for a seat: who is offered a freed one, until when, and what lapses; it knows no words.

Whoever calls has locked the meeting. Seats that are offered count as taken.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import due, meeting_plans
from bot.services.quiet import next_loud
from storage import contacts, responses
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.notices import Planned
from storage.responses import Response

HELD = timedelta(hours=12)
"""How long a seat is held at most for whom it is offered to; a quarter of the time left, where that is shorter."""
LAST = timedelta(hours=2)
"""In these last hours a seat is offered to all at once: the first tap wins."""
SOME = 50
"""For how many of the line contacts are read at once."""


def free(connection: Connection, meeting: Meeting) -> int | None:
    """Return how many seats are left, None for no limit."""
    return None if meeting.seats is None else meeting.seats - responses.taken(connection, meeting.id)


def lapse(connection: Connection, programme: Programme, meeting: Meeting, now: datetime) -> None:
    """Take back offers whose time is over, and offer those seats to the next."""
    over = responses.lapsed(connection, meeting.id, now)
    for one in over:
        responses.change(connection, one.id, standing="none", rank=0, offered_until=None)
    if over:
        promote(connection, programme, meeting, now)


def promote(connection: Connection, programme: Programme, meeting: Meeting, now: datetime) -> int:
    """Offer free seats to those who wait, in their order; return to how many.

    A party that does not fit is passed over and told. Whoever can hear of it only in the last hours hears of it with
    all others like them.
    """
    left = free(connection, meeting)
    gap = 10**6 if left is None else left
    offered, late = 0, list[Response]()
    for one, contact in _reachable(connection, responses.waiting(connection, meeting.id)):
        if gap <= 0:
            break
        at = _heard(programme, contact, now)
        if meeting.starts_at - at <= LAST:
            late.append(one)
        elif one.party > gap:
            _tell_too_big(connection, meeting, one, gap, now)
        else:
            _offer(connection, meeting, one, at, now)
            offered, gap = offered + 1, gap - one.party
    fitting = [one for one in late if one.party <= gap]
    _call(connection, meeting, fitting, now)
    return offered + len(fitting)


def hold_anew(connection: Connection, programme: Programme, meeting: Meeting, now: datetime) -> None:
    """Offer seats of a meeting whose time has changed as the time that is left now allows; they are heard of anew.

    No offer lasts longer than before. One that would be heard only in the last hours is taken back: whoever had it
    stands where they stood in the line and hears with all others like them.
    """
    offered = responses.offered(connection, meeting.id)
    known = contacts.last_of(connection, [one.person_id for one in offered if one.person_id])
    for one in offered:
        contact = known.get(one.person_id or 0)
        at = _heard(programme, contact, now) if contact else now
        if meeting.starts_at - at <= LAST:
            responses.change(connection, one.id, standing="waiting", offered_until=None)
        else:
            _offer(connection, meeting, one, at, now)
    promote(connection, programme, meeting, now)


def _heard(programme: Programme, contact: Contact, now: datetime) -> datetime:
    """Return when somebody can hear of a seat: now, or in the morning."""
    return next_loud(now, programme.zone(contact.country), contact.quiet_from, contact.quiet_to)


def _reachable(connection: Connection, line: Sequence[Response]) -> Iterator[tuple[Response, Contact]]:
    """Give those of a line who can hear of a seat, each with the contact last written from."""
    waiting = iter(line)
    while some := list(islice(waiting, SOME)):
        known = contacts.last_of(connection, [one.person_id for one in some if one.person_id])
        for one in some:
            contact = known.get(one.person_id or 0)
            if contact and contact.stopped_at is None and contact.unreachable_at is None:
                yield one, contact


def _offer(connection: Connection, meeting: Meeting, one: Response, at: datetime, now: datetime) -> None:
    """Hold a seat for somebody, who hears of it at a moment; one that is held already is held no longer than it was."""
    until = at + min(HELD, (meeting.starts_at - at) / 4)
    if one.offered_until is not None:
        until = min(until, one.offered_until)
    responses.change(connection, one.id, standing="offered", offered_until=until)
    rows = meeting_plans.offer(meeting, one.person_id, at, until)
    due.plan(connection, meeting_plans.subject(meeting.id), rows, now)


def _call(connection: Connection, meeting: Meeting, late: Sequence[Response], now: datetime) -> None:
    """Tell all of these that there is a seat for whoever is first."""
    occurrence = f"open {now.isoformat(timespec='minutes')}"
    rows: list[Planned] = [
        meeting_plans.planned(
            *(meeting_plans.OFFERED, occurrence, now, meeting.starts_at), asked_for=True, person_id=one.person_id
        )
        for one in late
    ]
    due.plan(connection, meeting_plans.subject(meeting.id), rows, now)


def _tell_too_big(connection: Connection, meeting: Meeting, one: Response, gap: int, now: datetime) -> None:
    row = meeting_plans.planned(
        *(meeting_plans.TOO_BIG, str(gap), now, meeting.starts_at), asked_for=True, person_id=one.person_id
    )
    due.plan(connection, meeting_plans.subject(meeting.id), [row], now)
