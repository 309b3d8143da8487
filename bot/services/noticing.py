"""Another way of talking, offered once to somebody whose answers show that it may be easier; it never changes it.

Whoever chose text alone and speaks, is slow or is not understood is asked whether Drom shall speak. Whoever hears
everything and writes sentences is asked whether it shall only write. Nothing is kept of what was noticed but when they
were asked: the signs are read off what the inbox notes of their latest messages, and nobody is shown them.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from bot.presentation import BOTH, TEXT
from bot.services.preferences import is_silent
from bot.services.quiet import next_loud
from bot.services.turn import Action, Actions, Turn
from flows.core.flow import Book
from flows.core.session import DEPTH, Session
from flows.core.values import Outcome, Todo
from flows.core.walk import Step, lay_over
from storage import inbox
from storage.inbox import Noted

FLOW = "speaking"
"""The flow that asks."""
AGAIN = timedelta(days=180)
"""How long nobody is asked again, whatever they answered, nor after they have chosen in the settings."""
LOOKED, WITHIN = 12, timedelta(days=14)
"""How many of the latest messages are looked at, and how old they may be."""
NIGHT = (22, 7)
"""When nobody is asked who has no quiet hours of their own."""
SLOW, GONE = timedelta(seconds=60), timedelta(minutes=10)
"""Between which times an answer is slow: after more, somebody was away. A screen is read in 5 seconds."""
STRONG, WEAK = 2, 1
"""What a voice note, a screen asked for again or an answer that was not understood counts, and what a slow one."""
HARD = 6
"""From how much on reading seems hard: three times not understood, or slow at every second screen."""
WRITTEN = 4
"""From how many written answers on, and no spoken one, writing seems easy."""
APART = {"welcome", "settings", "language"}
"""Flows that no other question may stand on: consent, and those in which they choose for themselves."""
CALM = "menu"
"""Where somebody is in the middle of nothing."""

_OTHER = {TEXT: ("speak", BOTH, "speaks"), BOTH: ("write", TEXT, "writes")}
"""What is offered in place of each way of talking: the question, the way, and what is said then."""


def offer(book: Book, turn: Turn, step: Step, outcome: str, speaks: Callable[[], bool]) -> Step:
    """Put the question on the screen that a turn has led to, which comes back after it; ``outcome`` is the turn's.

    The turn itself stands, and whoever answers the screen below instead is heard as well.
    """
    if not _may_ask(book, turn, step) or not speaks() or not _seems(turn, outcome):
        return step
    turn.change(talk_asked_at=turn.now)
    return lay_over(book, step, step.session, FLOW)


def _may_ask(book: Book, turn: Turn, step: Step) -> bool:
    """Tell whether this is a moment to ask: by day, not lately, and where nothing is lost."""
    contact, session = turn.contact, step.session
    if contact.talk not in _OTHER or turn.erased or not step.replies:
        return False
    if contact.talk == BOTH and not _writes_at_rest(turn, session):
        return False
    if contact.talk_asked_at is not None and turn.now - contact.talk_asked_at < AGAIN:
        return False
    flows = [book.flows[frame.flow] for frame in (session.here, *session.stack)]
    if any(flow.signed or flow.name in APART for flow in flows) or flows[0].interrupts:
        return False
    return len(session.under()) == len(session.stack) + 1 < DEPTH and not is_silent(turn) and not _is_night(turn)


def _is_night(turn: Turn) -> bool:
    contact = turn.contact
    begins, ends = (contact.quiet_from, contact.quiet_to) if contact.quiet_from is not None else NIGHT
    return next_loud(turn.now, turn.programme.zone(contact.country), begins, ends) != turn.now


def _writes_at_rest(turn: Turn, session: Session) -> bool:
    return turn.inbound.kind == "text" and session.here.flow == CALM and not session.stack


def _seems(turn: Turn, outcome: str) -> bool:
    """Tell whether the latest messages, this one among them, show that another way may be easier."""
    before = inbox.noted(turn.connection, turn.contact.id, turn.now - WITHIN, LOOKED)
    notes = (Noted(turn.inbound.kind, outcome, turn.now), *before)
    return is_hard(notes) if turn.contact.talk == TEXT else is_easy(notes)


def is_hard(notes: Sequence[Noted]) -> bool:
    """Tell whether messages, the newest first, look like those of somebody for whom reading is hard."""
    signs = sum(STRONG for note in notes if note.kind == "voice" or note.outcome in {"missed", "again"})
    waits = (later.at - earlier.at for later, earlier in pairwise(notes))
    return signs + sum(WEAK for wait in waits if SLOW < wait < GONE) >= HARD


def is_easy(notes: Sequence[Noted]) -> bool:
    """Tell whether messages look like those of somebody who writes with ease, and never speaks."""
    if any(note.kind == "voice" or note.outcome in {"missed", "again"} for note in notes):
        return False
    return sum(note.kind == "text" and note.outcome == "said" for note in notes) >= WRITTEN


def _other_way(turn: Turn, _todo: Todo) -> Outcome:
    """Tell what is to be offered; who hears voices alone wants no other way than to read."""
    return Outcome(_OTHER.get(turn.contact.talk, _OTHER[BOTH])[0])


def _take_other_way(turn: Turn, _todo: Todo) -> Outcome:
    _, talk, told = _OTHER.get(turn.contact.talk, _OTHER[BOTH])
    turn.change(talk=talk)
    return Outcome(told)


ACTIONS: Actions = {
    "other_way": Action(("speak", "write"), _other_way),
    "take_other_way": Action(("speaks", "writes"), _take_other_way),
}
"""What the flow asks of the world."""
