"""What the flow that announces asks of the world once it is out, and the second yes; it only talks."""

from collections.abc import Callable
from datetime import datetime

from bot.services import announcement_approval, announcements, audience_words, proposals
from bot.services import announcement_drafts as drafts
from bot.services import announcement_results as results
from bot.services.announcement_approval import Changed
from bot.services.announcement_drafts import RIGHT
from bot.services.announcements import SaidAlready
from bot.services.onboarding import person_of
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.staff_invite_talk import number_of
from bot.services.staff_new_talk import picked
from bot.services.staff_send_talk import hour, say, show
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import wall_of
from flows.core.states import VERSION
from flows.core.values import Offer, Outcome, Todo, Value
from storage.announcements import Announcement

SUMS = {
    "sent": ("sent",),
    "now": ("go",),
    "later": ("waits",),
    "knock": ("knock",),
    "writes": ("parked", "call"),
    "failed": ("failed", "doubt", "late"),
    "cannot": ("unreachable", "stopped"),
    "ended": ("cancelled", "erased"),
}
"""What a look tells, and which of ``announcements.REASONS`` each part of it sums up: every reason is in one."""
STATES = {"sending": "going", "paused": "held", "done": "over", "cancelled": "ended"}
MARKS = {"draft": "✏️", "asked": "🤝", "sending": "📤", "paused": "⏸️", "done": "✅", "cancelled": "⏹️"}
"""What stands before an announcement in a list, by its state."""
WHY = {"failed": "❌", "unreachable": "📵", "stopped": "✋", "doubt": "❓", "late": "⌛", "call": "📞"}
"""What stands before somebody who has not got it, by the reason."""
MOST = 100
"""How many names are told at most; the figures on the screen count everybody."""


def _sent(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Offer what is out or asked about, and one's own drafts that say something."""
    found = [one for one in drafts.mine(turn.connection, by) if one.said.texts or one.said.files]
    recent = results.recent(turn.connection, by, turn, turn.now)
    found += [one for one in recent if one.state != "draft" or one.created_by == by.name]
    return Outcome("found", offers=tuple(_offer(turn, one) for one in found)) if found else Outcome("none")


def _offer(turn: Turn, one: Announcement) -> Offer:
    """Return an announcement as a choice: how it stands, its day and time, for how many it is."""
    asked = one.state == "draft" and one.asked_at is not None
    began: datetime = one.approved_at or one.asked_at or one.created_at
    at = wall_of(began, turn.programme.zone(turn.contact.country))
    mark = MARKS["asked" if asked else one.state]
    return Offer(f"a{one.id}", f"{mark} {at.day}.{at.month} {at:%H:%M} ({one.people})")


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Tell how far an announcement has come."""
    number = int(picked(todo, "sent")[1:]) if todo.state == "look_picked" else number_of(todo)
    found = results.look(turn.connection, by, turn, number)
    reasons = found.progress.reasons
    told: dict[str, Value] = {name: str(sum(reasons[one] for one in parts)) for name, parts in SUMS.items()}
    people = found.progress.invited or found.found.people
    told |= {"id": str(number), "people": str(people), "heard": str(found.heard)}
    if found.found.state == "draft":
        return Outcome("asks" if found.found.asked_at else "draft", told)
    return Outcome(STATES[found.found.state], told)


def _step(change: Callable[..., object]) -> Callable[[Turn, Todo, Actor], Outcome]:
    """Return what pauses, continues or ends an announcement, ``stale`` where it does not stand so any more."""

    def run(turn: Turn, todo: Todo, by: Actor) -> Outcome:
        try:
            change(turn.connection, by, turn, number_of(todo), turn.now)
        except ValueError:
            return Outcome("stale")
        return Outcome("done")

    return run


def _again(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    try:
        failed = announcements.again(turn.connection, by, turn, number_of(todo), turn.now)
    except ValueError:
        return Outcome("stale")
    return Outcome("done" if failed else "none")


def _who_not(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Name those who have not got it, the reason before each."""
    found = results.each(turn.connection, by, turn, number_of(todo), reasons=tuple(WHY), limit=MOST + 1)
    shown = sorted(found[:MOST], key=lambda one: list(WHY).index(one.reason))
    lines = [f"{WHY[one.reason]} {one.name or f'#{one.person_id or 0}'}" for one in shown]
    say(turn, [*lines, *(["…"] if len(found) > MOST else [])])
    return Outcome("told" if lines else "none")


def _take_back(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    announcement_approval.take_back(turn.connection, by, number_of(todo), turn.now)
    return Outcome("done")


def _waits(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Tell what waits for a second yes: invitations, messages or both."""
    person = person_of(turn)
    messages = announcement_approval.waiting(turn.connection, by, turn, turn.now)
    invitations = person and proposals.waiting(turn.connection, by, person.id, turn.now)
    if messages and invitations:
        return Outcome("both")
    return Outcome("messages" if messages else "some")


def _asked(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    found = announcement_approval.waiting(turn.connection, by, turn, turn.now)
    return Outcome("found", offers=tuple(_offer(turn, one) for one in found)) if found else Outcome("none")


def _ask(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Show what somebody else announces in every language, to whom and when: only below that stands the yes."""
    number = int(picked(todo, "list")[1:]) if todo.state == "look_picked" else number_of(todo)
    found = announcement_approval.look(turn.connection, by, turn, number, turn.now)
    if found is None:
        return Outcome("over")
    show(turn, found)
    whom = audience_words.told(turn.connection, turn.programme, drafts.meant(found), turn.contact)
    say(turn, [f"👥 {whom}", *([f"🕘 {at}"] if (at := hour(turn, found)) else [])])
    told = announcement_approval.told(turn.connection, found)
    return Outcome("open", {"id": str(number), "version": str(found.asks), **told})


def _agree(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    try:
        told = announcement_approval.agree(turn.connection, by, turn, number_of(todo), turn.now, seen=_seen(todo))
    except SaidAlready:
        return Outcome("twice")
    except Changed:
        return Outcome("changed")
    return Outcome("over" if told is None else "done")


def _decline(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    try:
        done = announcement_approval.decline(turn.connection, by, turn, number_of(todo), turn.now, seen=_seen(todo))
    except Changed:
        return Outcome("changed")
    return Outcome("done" if done else "over")


def _seen(todo: Todo) -> int:
    """Return the version of the card that was answered."""
    return int(str(todo.answers.get(VERSION, "0")))


def _acts(outcomes: tuple[str, ...], run: Callable[[Turn, Todo, Actor], Outcome]) -> Action:
    return acts(RIGHT, (*outcomes, "gone"), run)


_CHANGED = ("done", "stale")

ACTIONS: Actions = {
    "send_sent": acts(RIGHT, ("found", "none"), _sent),
    "send_look": _acts(("going", "held", "over", "ended", "asks", "draft"), _look),
    "send_pause": _acts(_CHANGED, _step(announcements.pause)),
    "send_go_on": _acts(_CHANGED, _step(announcements.go_on)),
    "send_end": _acts(_CHANGED, _step(announcements.cancel)),
    "send_again": _acts((*_CHANGED, "none"), _again),
    "send_who_not": _acts(("told", "none"), _who_not),
    "send_take_back": _acts(("done",), _take_back),
    "staff_waits": acts("check_in", ("some", "messages", "both"), _waits),
    "announcements": acts(RIGHT, ("found", "none"), _asked),
    "announcement_look": acts(RIGHT, ("open", "over"), _ask),
    "announcement_show": acts(RIGHT, ("open", "over"), _ask),
    "announcement_agree": acts(RIGHT, ("done", "over", "twice", "changed"), _agree),
    "announcement_decline": acts(RIGHT, ("done", "over", "changed"), _decline),
}
"""What announcing in chat asks of the world once it is out."""
