"""What is said about meetings when its time comes, by today's truth; it never knows when that is, or a word of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.programme import Programme
from bot.services import meeting_cards, meeting_more, meeting_plans, question_cards, seating, waiting_line
from bot.services.due import NoticeKind
from bot.services.slots import expert_name
from flows.core.values import Reply
from storage import attendances, feedbacks, meetings, responses, slots
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.notices import Notice
from storage.responses import Response

WHERE = (
    *("meeting.today", "meeting.today_open", "meeting.today_online", "meeting.today_online_open"),
    *("meeting.changed", "meeting.changed_open", "meeting.changed_line"),
)
"""The cards before which stands what helps to find the meeting, as where it opens in the list."""
INVITATION = "meeting.card"
REMINDERS = tuple(f"meeting.{day}{more}" for day in ("week", "soon", "tomorrow") for more in ("", "_open"))
BUSY = timedelta(seconds=1)
"""When a lapse is tried again whose meeting somebody has in hand."""


@dataclass(frozen=True, slots=True)
class About:
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
    def standing(self) -> str:
        """Return where they stand."""
        return self.response.standing if self.response else "none"

    @property
    def is_coming(self) -> bool:
        """Tell whether they have a seat, or may come."""
        return self.standing == "seated" or (self.response is not None and self.response.answer == "maybe")

    def card(self, state: str, **values: str) -> Reply:
        """Return one of the cards about the meeting."""
        return meeting_cards.say(state, self.meeting, self.contact, self.programme, **values)


Truth = Callable[[About], Reply | None]
"""What there is to say of a meeting that is held and has not begun; None for nothing."""


def kinds(programme: Programme) -> tuple[NoticeKind, ...]:
    """Return every kind of notice about a meeting."""

    def kind(name: str, truth: Truth, *, held: bool = True) -> NoticeKind:
        def say(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply | Part] | None:
            about = _about(connection, row, contact, programme, now)
            if about is None or (held and not _held(about)):
                return None
            reply = truth(about)
            if reply is None:
                return None
            return (*_ways(about, reply), reply)

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
        kind(meeting_plans.NO_SEAT, _no_seat, held=False),
        kind(meeting_plans.FEEDBACK, _feedback, held=False),
        kind(meeting_plans.MISSED, _missed, held=False),
    )


def _ways(about: About, reply: Reply) -> list[Part]:
    """Return what stands before a card: what it is and who gives it; on its day and with a change also the way there.

    An invitation has the photo of the place too, where that has come.
    """
    if reply.key not in (*WHERE, *REMINDERS, INVITATION):
        return []
    given_by = meeting_more.names(about.connection, meetings.hosts(about.connection, about.meeting.id))
    if reply.key in REMINDERS:
        told = meeting_cards.about(about.meeting.title, about.meeting.languages, given_by, about.contact)
        return [Part(told)] if told else []
    shown = meeting_more.as_shown(about.connection, about.meeting)
    one = meeting_cards.picture if reply.key == INVITATION else meeting_cards.ways
    return one(shown, about.contact, given_by)


def _about(connection: Connection, row: Notice, contact: Contact, programme: Programme, now: datetime) -> About | None:
    meeting = meetings.get(connection, row.subject_id)
    if meeting is None or row.person_id is None:
        return None
    response = responses.get(connection, meeting.id, row.person_id)
    return About(connection, row, meeting, row.person_id, response, contact, programme, now)


def _held(about: About) -> bool:
    return about.meeting.state == "published" and about.now < about.meeting.starts_at


def _invited(about: About) -> Reply | None:
    return about.card("card") if about.response is None else None


def _reminder(about: About) -> Reply | None:
    if not about.is_coming:
        return None
    if (slot := slots.of_person(about.connection, about.meeting.id, about.person_id)) is not None:
        return question_cards.booked(
            *(slot.starts_at, expert_name(about.connection, slot), about.meeting, about.contact, about.programme)
        )
    return meeting_cards.reminder(
        about.meeting, about.contact, about.programme, about.now, seated=about.standing == "seated"
    )


def _changed(about: About) -> Reply | None:
    """Say the last change only; whoever has given up hears of none. Only who has a seat is asked to keep it."""
    if about.row.occurrence != f"v{about.meeting.version}":
        return None
    if about.standing in {"seated", "waiting"}:
        return about.card("changed" if about.standing == "seated" else "changed_line")
    asked = about.response is None or about.standing == "offered" or about.is_coming
    return about.card("changed_open") if asked else None


def _cancelled(about: About) -> Reply | None:
    if about.meeting.state != "cancelled":
        return None
    return meeting_cards.tell("cancelled", about.meeting, about.contact, about.programme)


def _offered(about: About) -> Reply | None:
    """Say that a seat is held for them, or that one is there for whoever is first."""
    if about.standing == "offered":
        until = about.response.offered_until if about.response else None
        if until is None or until <= about.now:
            return None
        told = meeting_cards.until(until, about.meeting, about.contact, about.programme)
        return about.card("held", until=told)
    fits = about.response is not None and about.standing == "waiting" and _free(about) >= about.response.party
    return about.card("free") if fits else None


def _lapsed(about: About) -> Reply | None:
    """Say that the seat is gone, to somebody who has not answered since."""
    gone = about.response is not None and about.response.answer == "yes" and about.standing == "none"
    return about.card("taken") if gone else None


def _too_big(about: About) -> Reply | None:
    """Say that the others went first into a gap too small: whoever comes with fewer is the next for such a one."""
    gap = int(about.row.occurrence)
    if about.response is None or about.standing != "waiting" or about.response.party <= gap:
        return None
    return about.card("fewer", free=str(gap), party=str(about.response.party))


def _no_seat(about: About) -> Reply | None:
    """Say that no seat became free to somebody who has waited for one until now."""
    held = about.meeting.state == "published" and about.now >= about.meeting.starts_at
    waits = held and about.standing == "waiting"
    there = attendances.came(about.connection, about.meeting.id, about.person_id) if waits else False
    return about.card("no_seat") if waits and not there else None


def _feedback(about: About) -> Reply | None:
    """Ask how it was whoever was there and has not said so."""
    there = attendances.came(about.connection, about.meeting.id, about.person_id)
    asked = there and feedbacks.get(about.connection, about.meeting.id, about.person_id) is None
    return about.card("feedback") if asked and about.meeting.state == "published" else None


def _missed(about: About) -> Reply | None:
    """Say one kind word to whoever had a seat and did not come, where somebody kept the list at the door."""
    if about.standing != "seated" or not attendances.anybody(about.connection, about.meeting.id):
        return None
    came = attendances.came(about.connection, about.meeting.id, about.person_id)
    return about.card("missed") if not came and about.meeting.state == "published" else None


def _free(about: About) -> int:
    free = waiting_line.free(about.connection, about.meeting)
    return 10**6 if free is None else free
