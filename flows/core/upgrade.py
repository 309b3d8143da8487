"""Bringing a stored session to the flows of today; it never drops a person without a word."""

from dataclasses import replace

from flows.core.flow import Book, Flow
from flows.core.session import Frame, Session
from flows.core.states import Listening, Pick


def upgrade(book: Book, session: Session) -> Session | None:
    """Return the session in today's flows, or None where its place has gone and the menu must do."""
    frames = [_moved(book, frame) for frame in (*session.stack, session.here)]
    if any(frame is None for frame in frames):
        return None
    *stack, here = [frame for frame in frames if frame is not None]
    if here is session.here and not stack:
        return session
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
    answers = {flow.place(name) or name: value for name, value in frame.answers.items()}
    offers = frame.offers if isinstance(state, Pick) else ()
    trail = _way_back(flow, frame.trail, state)
    return replace(frame, version=flow.version, state=place, trail=trail, answers=answers, offers=offers)


def _way_back(flow: Flow, trail: tuple[str, ...], state: Listening) -> tuple[str, ...]:
    """Return the trail in today's names, each once (several states may have become one), without the open state."""
    places = (flow.place(name) for name in trail)
    entries = dict.fromkeys(flow.offered_by.get(place, place) for place in places if place is not None)
    return tuple(name for name in entries if name != flow.entry(state))
