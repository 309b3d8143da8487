"""Going through the states that do not listen, until somebody must answer or the world must act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import assert_never

from flows.core.flow import Book
from flows.core.screens import aside, screen
from flows.core.session import Frame, Session
from flows.core.states import Ask, Branch, Choose, Do, End, Listening, Pick, Tell
from flows.core.values import Answer, Reply, Todo, Value

NONE: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one answer: the next session, what is said, an action to do, and the states passed through.

    ``understood`` is false where the person was asked again.
    """

    session: Session
    replies: tuple[Reply, ...] = ()
    todo: Todo | None = None
    visited: tuple[str, ...] = ()
    understood: bool = True


def start(book: Book, flow: str, state: str = "") -> Frame:
    """Return a new frame at the start of a flow, or at one of its states."""
    found = book.flows[flow]
    return Frame(found.name, found.version, state or found.start)


def go(frame: Frame, state: str, answers: Mapping[str, Value] = NONE, *, trail: tuple[str, ...] | None = None) -> Frame:
    """Return the frame moved to another state, with answers added and the offers of the last Pick gone.

    ``trail`` is the way back from there, where it changes.
    """
    known = {**frame.answers, **answers}
    return Frame(frame.flow, frame.version, state, known, trail=frame.trail if trail is None else trail)


def resumed(book: Book, frame: Frame) -> Frame:
    """Return a frame as somebody comes back to it: what may have changed meanwhile is looked at anew."""
    state = book.state(frame)
    return go(frame, state.anew) if isinstance(state, Choose) and state.anew else frame


def over(book: Book, session: Session) -> bool:
    """Tell whether the open flow is an interruption that stands on another conversation."""
    return bool(session.stack) and book.flows[session.here.flow].interrupts


def walk(book: Book, session: Session, said: tuple[Reply, ...] = (), answer: Answer | None = None) -> Step:
    """Go on from the open state to the next that listens or acts."""
    replies, visited = list(said), []
    while True:
        frame = session.here
        state = book.state(frame)
        visited.append(f"{frame.flow}.{frame.state}")
        match state:
            case Choose() | Pick() | Ask():
                session = _arrive(book, session, state)
                replies.append(screen(book, session.here))
                return Step(session, tuple(replies), None, tuple(visited))
            case Do(action=action):
                todo = Todo(action, frame.flow, frame.state, frame.answers, answer, _below(session))
                return Step(session, tuple(replies), todo, tuple(visited))
            case Tell(say=say, next=following):
                replies.append(Reply(f"{frame.flow}.{frame.state}", say, frame.answers))
                session = session.at(go(frame, following))
            case Branch(choose=choose, outcomes=outcomes):
                session = session.at(go(frame, outcomes[choose(frame.answers)]))
            case End():
                session = _end(book, session, state, replies)
            case _:
                assert_never(state)


def _arrive(book: Book, session: Session, state: Listening) -> Session:
    """Cut the trail where it has been here before, so that it stays a straight way back."""
    frame = session.here
    entry = book.flows[frame.flow].entry(state)
    if entry not in frame.trail:
        return session
    return session.at(replace(frame, trail=frame.trail[: frame.trail.index(entry)]))


def _end(book: Book, session: Session, state: End, replies: list[Reply]) -> Session:
    """Leave a flow for the one below it, or for the one that follows."""
    if state.say:
        replies.append(Reply(f"{session.here.flow}.{state.name}", state.say, session.here.answers))
    if not session.stack or state.alone:
        return replace(session, here=start(book, state.then), stack=())
    replies.append(aside("recap"))
    return replace(session, here=resumed(book, session.stack[-1]), stack=session.stack[:-1])


def _below(session: Session) -> str:
    frame = session.stack[-1] if session.stack else session.here
    place = frame.state if session.stack or not frame.trail else frame.trail[-1]
    return f"{frame.flow}.{place}"


def lay(book: Book, session: Session, flow: str) -> Step:
    """Open a flow on the conversation, which goes on where it was when that one has ended."""
    return walk(book, Session(start(book, flow), session.under()))


def lay_over(book: Book, step: Step, session: Session, flow: str) -> Step:
    """Lay a flow on the screen that a step has led to: what was said before that screen stays, and it comes back after.

    ``session`` is what the flow is laid on. What was not understood says nothing: its screen asks again by itself.
    """
    said = step.replies[:-1] if step.understood else ()
    then = lay(book, session, flow)
    return replace(then, replies=(*said, *then.replies), understood=step.understood)
