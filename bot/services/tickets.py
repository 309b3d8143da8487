"""Tickets: a person is needed, because somebody asked, was not understood, or spoke where we cannot listen."""

from collections.abc import Callable

from bot.channels.port import Part
from bot.services.onboarding import SPEECH, SPOKEN
from bot.services.places import move
from bot.services.turn import Action, Actions, Turn
from flows.core.values import Answer, Offer, Outcome, Said, Sent, Todo, Unclear, Value
from storage import media, people, tickets

CALLS = ("help", "voice", "photo", "under_18")
"""The tickets by which a person was promised: as long as one is open, what no screen takes is added to it."""
PROFILE = ("name", "town", "trade")
"""What a person tells of themself, also the kinds of the tickets about it."""


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


def is_called(turn: Turn, answer: Answer) -> bool:
    """Tell whether a person was called who has not answered yet, where it matters for an answer."""
    if not isinstance(answer, Said | Sent | Unclear):
        return False
    return tickets.newest_open(turn.connection, turn.contact.id, CALLS) is not None


def _add_to_ticket(turn: Turn, todo: Todo) -> Outcome:
    """Keep for staff what no screen takes, with what they were called for."""
    found = tickets.newest_open(turn.connection, turn.contact.id, CALLS)
    flow, _, state = todo.below.partition(".")
    tickets.open_once(
        turn.connection,
        contact_id=turn.contact.id,
        kind=found.kind if found else "help",
        flow=found.flow if found else flow,
        state_name=found.state_name if found else state,
        now=turn.now,
        text=todo.answer.text if isinstance(todo.answer, Said) else "",
        media_id=turn.media_id,
    )
    return Outcome("kept")


def _keep_what_came(turn: Turn, todo: Todo) -> Outcome:
    """Pass on the voice note of somebody who comes back after a day; words that meant nothing are let go."""
    if not isinstance(todo.answer, Sent):
        return Outcome("nothing")
    open_ticket(turn, todo, "voice")
    return Outcome("kept")


def _say_back(turn: Turn, todo: Todo) -> Outcome:
    """Play what was spoken, in the person's own voice: the screen that follows asks whether all is right."""
    for name in PROFILE:
        value, said = todo.answers.get(name), str(todo.answers.get(f"{name}_said", ""))
        if isinstance(value, Offer) and value.key == SPOKEN and said.isdigit():
            found = media.get(turn.connection, int(said))
            if found is not None and found.state == "kept":
                turn.extra.append(Part("", voice=said))
    return Outcome("said")


def _by_voice(kind: str, offer: Callable[[Turn], Value]) -> Action:
    """Return an action for something that was spoken: staff write it, until then a stand-in is shown."""

    def run(turn: Turn, todo: Todo) -> Outcome:
        open_ticket(turn, todo, kind)
        return Outcome("kept", {kind: offer(turn), f"{kind}_said": str(turn.media_id or "")})

    return Action(("kept",), run)


def _by_name(kind: str) -> Action:
    """Return an action for something that was written and is not in the programme: staff may add it."""

    def run(turn: Turn, todo: Todo) -> Outcome:
        text = str(todo.answers[f"{kind}_name"])
        open_ticket(turn, todo, kind, text=text)
        if kind == "town":
            move(turn, todo, text)
        return Outcome("kept", {kind: Offer("other", text)})

    return Action(("kept",), run)


def _member(turn: Turn) -> Value:
    """Return what stands for a spoken name until somebody has written it: staff see a number."""
    return Offer("pending", f"{SPEECH} {people.next_member_number(turn.connection)}", SPOKEN)


def _spoken(_turn: Turn) -> Value:
    """Return what stands for a spoken town or trade."""
    return Offer("other", SPEECH, SPOKEN)


ACTIONS: Actions = {
    "call_person": _opens("help", "called"),
    "keep_voice": _opens("voice", "kept"),
    "keep_photo": Action(("kept",), _keep_photo),
    "keep_what_came": Action(("kept", "nothing"), _keep_what_came),
    "add_to_ticket": Action(("kept",), _add_to_ticket),
    "say_back": Action(("said",), _say_back),
    "name_by_voice": _by_voice("name", _member),
    "town_by_voice": _by_voice("town", _spoken),
    "trade_by_voice": _by_voice("trade", _spoken),
    "town_by_name": _by_name("town"),
    "trade_by_name": _by_name("trade"),
}
"""What flows ask of people."""
