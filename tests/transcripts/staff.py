"""What staff do while a transcript plays, by its name: meetings they make, move and cancel; nobody sees them act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from sqlalchemy import Connection

from bot.services import meetings, mentors, staff
from bot.services.conversation import Conversation
from bot.services.helpdesk import HelpDesk
from bot.services.meetings import Draft
from bot.services.staff import OPERATOR
from storage import roles, tickets
from storage.meetings import Host
from tests.announcing.desk import people
from tests.meetings.hall import speech
from tests.services.sample import programme

SATURDAY = datetime.fromisoformat("2027-03-06T18:00")
"""When every dinner begins, on the clock of Tirana."""
LONG = timedelta(hours=3)
TOKEN = "0f" * 32
"""Its door bears the key."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that staff do, so long after the transcript's start."""

    after: timedelta
    work: Callable[..., object]


def _hold(seats: int | None, connection: Connection, now: datetime, link: str = "") -> None:
    """Publish a dinner, the first meeting of all; one with a link is held online."""
    dinner = Draft(
        kind="dinner",
        organisation="sample_ngo",
        programme="green_albania",
        country="AL",
        town="tirana",
        days=[(SATURDAY, LONG)],
        place={"en": "Community house", "sq": "Shtëpia e komunitetit"},
        pin=None if link else (41.3275, 19.8187),
        link=link,
        seats=seats,
    )
    number = meetings.create(connection, OPERATOR, programme(), dinner, now, TOKEN)
    meetings.publish(connection, OPERATOR, number, now)


def _cancel(connection: Connection, now: datetime) -> None:
    meetings.cancel(connection, OPERATOR, 1, now)


def _move(connection: Connection, now: datetime) -> None:
    days = [(SATURDAY + timedelta(hours=1), LONG)]
    meetings.move(connection, OPERATOR, programme(), 1, days, now)


def _join(person_id: int, label: str, connection: Connection, now: datetime, role: str = "coordinator") -> None:
    """Make somebody who is registered by then a coordinator, or give them another role."""
    roles.give(
        connection,
        name=role,
        now=now,
        person_id=person_id,
        label=label,
        organisation="sample_ngo",
        country="AL",
    )


def _volunteer(
    person_id: int,
    label: str,
    kind: Literal["mentor", "helper"],
    connection: Connection,
    now: datetime,
    languages: tuple[str, ...] = ("en",),
) -> None:
    """Make somebody who is registered by then a mentor or a helper, who speaks English unless told otherwise."""
    about = (connection, OPERATOR, programme(), kind, now)
    number = mentors.add(*about, organisation="sample_ngo", country="AL", label=label, languages=languages)
    roles.bind(connection, number, person_id)


def _mentor_day(connection: Connection, now: datetime) -> None:
    """Publish a mentor day, the first meeting of all, with the first person as its expert."""
    day = Draft(
        kind="mentor",
        organisation="sample_ngo",
        programme="green_albania",
        country="AL",
        town="tirana",
        days=[(SATURDAY, LONG)],
        place={"en": "Community house", "sq": "Shtëpia e komunitetit"},
        hosts=[Host("expert", 1)],
    )
    number = meetings.create(connection, OPERATOR, programme(), day, now, TOKEN)
    meetings.publish(connection, OPERATOR, number, now)


def _leave(connection: Connection, now: datetime) -> None:
    """Take the first role back."""
    staff.end(connection, OPERATOR, 1, now)


def _fill(connection: Connection, now: datetime) -> None:
    """Add sixty sample people, whom a second must agree to; no transcript hears them."""
    people(connection, 60, stopped_at=now)


def _write_name(connection: Connection, now: datetime) -> None:
    """Write the name that somebody has said for their certificate."""
    desk = HelpDesk(Conversation(speech(), {}, str))
    [ticket] = [one for one in tickets.waiting(connection) if one.kind == "certificate"]
    desk.write(connection, OPERATOR, ticket.id, "Бесим", now)


_DINNER = Doing(timedelta(), partial(_hold, None))
_ONLINE = Doing(timedelta(), partial(_hold, None, link="https://example.org/room"))
_IN_THREE_HOURS = timedelta(hours=3)
_IN_AN_HOUR = timedelta(hours=1)
_MIRA = Doing(_IN_AN_HOUR, partial(_join, 1, "Mira"))
_HELPER = Doing(_IN_AN_HOUR, partial(_join, 1, "Zana", role="helper"))
_MENTOR = Doing(_IN_AN_HOUR, partial(_volunteer, 1, "Mira", "mentor"))

DOINGS: Mapping[str, tuple[Doing, ...]] = {
    "course_by_voice": (Doing(_IN_AN_HOUR, _write_name),),
    "helper_taps": (_HELPER,),
    "meeting": (_DINNER,),
    "meeting_online": (_ONLINE,),
    "meeting_full": (Doing(timedelta(), partial(_hold, 1)),),
    "meeting_reminder_meanwhile": (_DINNER,),
    "meeting_late": (_DINNER,),
    "meeting_cancelled": (_DINNER, Doing(_IN_THREE_HOURS, _cancel)),
    "meeting_changed": (_DINNER, Doing(_IN_THREE_HOURS, _move)),
    "staff_new": (_MIRA,),
    "staff_door": (_DINNER, _MIRA),
    "staff_cancel": (_DINNER, _MIRA),
    "staff_move": (_DINNER, _MIRA),
    "staff_place": (_DINNER, _MIRA),
    "staff_more": (_DINNER, _MIRA),
    "staff_seats": (Doing(timedelta(), partial(_hold, 1)), _MIRA),
    "staff_denied": (_MIRA, Doing(_IN_AN_HOUR + timedelta(minutes=10), _leave)),
    "staff_send": (_MIRA,),
    "staff_send_many": (_MIRA, Doing(_IN_AN_HOUR, partial(_join, 2, "Besim")), Doing(_IN_AN_HOUR, _fill)),
    "staff_two": (_DINNER, _MIRA, Doing(_IN_AN_HOUR, partial(_join, 2, "Besim"))),
    **dict.fromkeys(
        ("mentor_answers", "mentor_voice", "mentor_taken_back", "mentor_late", "mentor_choices", "mentor_photo"),
        (_MENTOR,),
    ),
    **dict.fromkeys(
        ("mentor_two", "mentor_other"), (_MENTOR, Doing(_IN_AN_HOUR, partial(_volunteer, 2, "Besim", "mentor")))
    ),
    "mentor_translated": (
        Doing(_IN_AN_HOUR, partial(_volunteer, 1, "Mira", "mentor", languages=("sq",))),
        Doing(_IN_AN_HOUR, partial(_volunteer, 2, "Besim", "helper", languages=("en", "sq"))),
    ),
    "mentor_team": (_MENTOR, Doing(_IN_AN_HOUR, partial(_join, 2, "Besim"))),
    **dict.fromkeys(("mentor_meet", "mentor_times"), (_MENTOR, Doing(_IN_AN_HOUR, _mentor_day))),
    "mentor_rewritten": (_MENTOR, Doing(_IN_AN_HOUR, partial(_volunteer, 2, "Besim", "helper"))),
    "mentor_advice": (_MENTOR, Doing(_IN_AN_HOUR, partial(_join, 2, "Besim"))),
    "mentor_day": (_MENTOR, Doing(_IN_AN_HOUR, _mentor_day)),
}
"""Transcript -> what staff do in it, in the order of time."""
