"""How Drom talks to somebody and when it is quiet: language, voice, quiet hours, pause, stop."""

from collections.abc import Callable
from datetime import timedelta

from bot.services import due, renewal
from bot.services.onboarding import consent
from bot.services.push import PUSHED, hold
from bot.services.turn import Action, Actions, Turn
from bot.understand import names
from bot.vocabulary import Vocabulary
from flows.core.values import Chosen, Outcome, Todo
from storage import knocks, outbox
from storage.contacts import UNTIL_I_WRITE

LANGUAGE_OF = {"sq": "sq", "rom": "rom", "mk": "mk", "en": "en", "sr_latn": "sr_Latn", "sr_cyrl": "sr_Cyrl"}
"""The language behind each choice of the language screens."""
SERBIAN = frozenset({"sr_Latn", "sr_Cyrl"})
QUIET = {"long": (20, 8), "night": (22, 7), "never": (None, None)}
"""Quiet hours behind each choice, on the person's own clock."""
PAUSE = {"week": timedelta(days=7), "month": timedelta(days=30)}


def _set_language(turn: Turn, todo: Todo) -> Outcome:
    """Keep the language; Serbian too before its letters are chosen, so that they are asked for in Serbian."""
    which = str(todo.answers["which"])
    if which != "sr":
        turn.change(language=LANGUAGE_OF[which])
    elif todo.answers.get("letters"):
        turn.change(language=LANGUAGE_OF[str(todo.answers["letters"])])
    elif turn.contact.language not in SERBIAN:
        turn.change(language=LANGUAGE_OF["sr_latn"])
    return Outcome("saved")


def _set_talk(turn: Turn, todo: Todo) -> Outcome:
    """Keep what was chosen last, on whichever of the screens that ask.

    Who looks for it in the settings knows what they want; at the beginning it may be a tap like any other.
    """
    chosen = todo.answer.value if isinstance(todo.answer, Chosen) else str(todo.answers["talk"])
    turn.change(talk=chosen)
    if todo.flow == "settings":
        turn.change(talk_asked_at=turn.now)
    return Outcome("saved")


def _set_quiet(turn: Turn, todo: Todo) -> Outcome:
    begins, ends = QUIET[str(todo.answers["quiet"])]
    turn.change(quiet_from=begins, quiet_to=ends)
    due.look_again(turn.connection, turn.contact, turn.now)
    return Outcome("saved")


def _set_pause(turn: Turn, todo: Todo) -> Outcome:
    """Nothing is sent until then, also of what waits already."""
    length = PAUSE.get(str(todo.answers["pause"]))
    until = turn.now + length if length else None
    turn.change(paused_until=until or UNTIL_I_WRITE)
    if until:
        hold(turn.connection, turn.contact, turn.programme, until)
    else:
        outbox.hold(turn.connection, turn.contact.id, PUSHED, None)
    return Outcome("saved")


def _stop(turn: Turn, _todo: Todo) -> Outcome:
    """Nothing unasked is sent any more, also of what waits already; replies still go."""
    turn.change(stopped_at=turn.now)
    consent(turn, "message", given=False)
    outbox.cancel_for(turn.connection, turn.contact.id, PUSHED, reason="stopped")
    return Outcome("stopped")


def _start_again(turn: Turn, _todo: Todo) -> Outcome:
    turn.change(stopped_at=None, paused_until=None)
    if not renewal.due(turn):
        knocks.end(turn.connection, turn.contact.id, knocks.ANSWERED, turn.now)
        outbox.release(turn.connection, turn.contact.id, turn.now)
    consent(turn, "message", given=True)
    return Outcome("started")


def _wishes(turn: Turn, _todo: Todo) -> Outcome:
    """Tell whether messages come, or were stopped or paused: only then there is something to start again."""
    return Outcome("silent" if is_silent(turn) else "open")


def is_silent(turn: Turn) -> bool:
    """Tell whether somebody has stopped or paused what we send."""
    paused = turn.contact.paused_until is not None and turn.contact.paused_until > turn.now
    return turn.contact.stopped_at is not None or paused


def starts_again(turn: Turn, vocabulary: Vocabulary) -> bool:
    """Tell whether somebody who has stopped or paused writes that we may start again."""
    return turn.inbound.kind == "text" and is_silent(turn) and names(turn.inbound.text, "start", vocabulary)


ACTIONS: Actions = {
    "wishes": Action(("open", "silent"), _wishes),
    "set_language": Action(("saved",), _set_language),
    "set_talk": Action(("saved",), _set_talk),
    "set_quiet": Action(("saved",), _set_quiet),
    "set_pause": Action(("saved",), _set_pause),
    "stop": Action(("stopped",), _stop),
    "start_again": Action(("started",), _start_again),
}
"""What settings ask of the world."""


def voice_actions(speaks: Callable[[], bool]) -> Actions:
    """Return what settings ask of Drom's own voice; ``speaks`` tells whether it has one."""

    def has_voice(_turn: Turn, _todo: Todo) -> Outcome:
        return Outcome("yes" if speaks() else "no")

    return {"has_voice": Action(("yes", "no"), has_voice)}
