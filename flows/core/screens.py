"""What a state looks like when it is shown: its words and its options with their numbers and wire identity."""

from collections.abc import Iterator
from functools import lru_cache

from flows.core.asides import ASIDES, key
from flows.core.checks import DIGITS, RESERVED, fixed_options
from flows.core.flow import Book, Flow
from flows.core.session import Frame, Session
from flows.core.states import NO_NUMBER, Listening, Option, Pick
from flows.core.values import Reply, Shown

KEPT = 1024
"""For how many states the fixed options are remembered, as they never change."""


def screen(book: Book, frame: Frame) -> Reply:
    """Return what a frame in a listening state shows; raises TypeError for another state."""
    state = book.state(frame)
    flow = book.flows[frame.flow]
    if not isinstance(state, Listening):
        raise TypeError(f"{frame.flow}.{frame.state} does not listen")
    options = tuple(_offered(flow, state, frame)) if isinstance(state, Pick) else _fixed_options(flow, state.name)
    return Reply(f"{flow.name}.{state.name}", state.say, dict(frame.answers), options)


def screens(book: Book, session: Session) -> tuple[Reply, ...]:
    """Return the open screen and, where it is an interruption, the one below it."""
    found = [screen(book, session.here)]
    if session.stack and book.flows[session.here.flow].interrupts:
        found.append(screen(book, session.stack[-1]))
    return tuple(found)


def payload(flow: Flow, state: str, value: str) -> str:
    """Return a button's wire identity: at most 64 bytes of ASCII, with the version of the flow that shows it."""
    return f"{flow.name}.{state}.{value}@{flow.version}"


def pages(pick: Pick, frame: Frame) -> int:
    """Return how many screens a Pick's offers need."""
    return max(1, -(-len(frame.offers) // _page_size(pick, frame)))


def aside(name: str) -> Reply:
    """Return something that may be said in any state."""
    return Reply(key(name), ASIDES[name])


@lru_cache(maxsize=KEPT)
def _fixed_options(flow: Flow, state: str) -> tuple[Shown, ...]:
    options = enumerate(fixed_options(flow.by_name[state]), 1)
    return tuple(_fixed(flow, state, option, place) for place, option in options)


def _offered(flow: Flow, pick: Pick, frame: Frame) -> Iterator[Shown]:
    """Yield one page of the offers, the option that turns it, and those that always stand there."""
    size, number = _page_size(pick, frame), pages(pick, frame)
    first = frame.page % number * size
    place = 0
    for place, offer in enumerate(frame.offers[first : first + size], 1):
        yield Shown(offer.value, offer.key, offer.label, place, payload(flow, pick.name, offer.value))
    if number > 1:
        place += 1
        yield Shown(RESERVED, key("more"), ASIDES["more"], place, payload(flow, pick.name, RESERVED))
    for option in pick.extra:
        place += option.number != NO_NUMBER
        yield _fixed(flow, pick.name, option, place)


def _page_size(pick: Pick, frame: Frame) -> int:
    numbered = sum(option.number != NO_NUMBER for option in pick.extra)
    return DIGITS - numbered if len(frame.offers) <= DIGITS - numbered else DIGITS - numbered - 1


def _fixed(flow: Flow, state: str, option: Option, place: int) -> Shown:
    number = place if option.number is None else option.number
    words = f"{flow.name}.{state}.{option.value}"
    wire = payload(flow, state, option.value)
    return Shown(option.value, words, option.label, number, wire, option.command, option.careful)
