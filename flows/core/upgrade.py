"""Bringing a stored session to the flows of today; it never drops a person without a word."""

from dataclasses import replace

from flows.core.flow import Book
from flows.core.session import Frame, Session
from flows.core.states import Listening, Pick


def upgrade(book: Book, session: Session) -> Session | None:
    """Return the session in today's flows, or None where its place has gone and the menu must do."""
    frames = [_moved(book, frame) for frame in (*session.stack, session.here)]
    if any(frame is None for frame in frames):
        return None
    *stack, here = [frame for frame in frames if frame is not None]
    return replace(session, here=here, stack=tuple(stack))


def _moved(book: Book, frame: Frame) -> Frame | None:
    flow = book.flows.get(frame.flow)
    place = flow.place(frame.state) if flow else None
    if flow is None or place is None:
        return None
    state = flow.by_name[place]
    if not isinstance(state, Listening) or (isinstance(state, Pick) and not frame.offers):
        return None
    if flow.version == frame.version and place == frame.state:
        return frame
    trail = tuple(name for old in frame.trail if (name := flow.place(old)) is not None)
    answers = {flow.place(name) or name: value for name, value in frame.answers.items()}
    return replace(frame, version=flow.version, state=place, trail=trail, answers=answers)
