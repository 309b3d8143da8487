"""What the flow about meetings asks of the world at the door: who is here, which picture, who comes late; no words."""

from bot.services import attendance
from bot.services.meeting_talk import meeting_of, member_of, visible
from bot.services.turn import Action, Actions, Turn
from flows.core.values import Outcome, Todo
from flows.meetings import DOORS
from storage import attendances, responses
from storage import meetings as rows


def _here(turn: Turn, todo: Todo) -> Outcome:
    """Open the door, where it is open; who is on the list already is told. Online there is nothing to look for."""
    meeting, person_id = visible(turn, meeting_of(todo)), member_of(turn)
    if meeting is None or meeting.state == "cancelled":
        return Outcome("else")
    day = attendance.is_open(meeting, rows.days(turn.connection, meeting.id), turn.now)
    if day is None:
        return Outcome("else")
    if person_id is None:
        return Outcome("guest")
    if meeting.link:
        attendance.check_in(turn.connection, meeting.id, person_id, turn.now)
        return Outcome("here")
    found = attendances.get(turn.connection, meeting.id, day.n, person_id)
    return Outcome(found.state if found and found.state in {"here", "listed"} else "open")


def _door(turn: Turn, todo: Todo) -> Outcome:
    number, person_id = meeting_of(todo), member_of(turn)
    if person_id is None or visible(turn, number) is None:
        return Outcome("else")
    picture = DOORS.index(str(todo.answers["picture"]))
    found = attendance.check_in(turn.connection, number, person_id, turn.now, picture=picture)
    names = {"here": "here", "again": "here", "wrong": "wrong", "listed": "listed"}
    return Outcome(names.get(found.state, "else"))


def _late(turn: Turn, todo: Todo) -> Outcome:
    """Keep that somebody comes late: those at the door see it."""
    meeting = visible(turn, meeting_of(todo))
    held = meeting is not None and meeting.state == "published" and turn.now < meeting.ends_at
    if meeting is None or not held:
        return Outcome("else")
    if (person_id := member_of(turn)) is not None:
        responses.late(turn.connection, meeting.id, person_id, turn.now)
    return Outcome("noted")


ACTIONS: Actions = {
    "meeting_here": Action(("open", "here", "listed", "guest", "else"), _here),
    "meeting_door": Action(("here", "wrong", "listed", "else"), _door),
    "meeting_late": Action(("noted", "else"), _late),
}
"""What the flow about meetings asks of the world at the door."""
