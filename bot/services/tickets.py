"""Tickets: a person is needed, because somebody asked, was not understood, or spoke where we cannot listen."""

from collections.abc import Callable

from bot.services.turn import Action, Actions, Turn
from flows.core.values import Offer, Outcome, Todo, Value
from storage import people, tickets


def open_ticket(turn: Turn, todo: Todo, kind: str, *, text: str = "", media_id: int | None = None) -> None:
    """Open a ticket that remembers where the person is, or add to the one that is open for the same."""
    flow, _, state = todo.below.partition(".")
    tickets.open_once(
        turn.connection,
        contact_id=turn.contact.id,
        kind=kind,
        flow=flow,
        state_name=state,
        now=turn.now,
        text=text,
        media_id=media_id or turn.media_id,
    )


def _opens(kind: str, outcome: str) -> Action:
    """Return an action that opens a ticket of a kind and has one outcome."""

    def run(turn: Turn, todo: Todo) -> Outcome:
        open_ticket(turn, todo, kind)
        return Outcome(outcome)

    return Action((outcome,), run)


def _keep_photo(turn: Turn, todo: Todo) -> Outcome:
    """Pass on the photo that came before the question what it is for."""
    photo = str(todo.answers.get("media", ""))
    open_ticket(turn, todo, "photo", media_id=int(photo) if photo.isdigit() else None)
    return Outcome("kept")


def _by_voice(kind: str, name: str, offer: Callable[[Turn], Value]) -> Action:
    """Return an action for something that was spoken: staff write it, until then a stand-in is shown."""

    def run(turn: Turn, todo: Todo) -> Outcome:
        open_ticket(turn, todo, kind)
        return Outcome("kept", {name: offer(turn)})

    return Action(("kept",), run)


def _by_name(kind: str) -> Action:
    """Return an action for something that was written and is not in the programme: staff may add it."""

    def run(turn: Turn, todo: Todo) -> Outcome:
        text = str(todo.answers[f"{kind}_name"])
        open_ticket(turn, todo, kind, text=text)
        return Outcome("kept", {kind: Offer("other", text)})

    return Action(("kept",), run)


def _member(turn: Turn) -> Value:
    """Return what stands for a spoken name until somebody has written it: a number, the same in every language."""
    return Offer("pending", f"🎤 {people.next_member_number(turn.connection)}")


ACTIONS: Actions = {
    "call_person": _opens("help", "called"),
    "keep_voice": _opens("voice", "kept"),
    "keep_photo": Action(("kept",), _keep_photo),
    "name_by_voice": _by_voice("name", "name", _member),
    "town_by_voice": _by_voice("town", "town", lambda turn: Offer("other", "🎤")),
    "trade_by_voice": _by_voice("trade", "trade", lambda turn: Offer("other", "🎤")),
    "town_by_name": _by_name("town"),
    "trade_by_name": _by_name("trade"),
}
"""What flows ask of people."""
