"""Cards that are answered in words: the newest that was sent to somebody; it never knows what a card is about.

What is typed goes to the open screen. Only what means nothing there may mean the card, and only exactly: its number,
its label, a yes or a no. So a card can be answered where nothing can be tapped.
"""

from collections.abc import Sequence

from bot.channels.port import Part
from bot.services.turn import Turn
from flows.core.screens import read_wire, takes_words
from flows.core.states import State
from flows.core.values import Answer, Reply, Said, Shown
from storage import seen


def newest(turn: Turn, answer: Answer, states: Sequence[State]) -> Reply | None:
    """Return the card that words may mean which mean nothing where somebody is, None where there is none.

    ``states`` are those of the open screen and of what is below it: where one of them takes any words, they are its.
    """
    if not isinstance(answer, Said) or any(takes_words(state) for state in states):
        return None
    payload = seen.pushed(turn.connection, turn.contact.id)
    options = tuple(_options(Part.from_json(payload))) if payload else ()
    return Reply("", "", options=options) if options else None


def _options(part: Part) -> Sequence[Shown]:
    """Return the options of a card as they stand in the chat; each is careful, so that nothing is guessed."""
    found = []
    for button in part.buttons:
        if card := read_wire(button.payload):
            found.append(Shown(card.value, "", button.label, button.number, button.payload, careful=True))
    return found
