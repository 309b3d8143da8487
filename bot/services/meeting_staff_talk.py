"""What staff's menu and a meeting's screens ask of the world: looks, lists, moving, cancelling; it only talks.

What somebody decides is done only to the version that they saw.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.channels.port import Part
from bot.languages import format_time
from bot.pieces import pieces
from bot.services import attendance, concerned, meeting_cards, meeting_counts, meeting_wizard, meetings
from bot.services.signing import actor, acts, has
from bot.services.staff import Actor
from bot.services.staff_door_talk import here, name_of
from bot.services.staff_invite_talk import number_of, offers
from bot.services.staff_new_talk import begins, day_of, day_offers, hour_offers, in_full, picked, seats_shown
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import moment_of, wall_of
from flows.core.values import Outcome, Todo, Value
from flows.staff import FORGOTTEN
from storage import attendances, responses
from storage import meetings as rows
from storage.meetings import Meeting
from storage.responses import Response
from storage.turnouts import LINE

ARRANGE, CHECK_IN, ANSWER = "arrange_meetings", "check_in", "answer_questions"
AFTER = timedelta(days=3)
"""So long after its end a meeting still stands in staff's list: who came is written down from paper."""
MOST = 120
"""How many meetings the list holds at most."""
NEEDS = {"travel": "🚌", "child_care": "👶", "translator": "🗨️", "access": "♿"}
IN_PLACE = frozenset({"travel", "child_care"})
"""Of these, what nobody is asked who stays at home."""
SAID = {"yes": "👍", "maybe": "🤔", "no": "👎"}
LINES = 1000
"""How long a message of names is at most."""
SOURCES = {"look_picked": "list", "look_door": "at"}
"""Where a look finds which meeting is meant; any other looks at the one before."""


def _rights(turn: Turn, _todo: Todo) -> Outcome:
    by = actor(turn)
    team, mentor = has(by, CHECK_IN), has(by, ANSWER)
    return Outcome({(True, True): "both", (True, False): "team", (False, True): "mentor"}.get((team, mentor), "none"))


def _enter(_turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Tell those who arrange meetings from those who only look after the door."""
    return Outcome("in" if has(by, ARRANGE) else "door")


def _meetings(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Offer what somebody looks after; drafts only to those who arrange there."""
    every = rows.every(turn.connection, turn.now - AFTER, whose=by.scopes(CHECK_IN))
    mine = [one for one in every if meetings.is_seen(by, one)][:MOST]
    return Outcome("found", offers=offers(turn, mine)) if mine else Outcome("none")


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Tell how a meeting stands now, and forget what was counted before."""
    source = SOURCES.get(todo.state, "")
    number = int(picked(todo, source)[1:]) if source else number_of(todo)
    meeting = meetings.read(turn.connection, by, number)
    told = {**dict.fromkeys(FORGOTTEN, ""), **_told(turn, meeting, by)}
    arranges = _arranges(by, meeting)
    if meeting.state == "cancelled":
        return Outcome("gone", told)
    if meeting.state == "draft":
        return Outcome("draft", told)
    held = meeting.ends_at > turn.now and (arranges or todo.state == "look_door")
    return Outcome("held" if held else "seen", told)


def _arranges(by: Actor, meeting: Meeting) -> bool:
    return by.may(ARRANGE, meeting.organisation, meeting.country)


def _told(turn: Turn, meeting: Meeting, by: Actor) -> dict[str, Value]:
    counted = meeting_counts.of_meeting(turn.connection, by, meeting.id, turn.now)
    every = responses.of_meeting(turn.connection, meeting.id)
    needs = Counter(need for one in every if one.standing == "seated" for need in one.needs)
    days = rows.days(turn.connection, meeting.id)
    today = max((day.n for day in days if day.starts_at - attendance.OPENS <= turn.now), default=1)
    came = here(attendances.of_meeting(turn.connection, meeting.id, today))
    return {
        **{"id": str(meeting.id), "version": str(meeting.version)},
        **meeting_cards.details(meeting, turn.contact, turn.programme),
        "seated": str(sum(one.party for one in every if one.standing == "seated")),
        "seats": seats_shown(meeting.seats),
        **{name: str(getattr(counted, name)) for name in ("invited", "maybe", "no")},
        "yes": str(counted.seated),
        "waiting": str(counted.waiting),
        "came": str(came),
        **{need: str(needs[need]) for need in NEEDS},
    }


def _seated(one: Response) -> bool:
    return one.standing == "seated"


def _answers(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo))
    every = responses.of_meeting(turn.connection, meeting.id)
    ordered = [one for said in SAID for one in every if one.answer == said and (said != "yes" or _seated(one))]
    _say(turn, [f"{SAID[one.answer]} {_line_of(turn, one)}" for one in ordered])
    return Outcome("online" if meeting.link else "told")


def _line(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo))
    line = [one for one in responses.of_meeting(turn.connection, meeting.id) if one.standing in LINE]
    every = sorted(line, key=lambda one: one.rank)
    _say(turn, [f"{place}. {_line_of(turn, one)}" for place, one in enumerate(every, 1)])
    return Outcome("told")


def _line_of(turn: Turn, one: Response) -> str:
    """Return somebody's name, with how many come along and what they need, unless they do not come."""
    if one.answer == "no":
        return name_of(turn, one.person_id)
    more = [f"+{one.party - 1}"] if one.party > 1 else []
    return " ".join([name_of(turn, one.person_id), *more, *(NEEDS[need] for need in one.needs if need in NEEDS)])


def _say(turn: Turn, lines: Sequence[str]) -> None:
    """Send names below what is said; a long list is several messages."""
    turn.extra += [Part(piece) for piece in pieces("\n".join(lines), LINES)] if lines else []


def _publish(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), lock=True, act=ARRANGE)
    if meeting.state != "draft":
        return Outcome("stale")
    try:
        meetings.publish(turn.connection, by, meeting.id, turn.now)
    except ValueError:
        return Outcome("passed")
    return Outcome("done")


def _days(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer days, the meeting's own first: most moves are small."""
    meeting = meetings.read(turn.connection, by, number_of(todo), act=ARRANGE)
    own = wall_of(meeting.starts_at, turn.programme.zone(meeting.country)).date()
    return Outcome("found", offers=day_offers(turn, meeting.country, own))


def _times(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), act=ARRANGE)
    day = day_of(turn, meeting.country, picked(todo, "move_day"))
    return Outcome("found", offers=hour_offers(turn, meeting.country, day, meeting.kind))


def _move_look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), act=ARRANGE)
    wall = begins(turn, meeting.country, picked(todo, "move_day"), picked(todo, "move_time"))
    moment = moment_of(wall, turn.programme.zone(meeting.country))
    if moment <= turn.now:
        return Outcome("passed")
    new: dict[str, Value] = {"new_day": in_full(turn, wall), "new_time": format_time(wall, turn.contact.language)}
    return Outcome("fine", {**new, **hearers(turn, replace(meeting, starts_at=moment), anew=True)})


def hearers(turn: Turn, meeting: Meeting, *, anew: bool = False) -> dict[str, Value]:
    """Return how many would hear of a change of a meeting, or (``anew``) of a move, and who they are."""
    found = concerned.who(turn.connection, meeting, turn.now, anew=anew)
    counts = {"coming": found.coming, "perhaps": found.perhaps, "invited": found.invited}
    return {"told": str(found.total), **{f"told_{name}": str(number) for name, number in counts.items()}}


def _move(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), lock=True, act=ARRANGE)
    if is_stale(meeting, todo):
        return Outcome("stale")
    wall = begins(turn, meeting.country, picked(todo, "move_day"), picked(todo, "move_time"))
    days = meeting_wizard.moved(rows.days(turn.connection, meeting.id), wall)
    try:
        told = meetings.move(turn.connection, by, turn.programme, meeting.id, days, turn.now)
    except ValueError:
        return Outcome("passed")
    return Outcome("done", {"told": str(told)})


def _cancel_look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), act=ARRANGE)
    return Outcome("fine", {"told": str(concerned.who(turn.connection, meeting, turn.now, anew=True).total)})


def _cancel(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), lock=True, act=ARRANGE)
    if is_stale(meeting, todo):
        return Outcome("stale")
    try:
        told = meetings.cancel(turn.connection, by, meeting.id, turn.now)
    except ValueError:
        return Outcome("stale")
    return Outcome("done", {"told": str(told)})


def is_stale(meeting: Meeting, todo: Todo) -> bool:
    """Tell whether a meeting is not as it was when somebody looked at it: another one was faster."""
    return str(meeting.version) != todo.answers.get("version") or meeting.state == "cancelled"


_DONE = ("done", "stale", "gone")

ACTIONS: Actions = {
    "staff_rights": Action(("team", "mentor", "both", "none"), _rights),
    "staff_enter": acts(CHECK_IN, ("in", "door"), _enter),
    "staff_meetings": acts(CHECK_IN, ("found", "none"), _meetings),
    "staff_look": acts(CHECK_IN, ("draft", "held", "seen", "gone"), _look),
    "staff_publish": acts(ARRANGE, ("done", "passed", "stale", "gone"), _publish),
    "staff_answers": acts(CHECK_IN, ("told", "online", "gone"), _answers),
    "staff_line": acts(CHECK_IN, ("told", "gone"), _line),
    "staff_days": acts(ARRANGE, ("found", "gone"), _days),
    "staff_times": acts(ARRANGE, ("found", "gone"), _times),
    "staff_move_look": acts(ARRANGE, ("fine", "passed", "gone"), _move_look),
    "staff_move": acts(ARRANGE, ("done", "passed", "stale", "gone"), _move),
    "staff_cancel_look": acts(ARRANGE, ("fine", "gone"), _cancel_look),
    "staff_cancel": acts(ARRANGE, _DONE, _cancel),
}
"""What staff's flow asks of the world."""
