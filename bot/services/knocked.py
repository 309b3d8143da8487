"""What somebody means who answers a knock: by its buttons, or by typing what they say; it never knows what waits."""

from bot.channels.port import STARTED, STOPPED, Part
from bot.heard import hear
from bot.services.push import WINDOWED
from bot.services.tip_plans import ASKED, TIP
from bot.services.turn import Turn
from bot.templates import KNOCK_LABELS, LISTEN, STOP
from bot.vocabulary import Vocabulary
from flows.core.commands import RESUME_FLOW
from flows.core.values import Answer, Said, Unclear
from flows.core.walk import Step
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


def said_again(turn: Turn) -> bool:
    """Say what was behind a knock once more, where it is a question that nobody has answered; False where it is not.

    So one screen asks at a time: the open one comes back when that question is answered.
    """
    found = seen.last(turn.connection, turn.contact.id)
    part = Part.from_json(found.payload) if found else None
    if found is None or part is None or not part.buttons:
        return False
    if found.went:
        turn.extra.append(part)
    return True


def opens(turn: Turn) -> str:
    """Return the flow to open for who listens to a tip whose day has passed: there is another one. "" for all else."""
    return TIP if seen.lapsed(turn.connection, turn.contact.id) in {TIP, ASKED} else ""


def is_heard(turn: Turn, answer: Answer, step: Step) -> bool:
    """Tell whether words have only answered a knock: what waited goes, and no screen asks beside it."""
    lost = not step.understood or step.session.here.flow == RESUME_FLOW
    return turn.released > 0 and isinstance(answer, Said | Unclear) and lost
