"""What is true of every session and every step of every conversation, wherever somebody has come."""

import json
import re

from flows.core.engine import MISSES
from flows.core.flow import Book
from flows.core.screens import wire
from flows.core.session import DEPTH, Frame, Session
from flows.core.states import Listening, Pick
from flows.core.upgrade import upgrade
from flows.core.values import Answer, Card, Chosen, Reply
from flows.core.walk import Step

VARIABLE = re.compile(r"\{(\w+)\}")
WORLD = {"organisation"}
"""Variables that every reply may use, whoever says it."""


def broken(book: Book, step: Step, *, silent: bool = False) -> list[str]:
    """Name everything that is not as it must be after a settled step; ``silent`` where nothing need be said."""
    frames = (*step.session.stack, step.session.here)
    found = [text for frame in frames for text in _frame(book, frame)]
    found += _session(book, step.session)
    found += [f"{reply.key} does not know {name}" for reply in step.replies for name in unknown(reply)]
    if step.todo is not None:
        found.append("the world has not acted")
    if not step.replies and not silent:
        found.append("nothing is said")
    return found


def may_be_silent(book: Book, before: Session, answer: Answer, *, hasty: bool) -> bool:
    """Tell whether an answer may be met with silence: the second of two taps."""
    return isinstance(answer, Chosen | Card) and hasty and before.last == called(book, answer)


def called(book: Book, answer: Answer) -> str:
    """Return what a session remembers of an option that was tapped."""
    if isinstance(answer, Card):
        return wire(answer)
    if not isinstance(answer, Chosen):
        return ""
    place = book.flows[answer.flow].place(answer.state) if answer.flow in book.flows else None
    return f"{answer.flow}.{place}.{answer.value}"


def _session(book: Book, session: Session) -> list[str]:
    found = []
    if len(session.stack) >= DEPTH:
        found.append("too many flows stand on one another")
    if any(book.flows[frame.flow].interrupts for frame in session.stack[1:]):
        found.append("an interruption stands on an interruption")
    if not 0 <= session.misses < MISSES:
        found.append(f"{session.misses} misses")
    if Session.from_json(json.loads(json.dumps(session.to_json()))) != session:
        found.append("it is not the same after JSON")
    if upgrade(book, session) != session:
        found.append("it is not of today")
    return found


def _frame(book: Book, frame: Frame) -> list[str]:
    flow, state, place = book.flows[frame.flow], book.state(frame), f"{frame.flow}.{frame.state}"
    if not isinstance(state, Listening):
        return [f"{place} does not listen"]
    found = []
    if len(set(frame.trail)) != len(frame.trail) or flow.entry(state) in frame.trail:
        found.append(f"{place} goes back in circles: {frame.trail}")
    if strange := [name for name in frame.trail if name not in flow.by_name]:
        found.append(f"{place} goes back to {strange}")
    if bool(frame.offers) != isinstance(state, Pick):
        found.append(f"{place} has {len(frame.offers)} offers")
    if frame.version != flow.version:
        found.append(f"{place} has version {frame.version}")
    return found


def unknown(reply: Reply) -> set[str]:
    """Name the variables of a reply that nobody has a value for."""
    return set(VARIABLE.findall(reply.say)) - set(reply.values) - WORLD
