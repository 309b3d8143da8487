"""What the flow of groups asks of the world: lists, a new group, who comes and who leaves; it only talks."""

from collections.abc import Callable, Sequence

from bot.services import audience_choices, groups, meetings
from bot.services.groups import RIGHT
from bot.services.signing import acts
from bot.services.staff import MAY, Actor, Denied
from bot.services.staff_invite_talk import number_of, offers
from bot.services.staff_new_talk import picked
from bot.services.staff_send_talk import say
from bot.services.turn import Action, Actions, Turn
from flows.core.values import Chosen, Offer, Outcome, Sent, Todo
from storage.groups import Member

MEETINGS = "arrange_meetings"


def _list(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    found = groups.of_staff(turn.connection, by)
    choices = tuple(Offer(f"g{one.id}", one.name) for one in found)
    return Outcome("found", offers=choices) if choices else Outcome("none")


def _make(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Make a group where somebody announces first; the team writes a spoken name, until then it has a number."""
    role = next((one for one in by.roles if RIGHT in MAY[one.name]), None)
    if role is None:
        raise Denied(RIGHT)
    place = 1 + len(groups.of_staff(turn.connection, by))
    match todo.answer:
        case Sent():
            name = f"🎤 {place}"
        case Chosen():
            name = f"🎯 {place}"
        case _:
            name = str(todo.answers["name"])
    number = groups.create(turn.connection, by, role.organisation, role.country, name, turn.now)
    if isinstance(todo.answer, Sent):
        groups.call(turn.connection, turn.contact.id, number, turn.media_id, turn.now)
    return Outcome("made", {"id": str(number)})


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    number = int(picked(todo, "list")[1:]) if todo.state == "look_picked" else number_of(todo)
    found = groups.read(turn.connection, by, number)
    inside = groups.members(turn.connection, by, number)
    return Outcome("there", {"id": str(number), "title": found.name, "people": str(len(inside))})


def _find(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer people by a part of their name, or the newest ones."""
    said = str(todo.answers.get("search", "")) if todo.answers.get("how") == "name" else ""
    words = "" if said in {"newest", ""} or said.isdecimal() else said
    found = groups.strangers(turn.connection, by, turn.programme, number_of(todo), words)
    return _offered(found)


def _offered(found: Sequence[Member]) -> Outcome:
    choices = tuple(Offer(f"p{one.person_id}", _name(one)) for one in found)
    return Outcome("found", offers=choices) if choices else Outcome("none")


def _name(one: Member) -> str:
    return one.name or f"#{one.person_id}"


def _put(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    person_id = int(picked(todo, "person")[1:])
    groups.add(turn.connection, by, turn.programme, number_of(todo), [person_id], turn.now)
    return Outcome("put")


def _meetings(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    found = audience_choices.held(turn.connection, by, turn.now)
    return Outcome("found", offers=offers(turn, found)) if found else Outcome("none")


def _guests(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Put in whoever came to a meeting, or says that they come where it is not over."""
    meeting = meetings.read(turn.connection, by, int(picked(todo, "meeting")[1:]), act=MEETINGS)
    over = meeting.ends_at <= turn.now
    guests = groups.of_meeting(turn.connection, by, turn.programme, number_of(todo), meeting.id, over=over)
    if not guests:
        return Outcome("none")
    fresh = groups.add(turn.connection, by, turn.programme, number_of(todo), guests, turn.now)
    return Outcome("put", {"fresh": str(fresh)})


def _inside(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return _offered(groups.members(turn.connection, by, number_of(todo)))


def _take(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    groups.remove(turn.connection, by, number_of(todo), int(picked(todo, "out")[1:]), turn.now)
    return Outcome("taken")


def _who(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    found = groups.members(turn.connection, by, number_of(todo))
    say(turn, [_name(one) for one in found])
    return Outcome("told" if found else "none")


def _end(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    groups.end(turn.connection, by, number_of(todo), turn.now)
    return Outcome("ended")


def _acts(outcomes: tuple[str, ...], run: Callable[[Turn, Todo, Actor], Outcome]) -> Action:
    return acts(RIGHT, (*outcomes, "gone"), run)


ACTIONS: Actions = {
    "group_list": acts(RIGHT, ("found", "none"), _list),
    "group_make": acts(RIGHT, ("made",), _make),
    "group_look": _acts(("there",), _look),
    "group_find": _acts(("found", "none"), _find),
    "group_put": _acts(("put",), _put),
    "group_meetings": acts(RIGHT, ("found", "none"), _meetings),
    "group_guests": _acts(("put", "none"), _guests),
    "group_inside": _acts(("found", "none"), _inside),
    "group_take": _acts(("taken",), _take),
    "group_who": _acts(("told", "none"), _who),
    "group_end": _acts(("ended",), _end),
}
"""What groups ask of the world."""
