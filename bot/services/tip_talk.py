"""What the flows about tips ask of the world: the next tip, try, did, told, how often; it never knows words."""

from bot.languages import format_day
from bot.services import meeting_cards, meetings, seating, tip_cards, tip_plans, tips
from bot.services.onboarding import member_of
from bot.services.tips import LiveTips
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import wall_of
from flows.core.states import ID
from flows.core.values import Outcome, Said, Todo
from flows.tip_stories import NEIGHBOUR
from storage import responses, rhythms, showings
from storage import tips as rows
from storage.meetings import Meeting
from storage.people import Person
from storage.pledges import Saved
from storage.rhythms import Pace
from storage.tips import Tip

NEXT = "next_tip"
"""What a turn knows where it has just looked whether there is a tip."""
LOOKED_AT = 5
"""Of so many meetings near somebody the next one is chosen that has not begun."""
PACES: dict[str, Pace] = {"daily": "daily", "weekly": "weekly", "never": "never"}
HOURS = {"morning": 8, "noon": 12, "evening": 18}
"""The hours behind the choices, on the person's own clock."""
SAVED: dict[str, Saved] = {"yes": "yes", "no": "no", "unsure": "unsure"}


def actions() -> Actions:
    """Return what the flows about tips ask of the world."""
    live = LiveTips()

    def find(turn: Turn, todo: Todo) -> Outcome:
        person = member_of(turn)
        if person is not None:
            rhythms.begin(turn.connection, person.id, _in_a_week(turn, person))
        found = turn.known.pop(NEXT) if NEXT in turn.known else _next(turn, live, person, _id(todo))
        if found is None:
            return Outcome("none")
        where = tips.place(turn.programme, turn.contact, person)
        told = live.is_told(found, where["organisation"], turn.contact)
        known = {**tip_cards.details(found, turn.contact), NEIGHBOUR: "yes" if told else ""}
        beside, number = told or bool(known["story"]), person.id if person else None
        showings.add(turn.connection, found.id, number, "asked", turn.now, neighbour=beside, **where)
        return Outcome("story" if known["story"] else "found", known)

    def waiting(turn: Turn, _todo: Todo) -> Outcome:
        turn.known[NEXT] = found = _next(turn, live, member_of(turn), 0)
        return Outcome("found" if found else "none")

    chosen = {"tip_find": Action(("found", "story", "none"), find), "tip_waiting": Action(("found", "none"), waiting)}
    return {**chosen, **_ANSWERS}


def _next(turn: Turn, live: LiveTips, person: Person | None, after: int) -> Tip | None:
    every = live.of(turn.connection)
    if person is None:
        return tips.next_for_guest(every, turn.programme, turn.contact, after, turn.now)
    return tips.next_for(turn.connection, every, turn.programme, turn.contact, person, turn.now)


def _try(turn: Turn, todo: Todo) -> Outcome:
    tip, person = _tip(turn, todo), member_of(turn)
    if tip is None or tip.status != "live":
        return Outcome("gone")
    if person is None:
        return Outcome("guest")
    tips.make(turn.connection, turn.programme, turn.contact, person, tip.id, "trying", turn.now)
    asks = person.may_push and turn.contact.stopped_at is None
    return Outcome("kept" if asks and tip_plans.asks_again(turn.connection, tip.id, person.id, turn.now) else "quiet")


def _did(turn: Turn, todo: Todo) -> Outcome:
    tip, person = _tip(turn, todo), member_of(turn)
    if tip is None:
        return Outcome("gone")
    if person is None:
        return Outcome("guest")
    tips.make(turn.connection, turn.programme, turn.contact, person, tip.id, "done", turn.now)
    return Outcome("kept")


def _not_yet(turn: Turn, todo: Todo) -> Outcome:
    tip, person = _tip(turn, todo), member_of(turn)
    if tip is None:
        return Outcome("gone")
    again = person is not None and tip_plans.asks_again(turn.connection, tip.id, person.id, turn.now)
    return Outcome("again" if again else "last")


def _not_me(turn: Turn, todo: Todo) -> Outcome:
    tip, person = _tip(turn, todo), member_of(turn)
    if tip is None:
        return Outcome("gone")
    if person is None:
        return Outcome("guest")
    tips.make(turn.connection, turn.programme, turn.contact, person, tip.id, "not_for_me", turn.now)
    return Outcome("kept")


def _saved(turn: Turn, todo: Todo) -> Outcome:
    if (person := member_of(turn)) is not None:
        tips.save(turn.connection, _id(todo), person.id, SAVED[str(todo.answers["saved"])], turn.now)
    return Outcome("kept")


def _why(turn: Turn, todo: Todo) -> Outcome:
    said = todo.answer.text.strip() if isinstance(todo.answer, Said) else ""
    if (person := member_of(turn)) is not None:
        tips.explain(turn.connection, _id(todo), person.id, said, turn.media_id, turn.now)
    return Outcome("kept")


def _meeting(turn: Turn, _todo: Todo) -> Outcome:
    """Tell the next meeting near somebody that has not begun and that they have not answered."""
    near = meetings.near(turn.connection, turn.programme, turn.contact, turn.now, limit=LOOKED_AT)
    ahead = [one for one in near if one.starts_at > turn.now and not _answered(turn, one)]
    if not ahead:
        return Outcome("none")
    first = min(ahead, key=lambda one: one.starts_at)
    return Outcome("found", {"held": str(first.id), "day": _day(turn, first)})


def _answered(turn: Turn, meeting: Meeting) -> bool:
    whose = turn.contact.person_id
    found = responses.get(turn.connection, meeting.id, whose) if whose else None
    return found is not None and found.answer in {"yes", "no"}


def _day(turn: Turn, meeting: Meeting) -> str:
    zone = meeting_cards.zone_for(meeting, turn.contact, turn.programme)
    return format_day(wall_of(meeting.starts_at, zone), turn.contact.language, turn.contact.country)


def _come(turn: Turn, todo: Todo) -> Outcome:
    """Say yes to the meeting that was told; whoever cannot is shown all of them."""
    person, number = member_of(turn), str(todo.answers.get("held", ""))
    if person is None or not number.isdecimal():
        return Outcome("else")
    found = seating.answer(turn.connection, turn.programme, int(number), person.id, "yes", turn.now)
    return Outcome("seated" if found.state == "seated" else "else")


def _set_tips(turn: Turn, todo: Todo) -> Outcome:
    """Set the pace; who has not agreed to be written to hears those words first and says yes or no to them."""
    if (person := member_of(turn)) is not None:
        pace = PACES[str(todo.answers["tips"])]
        if pace != "never" and not person.may_push:
            return Outcome("ask")
        hour = None if pace == "never" else HOURS[str(todo.answers["tip_hour"])]
        tip_plans.set_pace(turn.connection, turn.programme, person, pace, hour, turn.now)
    return Outcome("saved")


def _id(todo: Todo) -> int:
    return int(str(todo.answers.get(ID, "0")))


def _tip(turn: Turn, todo: Todo) -> Tip | None:
    """Return the tip of a card, None where there is none that anybody may see."""
    found = rows.get(turn.connection, _id(todo))
    return found if found is not None and found.status != "draft" else None


def _in_a_week(turn: Turn, person: Person) -> str:
    """Return the day of the first tip that comes by itself, for whoever has just asked for one."""
    today = wall_of(turn.now, turn.programme.zone(person.country)).date()
    return (today + tip_plans.STEP["weekly"]).isoformat()


_ANSWERS: Actions = {
    "tip_try": Action(("kept", "quiet", "guest", "gone"), _try),
    "tip_did": Action(("kept", "guest", "gone"), _did),
    "tip_saved": Action(("kept",), _saved),
    "tip_not_yet": Action(("again", "last", "gone"), _not_yet),
    "tip_not_me": Action(("kept", "guest", "gone"), _not_me),
    "tip_why": Action(("kept",), _why),
    "tip_meeting": Action(("found", "none"), _meeting),
    "tip_come": Action(("seated", "else"), _come),
    "set_tips": Action(("saved", "ask"), _set_tips),
}
"""What needs no tip to be chosen."""
