"""What staff's check-in asks of the world: who is not here yet, ticks, people Drom does not know; it only talks."""

from bot.channels.port import Part
from bot.services import attendance, door, meetings
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.staff_invite_talk import number_of, offers
from bot.services.staff_new_talk import picked
from bot.services.tickets import open_ticket
from bot.services.turn import Actions, Turn
from flows.core.values import Offer, Outcome, Todo
from storage import attendances, people, responses
from storage import meetings as rows
from storage.attendances import Attendance
from storage.meetings import Day, Meeting

RIGHT = "check_in"
PARTY = {"one": 1, "two": 2, "three": 3}
LOOK = "👀 "
"""What stands before the name of somebody who chose wrong pictures: staff look who it is."""
LATE = "⏰ "
"""What stands before the name of somebody who said on this day that they come late."""


def here(found: list[Attendance]) -> int:
    """Return how many people are here, with those who came along."""
    return sum(one.party for one in found if one.state == "here")


def _door(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer those who said that they come and are not here yet, who must be looked at first."""
    meeting = meetings.read(turn.connection, by, number_of(todo))
    day = _day(turn, meeting)
    if day is None:
        return Outcome("shut")
    there = attendances.of_meeting(turn.connection, meeting.id, day.n)
    told = {"here": str(here(there))}
    offers = tuple(_expected(turn, meeting, day, there))
    return Outcome("found", told, offers) if offers else Outcome("nobody", told)


def _day(turn: Turn, meeting: Meeting) -> Day | None:
    """Return the day that is ticked: that of today, or after it the last one; None where no door opens now."""
    days = rows.days(turn.connection, meeting.id)
    if meeting.state != "published" or days[0].starts_at - attendance.OPENS > turn.now:
        return None
    return [one for one in days if one.starts_at - attendance.OPENS <= turn.now][-1]


def _expected(turn: Turn, meeting: Meeting, day: Day, there: list[Attendance]) -> list[Offer]:
    every = [one for one in responses.of_meeting(turn.connection, meeting.id) if one.standing == "seated"]
    listed = [one.person_id for one in there if one.state == "listed"]
    came = {one.person_id for one in there if one.state == "here"}
    opened = day.starts_at - attendance.OPENS
    signs = {one.person_id: LATE for one in every if one.late_at is not None and one.late_at >= opened}
    signs |= dict.fromkeys(listed, LOOK)
    people = [one for one in dict.fromkeys([*listed, *(one.person_id for one in every)]) if one and one not in came]
    return [Offer(f"p{one}", f"{signs.get(one, '')}{name_of(turn, one)}") for one in people]


def name_of(turn: Turn, person_id: int | None) -> str:
    """Return what somebody is called, or a number where their name is not known."""
    person = people.get(turn.connection, person_id) if person_id else None
    return (person.name if person else "") or f"#{person_id or 0}"


def _tick(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    person_id = int(picked(todo, "door")[1:])
    try:
        attendance.tick_off(turn.connection, by, number_of(todo), person_id, turn.now)
    except ValueError:
        return Outcome("shut")
    return Outcome("here", {"name": name_of(turn, person_id)})


def _ticks(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer everybody who is here on this day, who came last first: a tick may have been a mistake."""
    meeting = meetings.read(turn.connection, by, number_of(todo))
    day = _day(turn, meeting)
    if day is None:
        return Outcome("shut")
    there = [one for one in attendances.of_meeting(turn.connection, meeting.id, day.n) if one.state == "here"]
    there.sort(key=lambda one: (one.at, one.id), reverse=True)
    named = [(one.id, one.walk_in or name_of(turn, one.person_id)) for one in there]
    return Outcome("found", offers=tuple(Offer(f"a{id}", name) for id, name in named)) if named else Outcome("nobody")


def _untick(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Take a tick back; somebody else may have done so a moment before."""
    row = todo.answers["who_not"]
    attendance.take_off(turn.connection, by, number_of(todo), int(picked(todo, "who_not")[1:]), turn.now)
    return Outcome("done", {"name": row.label if isinstance(row, Offer) else ""})


def _walk_in(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Write down somebody whom Drom does not know; a spoken name goes to the team, under a number."""
    number, said = number_of(todo), str(todo.answers["walk_in"])
    meeting = meetings.read(turn.connection, by, number)
    place = 1 + sum(1 for one in attendances.of_meeting(turn.connection, meeting.id) if one.person_id is None)
    name = said
    if said == "nameless" or said.isdecimal():
        name = f"{'🎤' if said.isdecimal() else '👤'} {place}"
    try:
        party = PARTY[str(todo.answers["party"])]
        attendance.walk_in(turn.connection, by, number, name, turn.now, party=party)
    except ValueError:
        return Outcome("shut")
    if said.isdecimal():
        open_ticket(turn, todo, "walk_in", text=f"{number}: {name}", media_id=int(said))
    return Outcome("here", {"name": name})


def _doors(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Offer the meetings whose door is open."""
    found = meetings.of_staff(turn.connection, by, turn.now)
    opened = [one for one in found if _day(turn, one) is not None]
    return Outcome("found", offers=offers(turn, opened)) if opened else Outcome("none")


def _sign(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Tell which picture hangs at the door, and send the paper with it and the words that open it; online has none."""
    meeting = meetings.read(turn.connection, by, number_of(todo))
    if meeting.link:
        return Outcome("online")
    turn.extra.append(Part("", document=door.paper(turn.contact, meeting)))
    payload = door.link(meeting)
    turn.extra.append(Part(f"/start {payload} (Telegram), join {payload} (WhatsApp)"))
    return Outcome("told", {"picture": door.picture(meeting)})


ACTIONS: Actions = {
    "staff_doors": acts(RIGHT, ("found", "none"), _doors),
    "staff_door": acts(RIGHT, ("found", "nobody", "shut", "gone"), _door),
    "staff_tick": acts(RIGHT, ("here", "shut", "gone"), _tick),
    "staff_ticks": acts(RIGHT, ("found", "nobody", "shut", "gone"), _ticks),
    "staff_untick": acts(RIGHT, ("done", "gone"), _untick),
    "staff_sign": acts(RIGHT, ("told", "online", "gone"), _sign),
    "staff_walk_in": acts(RIGHT, ("here", "shut", "gone"), _walk_in),
}
"""What check-in by staff asks of the world."""
