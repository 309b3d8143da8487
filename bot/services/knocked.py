"""What somebody means who answers a knock: by its buttons, or by typing what they say; it never knows what waits."""

from bot.channels.port import STARTED, STOPPED
from bot.heard import hear
from bot.services.turn import Turn
from bot.templates import KNOCK_LABELS, LISTEN, STOP
from bot.vocabulary import Vocabulary

WISHES = {STOPPED: "now", STARTED: "start", STOP: "now"}
"""The state of the flow ``stop`` that does what somebody has wished of a provider, or on a knock."""

_TYPED = {phrase: payload for label, payload in KNOCK_LABELS.items() for phrase in hear(label).phrases}
_PICTURES = {"🔊": LISTEN, "✋": STOP}


def meant(turn: Turn, vocabulary: Vocabulary) -> str:
    """Return what was tapped. While a knock is open its buttons may be typed, and any word for stop stops."""
    if turn.inbound.payload or not turn.knocked or turn.inbound.kind != "text":
        return turn.inbound.payload
    heard = hear(turn.inbound.text)
    for phrase in heard.phrases:
        if phrase in _TYPED:
            return _TYPED[phrase]
        if "stop" in vocabulary.meanings(phrase, turn.contact.language)[1]:
            return STOP
    return "" if heard.phrases else next((_PICTURES[one] for one in heard.pictures if one in _PICTURES), "")
