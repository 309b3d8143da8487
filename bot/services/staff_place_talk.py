"""What staff's screens about a place ask of the world: known places, what was given, a change; it only talks."""

from bot.services import meeting_cards, meeting_wizard, meetings
from bot.services.meeting_staff_talk import hearers, is_stale
from bot.services.meeting_wizard import Place
from bot.services.meetings import LINK
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.staff_invite_talk import number_of
from bot.services.staff_new_talk import in_words, picked, show_map, town_offer
from bot.services.tickets import open_ticket
from bot.services.turn import Actions, Turn
from flows.core.parsers import PlaceName
from flows.core.screens import aside
from flows.core.values import Chosen, Offer, Outcome, Said, Sent, Todo, Value
from flows.staff_place import PlaceOrLink
from storage.meetings import Meeting

RIGHT = "arrange_meetings"
PIN = "pin:"
"""How the text begins that stands for a pin."""


def _places(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer the town alone, and the places where meetings were."""
    known = number_of(todo)
    meeting = meetings.read(turn.connection, by, known, act=RIGHT) if known else None
    town = meeting.town if meeting else picked(todo, "town")
    first = _first(turn, town, meeting)
    there = meeting_wizard.places(turn.connection, by, town, turn.now)
    words = [(one.id, str(meeting_cards.place(one, turn.contact, turn.programme))) for one in there]
    return Outcome("found", offers=(first, *(Offer(f"p{id}", text) for id, text in words if f"p{id}" != first.value)))


def _first(turn: Turn, town: str, meeting: Meeting | None) -> Offer:
    """Return the town alone; what is held online in no town may stay there."""
    if meeting is None or town in turn.programme.town:
        return town_offer(turn, town, "town")
    online = aside("meeting_online")
    return Offer(f"p{meeting.id}", online.say, online.key)


def _place(turn: Turn, todo: Todo, _by: Actor) -> Outcome:
    """Keep where a meeting will be that is not there yet; of a pin it is asked what is there."""
    at = _given(turn, todo)
    return Outcome("pin" if at.startswith(PIN) else "kept", {"at": at})


def _pin_words(_turn: Turn, todo: Todo, _by: Actor) -> Outcome:
    """Keep what the place is called that was given by a pin."""
    return Outcome("kept", {"at": _named(str(todo.answers["at"]), todo)})


def _named(at: str, todo: Todo) -> str:
    """Return a pin with the words that were written, if any were."""
    written = todo.answer.text if isinstance(todo.answer, Said) else ""
    words = PlaceName().parse(written) or ""
    return meeting_wizard.with_words(at, words)


def _given(turn: Turn, todo: Todo) -> str:
    """Return what somebody gave as the text that stands for a place."""
    match todo.answer:
        case Sent(kind="location", reference=reference):
            return f"pin:{reference}"
        case Sent():
            return f"voice:{turn.media_id or 0}"
        case Chosen(state="where"):
            value = picked(todo, "where")
            return f"same:{value[1:]}" if value[1:].isdecimal() else "town"
        case Said(text=text) if words := PlaceOrLink().parse(text):
            return f"{'link' if LINK.fullmatch(words) else 'words'}:{words}"
    return "town"


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Tell where a meeting would be, and who would hear of it; a voice goes to the team, who write it down."""
    meeting = meetings.read(turn.connection, by, number_of(todo), act=RIGHT)
    at = _given(turn, todo)
    if at.startswith("voice:"):
        open_ticket(turn, todo, "place", text=f"{meeting.id}: 🎤")
        return Outcome("spoken")
    return Outcome("pin", {"new_at": at}) if at.startswith(PIN) else _preview(turn, meeting, at, by)


def _look_words(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), act=RIGHT)
    return _preview(turn, meeting, _named(str(todo.answers["new_at"]), todo), by)


def _preview(turn: Turn, meeting: Meeting, at: str, by: Actor) -> Outcome:
    where = _meant(turn, at, by)
    show_map(turn, where.pin)
    shown: dict[str, Value] = {"new_at": at, "new_place": in_words(turn, where, meeting.town)}
    return Outcome("fine", {**shown, **hearers(turn, meeting)})


def _change(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    meeting = meetings.read(turn.connection, by, number_of(todo), lock=True, act=RIGHT)
    if is_stale(meeting, todo):
        return Outcome("stale")
    new = _meant(turn, str(todo.answers["new_at"]), by).columns
    if all(getattr(meeting, name) == value for name, value in new.items()):
        return Outcome("done", {"told": "0"})
    try:
        told = meetings.change(turn.connection, by, turn.programme, meeting.id, turn.now, **new)
    except ValueError:
        return Outcome("stale")
    return Outcome("done", {"told": str(told)})


def _meant(turn: Turn, at: str, by: Actor) -> Place:
    return meeting_wizard.place(turn.connection, by, at, turn.contact.language)


ACTIONS: Actions = {
    "new_places": acts(RIGHT, ("found",), _places),
    "new_place": acts(RIGHT, ("kept", "pin"), _place),
    "new_pin_words": acts(RIGHT, ("kept",), _pin_words),
    "staff_places": acts(RIGHT, ("found", "gone"), _places),
    "staff_place_look": acts(RIGHT, ("fine", "pin", "spoken", "gone"), _look),
    "staff_pin_words": acts(RIGHT, ("fine", "gone"), _look_words),
    "staff_change_place": acts(RIGHT, ("done", "stale", "gone"), _change),
}
"""What screens about a place ask of the world."""
