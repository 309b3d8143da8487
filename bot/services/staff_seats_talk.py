"""What staff's screens about seats ask of the world: what another number would mean, and the change; it only talks.

Nobody ever loses a seat: where fewer are wanted than are taken, those that are taken are what can be had.
"""

from bot.services import meeting_wizard, meetings
from bot.services.meeting_staff_talk import is_stale
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.staff_invite_talk import number_of
from bot.services.staff_new_talk import picked, seats_shown
from bot.services.turn import Actions, Turn
from flows.core.values import Outcome, Todo
from storage import responses

RIGHT = "arrange_meetings"


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Tell how many seats there are, how many of them are taken, and how many there would be."""
    meeting = meetings.read(turn.connection, by, number_of(todo), act=RIGHT)
    if meeting.ends_at <= turn.now:
        return Outcome("over")
    wanted = meeting_wizard.seats(picked(todo, "seat"))
    taken = responses.taken(turn.connection, meeting.id)
    few = wanted is not None and wanted < taken
    new = seats_shown(taken if few else wanted)
    return Outcome(
        "few" if few else "fine", {"seats": seats_shown(meeting.seats), "taken": str(taken), "new_seats": new}
    )


def _change(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Change the seats that were shown; a version does not tell of another number, for no card shows one."""
    meeting = meetings.read(turn.connection, by, number_of(todo), lock=True, act=RIGHT)
    if meeting.ends_at <= turn.now:
        return Outcome("over")
    if is_stale(meeting, todo) or seats_shown(meeting.seats) != todo.answers["seats"]:
        return Outcome("stale")
    seats = meeting_wizard.seats(picked(todo, "new_seats"))
    if seats == meeting.seats:
        return Outcome("done", {"told": "0"})
    try:
        told = meetings.change(turn.connection, by, turn.programme, meeting.id, turn.now, seats=seats)
    except ValueError:
        return Outcome("stale")
    return Outcome("done", {"told": str(told)})


ACTIONS: Actions = {
    "staff_seats_look": acts(RIGHT, ("fine", "few", "over", "gone"), _look),
    "staff_change_seats": acts(RIGHT, ("done", "stale", "over", "gone"), _change),
}
"""What screens about seats ask of the world."""
