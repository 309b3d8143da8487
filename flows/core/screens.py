"""What a state looks like when it is shown: its words and its options with their numbers and wire identity."""

from collections.abc import Iterable

from flows.core.asides import ASIDES, key
from flows.core.checks import RESERVED
from flows.core.flow import Book, Flow
from flows.core.session import Frame, Session
from flows.core.states import NO_NUMBER, Ask, Choose, Listening, Option, Pick
from flows.core.values import Offer, Reply, Shown

DIGITS = 9
"""The most options with a number on one screen, so that one key is enough."""


def screen(book: Book, frame: Frame) -> Reply:
    """Return what a frame in a listening state shows; raises TypeError for another state."""
    state = book.state(frame)
    flow = book.flows[frame.flow]
    if not isinstance(state, Listening):
        raise TypeError(f"{frame.flow}.{frame.state} does not listen")
    return Reply(f"{flow.name}.{state.name}", state.say, dict(frame.answers), tuple(_options(flow, state, frame)))


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


def _options(flow: Flow, state: Listening, frame: Frame) -> Iterable[Shown]:
    match state:
        case Choose(options=options) | Ask(options=options):
            yield from (_fixed(flow, state.name, option, number) for number, option in enumerate(options, 1))
        case Pick(extra=extra):
            yield from _offered(flow, state, frame)
            first = sum(1 for _ in _offered(flow, state, frame)) + 1
            yield from (_fixed(flow, state.name, option, number) for number, option in enumerate(extra, first))


def _offered(flow: Flow, pick: Pick, frame: Frame) -> Iterable[Shown]:
    size = _page_size(pick, frame)
    first = frame.page * size
    shown = frame.offers[first : first + size]
    for number, offer in enumerate(shown, 1):
        yield _shown_offer(flow, pick.name, offer, number)
    if pages(pick, frame) > 1:
        wire = payload(flow, pick.name, RESERVED)
        yield Shown(RESERVED, key("more"), ASIDES["more"], len(shown) + 1, wire)


def _page_size(pick: Pick, frame: Frame) -> int:
    numbered = sum(option.number != NO_NUMBER for option in pick.extra)
    return DIGITS - numbered if len(frame.offers) <= DIGITS - numbered else DIGITS - numbered - 1


def _shown_offer(flow: Flow, state: str, offer: Offer, number: int) -> Shown:
    return Shown(offer.value, offer.key, offer.label, number, payload(flow, state, offer.value))


def _fixed(flow: Flow, state: str, option: Option, place: int) -> Shown:
    number = place if option.number is None else option.number
    words = f"{flow.name}.{state}.{option.value}"
    wire = payload(flow, state, option.value)
    return Shown(option.value, words, option.label, number, wire, option.command, option.careful)
