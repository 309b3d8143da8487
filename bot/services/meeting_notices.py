"""What is said about meetings when its time comes, by today's truth; it never knows when that is, or a word of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import meeting_cards, meeting_plans, seating, waiting_line
from bot.services.due import NoticeKind
from flows.core.values import Reply
from storage import attendances, feedbacks, meetings, responses
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.notices import Notice
from storage.responses import Response

BUSY = timedelta(seconds=1)
"""When a lapse is tried again whose meeting somebody has in hand."""


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a notice is for, and what it is about, as they are now; the response is None of who has not answered."""

    connection: Connection
    row: Notice
    meeting: Meeting
    person_id: int
    response: Response | None
    contact: Contact
    programme: Programme
    now: datetime

    @property
    def place(self) -> str:
        """Return where they stand."""
        return self.response.place if self.response else "none"

    @property
    def is_coming(self) -> bool:
        """Tell whether they have a seat, or may come."""
        return self.place == "seated" or (self.response is not None and self.response.answer == "maybe")

    def card(self, state: str, **values: str) -> Reply:
        """Return one of the cards about the meeting."""
        return meeting_cards.say(state, self.meeting, self.contact, self.programme, **values)


Truth = Callable[[Told], Reply | None]
"""What there is to say of a meeting that is held and has not begun; None for nothing."""


def kinds(programme: Programme) -> tuple[NoticeKind, ...]:
    """Return every kind of notice about a meeting."""

    def kind(name: str, truth: Truth, *, held: bool = True) -> NoticeKind:
        def say(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
            told = _told(connection, row, contact, programme, now)
            if told is None or (held and not _held(told)):
                return None
            reply = truth(told)
            return None if reply is None else (reply,)

        return NoticeKind(name, say, meeting_plans.AHEADS.get(name, timedelta()))

    def lapse(connection: Connection, row: Notice, now: datetime) -> datetime | None:
        return None if seating.lapse(connection, programme, row.subject_id, now) else now + BUSY

    lapsed = kind(meeting_plans.LAPSE, _lapsed)
    return (
        kind(meeting_plans.INVITED, _invited),
        kind(meeting_plans.REMINDER, _reminder),
        kind(meeting_plans.CHANGED, _changed),
        kind(meeting_plans.CANCELLED, _cancelled, held=False),
        kind(meeting_plans.OFFERED, _offered),
        NoticeKind(lapsed.name, lapsed.say, act=lapse),
        kind(meeting_plans.TOO_BIG, _too_big),
        kind(meeting_plans.FEEDBACK, _feedback, held=False),
        kind(meeting_plans.MISSED, _missed, held=False),
    )


def _told(connection: Connection, row: Notice, contact: Contact, programme: Programme, now: datetime) -> Told | None:
    meeting = meetings.get(connection, row.subject_id)
    if meeting is None or row.person_id is None:
        return None
    response = responses.get(connection, meeting.id, row.person_id)
    return Told(connection, row, meeting, row.person_id, response, contact, programme, now)


def _held(told: Told) -> bool:
    return told.meeting.state == "published" and told.now < told.meeting.starts_at


def _invited(told: Told) -> Reply | None:
    return told.card("card") if told.response is None else None


def _reminder(told: Told) -> Reply | None:
    if not told.is_coming:
        return None
    return meeting_cards.reminder(told.meeting, told.contact, told.programme, told.now)


def _changed(told: Told) -> Reply | None:
    """Say the last change only; whoever has given up meanwhile hears of none."""
    newest = told.row.occurrence == f"v{told.meeting.version}"
    return told.card("changed") if newest and (told.place != "none" or told.is_coming) else None


def _cancelled(told: Told) -> Reply | None:
    if told.meeting.state != "cancelled":
        return None
    return meeting_cards.tell("cancelled", told.meeting, told.contact, told.programme)


def _offered(told: Told) -> Reply | None:
    """Say that a seat is held for them, or that one is there for whoever is first."""
    if told.place == "offered":
        until = told.response.offered_until if told.response else None
        return told.card("free") if until is not None and told.now < until else None
    fits = told.response is not None and told.place == "waiting" and _free(told) >= told.response.party
    return told.card("free") if fits else None


def _lapsed(told: Told) -> Reply | None:
    """Say that the seat is gone, to somebody who has not answered since."""
    gone = told.response is not None and told.response.answer == "yes" and told.place == "none"
    return told.card("taken") if gone else None


def _too_big(told: Told) -> Reply | None:
    """Say that the others went first into a gap too small: whoever comes with fewer is the next for such a one."""
    gap = int(told.row.occurrence)
    if told.response is None or told.place != "waiting" or told.response.party <= gap:
        return None
    return told.card("fewer", free=str(gap), party=str(told.response.party))


def _feedback(told: Told) -> Reply | None:
    """Ask how it was whoever was there and has not said so."""
    there = attendances.came(told.connection, told.meeting.id, told.person_id)
    asked = there and feedbacks.get(told.connection, told.meeting.id, told.person_id) is None
    return told.card("feedback") if asked and told.meeting.state == "published" else None


def _missed(told: Told) -> Reply | None:
    """Say one kind word to whoever had a seat and did not come, where somebody kept the list at the door."""
    if told.place != "seated" or not attendances.anybody(told.connection, told.meeting.id):
        return None
    came = attendances.came(told.connection, told.meeting.id, told.person_id)
    return told.card("missed") if not came and told.meeting.state == "published" else None


def _free(told: Told) -> int:
    free = waiting_line.free(told.connection, told.meeting)
    return 10**6 if free is None else free
