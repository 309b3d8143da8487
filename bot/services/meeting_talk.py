"""What the flow about meetings asks of the world: lists, looks, answers; it knows no words.

Each act looks at the meeting first. What cannot be done any more is ``else``: the flow then says how it stands.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.limits import CALENDARS
from bot.channels.port import Part
from bot.languages import format_short_day, format_time
from bot.lint import LABEL_LENGTH
from bot.programme import Programme
from bot.services import attendance, meeting_cards, meeting_more, meetings, seating
from bot.services.onboarding import person_of
from bot.services.reminders import reminders
from bot.services.seating import Seating
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import wall_of
from flows.core.states import ID, VERSION
from flows.core.values import Offer, Outcome, Todo, Value
from storage import attendances, invitations, responses, wishes
from storage import meetings as rows
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.turnouts import LINE

MOST = 20
"""How many meetings a list holds."""
PARTY: Mapping[str, int] = {"one": 1, "two": 2, "three": 3}
"""How many seats each choice of guests takes."""
PICTURES: Mapping[str, str] = {
    **{"info": "ℹ️", "training": "🎓", "coaching": "🎯", "dinner": "🍽️"},
    **{"mentor": "👩‍🏫", "conference": "🏛️", "coordinators": "🧭"},
}
"""The picture of each kind, which stands before its day in a list."""
LOOKS = ("open", "coming", "waiting", "offered", "door", "begun", "here", "over", "cancelled", "gone")
"""How a meeting may stand for somebody who looks at it."""

ROW = LABEL_LENGTH["row"]

Answered = Callable[[Turn, int, int, Todo], Seating]
"""Answers for a person (the last number) about a meeting."""


def _near(turn: Turn, _todo: Todo) -> Outcome:
    found = meetings.near(turn.connection, turn.programme, turn.contact, turn.now, limit=MOST)
    offers = listed(found, turn.contact, turn.programme)
    return Outcome("found", offers=offers) if offers else Outcome("none")


def listed(found: Sequence[Meeting], reader: Contact, programme: Programme) -> tuple[Offer, ...]:
    """Return meetings as a list shows them to a reader; those that would look alike with their times."""
    days = [_day(reader, one, programme) for one in found]
    twice = {day for day, times in Counter(days).items() if times > 1}
    shown = [
        _hour(reader, one, programme) if day in twice or len(day) > ROW else day
        for one, day in zip(found, days, strict=True)
    ]
    return tuple(Offer(f"m{one.id}", label) for one, label in zip(found, shown, strict=True))


def _day(reader: Contact, meeting: Meeting, programme: Programme) -> str:
    """Return a meeting as a list shows it: its kind and its day."""
    day = format_short_day(_begins(reader, meeting, programme), reader.language, reader.country)
    return f"{PICTURES[meeting.kind]} {day}"


def _hour(reader: Contact, meeting: Meeting, programme: Programme) -> str:
    """Return one of several that look alike: its kind, the day in figures and the time; the weekday has no room."""
    begins = _begins(reader, meeting, programme)
    return f"{PICTURES[meeting.kind]} {begins.day}.{begins.month}, {format_time(begins, reader.language)}"


def _begins(reader: Contact, meeting: Meeting, programme: Programme) -> datetime:
    return wall_of(meeting.starts_at, meeting_cards.zone_for(meeting, reader, programme))


def _look(turn: Turn, todo: Todo) -> Outcome:
    picked = todo.answers["list"]
    return _truth_of(turn, int(picked.value.removeprefix("m")) if isinstance(picked, Offer) else 0)


def _truth(turn: Turn, todo: Todo) -> Outcome:
    return _truth_of(turn, meeting_of(todo))


def _look_again(turn: Turn, todo: Todo) -> Outcome:
    """Look at a meeting for somebody who comes back to its card: the way there and the file they have already."""
    return _truth_of(turn, meeting_of(todo), ways=False)


def _truth_of(turn: Turn, number: int, *, ways: bool = True) -> Outcome:
    meeting = visible(turn, number)
    if meeting is None:
        return Outcome("gone")
    known: dict[str, Value] = {"id": str(meeting.id), "version": str(meeting.version)}
    known |= meeting_cards.details(meeting, turn.contact, turn.programme)
    stand = seating.stand(turn.connection, number, turn.contact.person_id, turn.now)
    if stand.offered_until is not None:
        known["until"] = meeting_cards.until(stand.offered_until, meeting, turn.contact, turn.programme)
    name = _stands(turn, meeting, stand)
    if ways and name in {"open", "coming", "door"}:
        given_by = meeting_more.names(turn.connection, rows.hosts(turn.connection, number))
        shown = meeting_more.as_shown(turn.connection, meeting)
        turn.extra += meeting_cards.ways(shown, turn.contact, given_by)
    if ways and name == "coming" and turn.contact.channel in CALENDARS:
        turn.extra.append(Part("", document=meeting_cards.calendar_of(turn.contact, meeting)))
    return Outcome(name, known)


def _stands(turn: Turn, meeting: Meeting, stand: Seating) -> str:
    """Return how a meeting stands for somebody, as one of ``LOOKS``."""
    if stand.state in {"cancelled", "gone"}:
        return stand.state
    day = attendance.is_open(meeting, rows.days(turn.connection, meeting.id), turn.now)
    opened = day is not None
    if day is not None and _is_here(turn, meeting, day.n):
        return "here"
    if stand.state == "begun" or (stand.state == "past" and opened):
        return "door" if opened else "begun"
    if stand.state == "past":
        return "over"
    if stand.state == "seated":
        return "door" if opened else "coming"
    return stand.state if stand.state in LINE else "open"


def _is_here(turn: Turn, meeting: Meeting, day: int) -> bool:
    found = attendances.get(turn.connection, meeting.id, day, turn.contact.person_id or 0)
    return found is not None and found.state == "here"


def visible(turn: Turn, number: int) -> Meeting | None:
    """Return a meeting if it is there for this person: of their organisation, or they were asked, or they came."""
    meeting = rows.get(turn.connection, number)
    if meeting is None or meeting.state == "draft":
        return None
    person = person_of(turn)
    if meeting.organisation == meetings.organisation_of(turn.programme, turn.contact, person):
        return meeting
    if person is None:
        return None
    asked = person.id in invitations.of_meeting(turn.connection, number)
    known = asked or responses.get(turn.connection, number, person.id) is not None
    return meeting if known or attendances.came(turn.connection, number, person.id) else None


def meeting_of(todo: Todo) -> int:
    """Return the number of the meeting that is talked of."""
    return int(str(todo.answers.get(ID, "0")))


def _version(todo: Todo) -> int:
    """Return the version of the card that was answered."""
    return int(str(todo.answers.get(VERSION, "0")))


def member_of(turn: Turn) -> int | None:
    """Return the number of a person who has registered; whoever has not is asked to join first."""
    person = person_of(turn)
    return person.id if person is not None and person.registered_at is not None else None


def _answers(act: Answered, names: Mapping[str, str], guest: str = "guest") -> Action:
    """Return an action that answers; ``names`` maps how they stand then to an outcome, all else is ``else``.

    ``fewer``: there are seats, but not for as many as they are. ``near``: it begins too soon for a reminder. ``room``:
    the seat is theirs, they come alone, and there are more seats for who comes along; ``last``: there are none.
    """

    def run(turn: Turn, todo: Todo) -> Outcome:
        number, person_id = meeting_of(todo), member_of(turn)
        if visible(turn, number) is None:
            return Outcome("else")
        if person_id is None:
            return Outcome(guest)
        found = act(turn, number, person_id, todo)
        if found.state in {"full", "lapsed"} and found.free and "fewer" in names:
            return Outcome("fewer", {"free": str(found.free), "party": str(found.party)})
        if found.state == "seated" and found.party == 1 and (more := "last" if found.free == 0 else "room") in names:
            return Outcome(names[more], {"free": "0", "party": "1"} if more == "last" else {})
        if found.state in {"seated", "few", "maybe"} and "near" in names and _is_near(turn, number):
            return Outcome("near")
        return Outcome(names.get(found.state, "else"))

    return Action((*dict.fromkeys((*names.values(), guest, "else")),), run)


def _is_near(turn: Turn, number: int) -> bool:
    meeting = rows.get(turn.connection, number)
    return meeting is not None and not reminders(meeting.starts_at, ZoneInfo(meeting.zone), turn.now)


def _say(said: responses.Answer, party: int | None = None) -> Answered:
    def act(turn: Turn, number: int, person_id: int, todo: Todo) -> Seating:
        who = (turn.connection, turn.programme, number, person_id)
        return seating.answer(*who, said, turn.now, party=party, seen=_version(todo))

    return act


def _perhaps(turn: Turn, todo: Todo) -> Outcome:
    """Take a maybe of whoever loses nothing by it: a seat that others may want is given up knowingly.

    Who waits hears where they stand: until a seat is theirs they have promised nothing.
    """
    number, person_id = meeting_of(todo), member_of(turn)
    meeting = visible(turn, number)
    stand = seating.stand(turn.connection, number, person_id, turn.now)
    if meeting is not None and stand.state == "seated" and meeting.seats is not None:
        known: dict[str, Value] = {ID: str(number), VERSION: str(meeting.version), "until": ""}
        return Outcome("holds", known | meeting_cards.details(meeting, turn.contact, turn.programme))
    if stand.state in LINE:
        return Outcome("else")
    return _MAYBE.run(turn, todo)


def _wait(turn: Turn, number: int, person_id: int, todo: Todo) -> Seating:
    return seating.join_waiting(turn.connection, turn.programme, number, person_id, turn.now, seen=_version(todo))


def _take(turn: Turn, number: int, person_id: int, todo: Todo) -> Seating:
    return seating.accept_offer(turn.connection, turn.programme, number, person_id, turn.now, seen=_version(todo))


def _needs(turn: Turn, number: int, person_id: int, todo: Todo) -> Seating:
    need = str(todo.answers["need_online" if todo.state == "keep_need_online" else "need"])
    needs = [] if need == "nothing" else [need]
    return seating.answer(turn.connection, turn.programme, number, person_id, "yes", turn.now, needs=needs)


def _where(turn: Turn, todo: Todo) -> Outcome:
    """Tell whether a meeting is held online: nobody travels there."""
    meeting = rows.get(turn.connection, meeting_of(todo))
    return Outcome("online" if meeting is not None and meeting.link else "place")


def _guests(turn: Turn, todo: Todo) -> Outcome:
    number, person_id = meeting_of(todo), member_of(turn)
    if person_id is None or visible(turn, number) is None:
        return Outcome("else")
    party = PARTY[str(todo.answers["guests"])]
    found = seating.answer(turn.connection, turn.programme, number, person_id, "yes", turn.now, party=party)
    if found.state == "few":
        return Outcome("few", {"free": str(found.free or 0)})
    return Outcome("seated" if found.state == "seated" else "else")


def _wish(turn: Turn, _todo: Todo) -> Outcome:
    person_id = member_of(turn)
    if person_id is None:
        return Outcome("guest")
    wishes.add(turn.connection, person_id, turn.now)
    return Outcome("kept")


_SEATED = {"seated": "seated", "few": "seated", "full": "full", "lapsed": "full", "waiting": "waiting"}
_FEWER = {**_SEATED, "fewer": "fewer"}
_NEAR = {"near": "near"}
_TAKEN = {**_FEWER, "room": "room", "full": "gone", "lapsed": "gone"}
_MAYBE = _answers(_say("maybe"), {"maybe": "maybe", **_NEAR})

ACTIONS: Actions = {
    "meetings_near": Action(("found", "none"), _near),
    "meeting_look": Action(LOOKS, _look),
    "meeting_truth": Action(LOOKS, _truth),
    "meeting_look_again": Action(LOOKS, _look_again),
    "meeting_yes": _answers(_say("yes"), {**_FEWER, "last": "last"}),
    "meeting_still": _answers(_say("yes"), _FEWER),
    "meeting_alone": _answers(_say("yes", 1), _SEATED),
    "meeting_no": _answers(_say("no"), {"declined": "declined", "begun": "declined"}, guest="declined"),
    "meeting_maybe": _MAYBE,
    "meeting_perhaps": Action((*_MAYBE.outcomes, "holds"), _perhaps),
    "meeting_wait": _answers(_wait, {"waiting": "waiting", "seated": "seated", "few": "seated"}),
    "meeting_take": _answers(_take, _TAKEN),
    "meeting_needs": _answers(_needs, {"seated": "kept", "few": "kept", **_NEAR}, guest="else"),
    "meeting_where": Action(("place", "online"), _where),
    "meeting_guests": Action(("seated", "few", "else"), _guests),
    "meeting_wish": Action(("kept", "guest"), _wish),
}
"""What the flow about meetings asks of the world."""
