"""What the flows about mentor days ask of the world: free times, booking, and which times suit; it only talks."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.languages import format_short_day
from bot.services import meeting_cards, question_cards, slots
from bot.services.ask_talk import numbered, of_member
from bot.services.meeting_talk import PICTURES
from bot.services.mentor_talk import mentored
from bot.services.slots import Cell
from bot.services.turn import Actions, Turn
from bot.services.wall import wall_of
from flows.core.states import ID
from flows.core.values import Chosen, Offer, Outcome, Todo, Value
from storage import meetings
from storage import slots as rows
from storage.meetings import Meeting
from storage.mentors import Mentor
from storage.people import Person
from storage.slots import Slot

SIGNS = {"free": "▫️", "open": "✅", "booked": "👤"}
"""What stands before a time that a mentor has not opened, has opened, or that somebody has booked."""


def _days(turn: Turn, _todo: Todo, person: Person) -> Outcome:
    """Offer the coming mentor days that have a free time, or on which they have one."""
    every = slots.days_for(turn.connection, turn.programme, turn.contact, turn.now)
    found = [one for one in every if slots.free(turn.connection, one, turn.now) or _mine(turn, one, person)]
    if len(found) == 1:
        return Outcome("one", {"id": str(found[0].id), "version": str(found[0].version)})
    return Outcome("found", offers=_days_of(turn, found)) if found else Outcome("none")


def _mine(turn: Turn, meeting: Meeting, person: Person) -> Slot | None:
    return slots.mine(turn.connection, meeting.id, person.id)


def _days_of(turn: Turn, found: Sequence[Meeting]) -> tuple[Offer, ...]:
    """Return mentor days as choices: by their day, several of one day by time, and of one time by place or number."""
    walls = [wall_of(one.starts_at, _zone(turn, one)) for one in found]
    days = [format_short_day(wall, turn.contact.language, turn.contact.country) for wall in walls]
    times = [f" {wall:%H:%M}" if days.count(day) > 1 else "" for wall, day in zip(walls, days, strict=True)]
    told = [f"{day}{time}" for day, time in zip(days, times, strict=True)]
    labels = [one if told.count(one) == 1 else f"{one}{_at(turn, day)}" for one, day in zip(told, found, strict=True)]
    signs = [PICTURES[one.kind] for one in found]
    return tuple(
        Offer(f"m{one.id}", f"{sign} {label}") for one, sign, label in zip(found, signs, numbered(labels), strict=True)
    )


def _at(turn: Turn, meeting: Meeting) -> str:
    """Return where a mentor day is held, in the words of staff; "" where there are none."""
    place = meeting_cards.place(meeting, turn.contact, turn.programme)
    return f", {place}" if isinstance(place, str) else ""


def _zone(turn: Turn, meeting: Meeting) -> ZoneInfo:
    return meeting_cards.zone_for(meeting, turn.contact, turn.programme)


def _known(turn: Turn, meeting: Meeting, slot: Slot | None = None) -> dict[str, Value]:
    """Return what is told of a mentor day, and of one time on it."""
    details = meeting_cards.details(meeting, turn.contact, turn.programme)
    told = {"id": str(meeting.id), "version": str(meeting.version), "day": details["day"], "place": details["place"]}
    if slot is None:
        return told
    return {**told, "time": _clock(turn, meeting, slot.starts_at), "mentor": slots.expert_name(turn.connection, slot)}


def _clock(turn: Turn, meeting: Meeting, moment: datetime) -> str:
    """Return a time in figures, with its day where the mentor day has several."""
    wall = wall_of(moment, _zone(turn, meeting))
    several = len(meetings.days(turn.connection, meeting.id)) > 1
    return f"{wall.day}.{wall.month} {wall:%H:%M}" if several else f"{wall:%H:%M}"


def _held(turn: Turn, todo: Todo) -> Meeting | None:
    """Return the mentor day that a screen is about, while it is still ahead."""
    picked = todo.answers.get("date")
    fresh = isinstance(todo.answer, Chosen) and todo.answer.state == "date" and isinstance(picked, Offer)
    number = str(picked.value[1:]) if fresh and isinstance(picked, Offer) else str(todo.answers.get(ID, "0"))
    found = meetings.get(turn.connection, int(number))
    held = found is not None and found.state == "published" and found.ends_at > turn.now
    return found if held else None


def _look_day(turn: Turn, todo: Todo, person: Person) -> Outcome:
    meeting = _held(turn, todo)
    if meeting is None:
        return Outcome("gone")
    mine = _mine(turn, meeting, person)
    return Outcome("free" if mine is None else "booked", _known(turn, meeting, mine))


def _times(turn: Turn, todo: Todo, person: Person) -> Outcome:
    meeting = _held(turn, todo)
    if meeting is None:
        return Outcome("gone")
    found = slots.bookable(turn.connection, meeting, person.id, turn.now)
    offers = tuple(
        Offer(f"s{one.id}", f"🕘 {_clock(turn, meeting, one.starts_at)} {slots.expert_name(turn.connection, one)}")
        for one in found
    )
    known = _known(turn, meeting)
    return Outcome("found", known, offers) if offers else Outcome("full", known)


def _look(turn: Turn, todo: Todo, _person: Person) -> Outcome:
    picked = todo.answers["hour"]
    slot = rows.get(turn.connection, int(picked.value[1:])) if isinstance(picked, Offer) else None
    meeting = meetings.get(turn.connection, slot.meeting_id) if slot else None
    if slot is None or meeting is None or slot.starts_at <= turn.now:
        return Outcome("gone")
    if slot.person_id is not None:
        return Outcome("taken")
    return Outcome("free", {**_known(turn, meeting, slot), "slot": str(slot.id)})


def _book(turn: Turn, todo: Todo, person: Person) -> Outcome:
    return Outcome(slots.book(turn.connection, turn.programme, int(str(todo.answers["slot"])), person.id, turn.now))


def _still(turn: Turn, todo: Todo, person: Person) -> Outcome:
    meeting = _held(turn, todo)
    return Outcome("good" if meeting is not None and _mine(turn, meeting, person) else "gone")


def _cancel(turn: Turn, todo: Todo, person: Person) -> Outcome:
    meeting = _held(turn, todo)
    freed = meeting is not None and slots.cancel(turn.connection, turn.programme, meeting.id, person.id, turn.now)
    return Outcome("cancelled" if freed else "gone")


def _given(turn: Turn, _todo: Todo, mentor: Mentor) -> Outcome:
    found = slots.given_by(turn.connection, mentor.person_id or 0, turn.now)
    return Outcome("found", offers=_days_of(turn, found)) if found else Outcome("none")


def _gives(turn: Turn, todo: Todo) -> Meeting | None:
    picked = todo.answers.get("given")
    found = meetings.get(turn.connection, int(picked.value[1:])) if isinstance(picked, Offer) else None
    return found if found is not None and found.state == "published" and found.ends_at > turn.now else None


def _grid(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    """Offer every time of the day, each with a sign how it stands."""
    meeting = _gives(turn, todo)
    cells = slots.grid(turn.connection, meeting, mentor.person_id or 0) if meeting else []
    if meeting is None or not cells:
        return Outcome("gone")
    offers = [
        Offer(f"t{one.day}_{one.minute}", f"{_sign(one)} {_clock(turn, meeting, one.starts_at)}") for one in cells
    ]
    return Outcome("found", {"day": _known(turn, meeting)["day"]}, tuple(offers))


def _sign(cell: Cell) -> str:
    if cell.slot is None:
        return SIGNS["free"]
    return SIGNS["open" if cell.slot.person_id is None else "booked"]


def _toggle(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    meeting, picked = _gives(turn, todo), todo.answers["okay"]
    if meeting is None or not isinstance(picked, Offer):
        return Outcome("gone")
    state = slots.toggle(turn.connection, meeting.id, mentor.person_id or 0, *_cell(todo), turn.now)
    told: dict[str, Value] = {"time": picked.label.partition(" ")[2]}
    return Outcome({"taken": "taken", "gone": "gone"}.get(state, "changed"), told)


def _drop(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    """Take a time away that somebody has booked: they hear of it."""
    meeting, (day, minute) = _gives(turn, todo), _cell(todo)
    person_id = mentor.person_id or 0
    dropped = meeting is not None and slots.drop(turn.connection, meeting.id, person_id, day, minute, turn.now)
    return Outcome("dropped" if dropped else "gone")


def _cell(todo: Todo) -> tuple[int, int]:
    """Return the day and the minute of the time that was tapped."""
    picked = todo.answers["okay"]
    day, _, minute = picked.value[1:].partition("_") if isinstance(picked, Offer) else ("0", "", "0")
    return int(day), int(minute)


def _list(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    meeting = _gives(turn, todo)
    if meeting is None:
        return Outcome("gone")
    found = slots.listed(turn.connection, meeting.id, mentor.person_id or 0)
    if not found:
        return Outcome("none")
    # Who books has not been asked whether the mentor may see their name.
    lines = [f"🕘 {_clock(turn, meeting, one.starts_at)} {question_cards.UNTOLD}" for one in found]
    return Outcome("told", {"people": str(len(found)), "times": "\n".join(lines)})


ACTIONS: Actions = {
    "slot_days": of_member(("found", "one", "none"), _days, "guest"),
    "slot_day": of_member(("free", "booked", "gone"), _look_day, "gone"),
    "slot_times": of_member(("found", "full", "gone"), _times, "gone"),
    "slot_look": of_member(("free", "taken", "gone"), _look, "gone"),
    "slot_book": of_member(("booked", "taken", "full", "gone"), _book, "guest"),
    "slot_still": of_member(("good", "gone"), _still, "gone"),
    "slot_cancel": of_member(("cancelled", "gone"), _cancel, "gone"),
    "slot_experts": mentored(("found", "none"), _given),
    "slot_offer": mentored(("found", "gone"), _grid),
    "slot_toggle": mentored(("changed", "taken", "gone"), _toggle),
    "slot_drop": mentored(("dropped", "gone"), _drop),
    "slot_list": mentored(("told", "none", "gone"), _list),
}
"""What the flows about mentor days ask of the world."""
