"""What somebody means who answers a knock: by its buttons, or by typing what they say; it never knows what waits."""

from bot.channels.port import STARTED, STOPPED
from bot.heard import hear
from bot.services.push import WINDOWED
from bot.services.turn import Turn
from bot.templates import KNOCK_LABELS, LISTEN, STOP
from bot.vocabulary import Vocabulary
from storage import seen

WISHES = {STOPPED: "now", STARTED: "start", STOP: "now"}
"""The state of the flow ``stop`` that does what somebody has wished of a provider, or on a knock."""

_TYPED = {phrase: payload for label, payload in KNOCK_LABELS.items() for phrase in hear(label).phrases}
_PICTURES = {"🔊": LISTEN, "✋": STOP}


def meant(turn: Turn, vocabulary: Vocabulary) -> str:
    """Return what was tapped. While a knock is open its buttons may be typed, and any word for stop stops.

    A number right after a knock listens: it answers nothing older, which the person no longer has before their eyes.
    """
    if turn.inbound.payload or turn.inbound.kind != "text" or turn.contact.channel not in WINDOWED:
        return turn.inbound.payload
    heard = hear(turn.inbound.text)
    if any(heard.numbers) and seen.is_knock(turn.connection, turn.contact.id):
        return LISTEN
    if not turn.knocked:
        return ""
    for phrase in heard.phrases:
        if phrase in _TYPED:
            return _TYPED[phrase]
        if "stop" in vocabulary.meanings(phrase, turn.contact.language)[1]:
            return STOP
    return "" if heard.phrases else next((_PICTURES[one] for one in heard.pictures if one in _PICTURES), "")
