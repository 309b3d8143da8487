"""What a state looks like when it is shown: its words and its options with their numbers and wire identity."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from flows.core.asides import ASIDES, key
from flows.core.checks import CARD, DIGITS, PAYLOAD_BYTES, RESERVED, fixed_options
from flows.core.flow import Book, Flow
from flows.core.session import Frame, Session
from flows.core.states import ID, NO_NUMBER, VERSION, Ask, Choose, Listening, Option, Pick, State
from flows.core.values import Card, Reply, Shown, Value

KEPT = 1024
"""For how many states the fixed options are remembered, as they never change."""


def screen(book: Book, frame: Frame) -> Reply:
    """Return what a frame in a listening state shows; raises TypeError for another state."""
    return _shown(book.flows[frame.flow], frame)


def card(flow: Flow, state: str, id: int, version: int, values: Mapping[str, Value]) -> Reply:
    """Return one of a flow's cards about a thing, to be said anywhere: its options can be tapped for ever.

    Raises ValueError for a state that is no card, and for numbers that no button can carry.
    """
    found = flow.by_name.get(state)
    if not isinstance(found, Choose) or not found.card:
        raise ValueError(f"{flow.name}.{state} is no card")
    return _shown(flow, Frame(flow.name, flow.version, state, {**values, ID: str(id), VERSION: str(version)}))


def _shown(flow: Flow, frame: Frame, *, whole: bool = False) -> Reply:
    state = flow.by_name[frame.state]
    if not isinstance(state, Listening):
        raise TypeError(f"{frame.flow}.{frame.state} does not listen")
    if isinstance(state, Pick):
        options = tuple(_offered(flow, state, frame, whole=whole))
    else:
        options = _fixed_options(flow, state.name)
    if isinstance(state, Choose) and state.card:
        options = tuple(replace(option, payload=_wire_of(flow, frame, option.value)) for option in options)
    name = f"{flow.name}.{state.name}"
    told = state.told if isinstance(state, Choose) else ()
    return Reply(name, state.say, dict(frame.answers), options, free=takes_words(state), told=told)


def takes_words(state: State) -> bool:
    """Tell whether free text may answer a state."""
    return isinstance(state, Ask | Pick) and state.accept is not None


def screens(book: Book, session: Session, *, whole: bool = False) -> tuple[Reply, ...]:
    """Return the open screen and, where it is an interruption, the one below it.

    ``whole``: with all that is offered there on one page, as the buttons of each page are in the chat.
    """
    frames = [session.here]
    if session.stack and book.flows[session.here.flow].interrupts:
        frames.append(session.stack[-1])
    return tuple(_shown(book.flows[frame.flow], frame, whole=whole) for frame in frames)


def unusable(book: Book, frame: Frame) -> tuple[Reply, ...]:
    """Return what is said to what nobody can use; a question tells in its other words what to do instead."""
    state, shown = book.state(frame), screen(book, frame)
    if isinstance(state, Ask):
        return (replace(shown, key=f"{shown.key}.retry", say=state.retry),)
    return aside("not_this"), shown


def payload(flow: Flow, state: str, value: str) -> str:
    """Return a button's wire identity: at most 64 bytes of ASCII, with the version of the flow that shows it."""
    return f"{flow.name}.{state}.{value}@{flow.version}"


def wire(one: Card) -> str:
    """Return the wire identity of a card's option; raises ValueError for one that could not come back."""
    found = f"{one.object}:{one.id}:{one.version}:{one.value}"
    if not CARD.fullmatch(found) or len(found) > PAYLOAD_BYTES:
        raise ValueError(f"{found!r} cannot be the option of a card")
    return found


def read_wire(payload: str) -> Card | None:
    """Return the option of a card that a wire identity stands for, None where it is none."""
    found = CARD.fullmatch(payload) if len(payload) <= PAYLOAD_BYTES else None
    return Card(found[1], int(found[2]), int(found[3]), found[4]) if found else None


def about(frame: Frame, one: Card) -> bool:
    """Tell whether a frame is about the thing of a card."""
    return frame.flow == one.object and frame.answers.get(ID) == str(one.id)


def answers_card(book: Book, frame: Frame, one: Card) -> bool:
    """Tell whether a frame shows the card of an option."""
    state = book.state(frame)
    if not (isinstance(state, Choose) and state.card and about(frame, one)):
        return False
    return any(option.value == one.value for option in state.options)


def pages(pick: Pick, frame: Frame) -> int:
    """Return how many screens a Pick's offers need."""
    return max(1, -(-len(frame.offers) // _page_size(pick, frame)))


def aside(name: str) -> Reply:
    """Return something that may be said in any state."""
    return Reply(key(name), ASIDES[name])


def _wire_of(flow: Flow, frame: Frame, value: str) -> str:
    id, version = (str(frame.answers.get(name, "")) for name in (ID, VERSION))
    if not (id.isdecimal() and version.isdecimal()):
        raise ValueError(f"{flow.name}.{frame.state} does not know what it is about")
    return wire(Card(flow.name, int(id), int(version), value))


@lru_cache(maxsize=KEPT)
def _fixed_options(flow: Flow, state: str) -> tuple[Shown, ...]:
    options = enumerate(fixed_options(flow.by_name[state]), 1)
    return tuple(_fixed(flow, state, option, place) for place, option in options)


def _offered(flow: Flow, pick: Pick, frame: Frame, *, whole: bool) -> Iterator[Shown]:
    """Yield one page of the offers, the option that turns it, and those that always stand there."""
    size, number = (len(frame.offers), 1) if whole else (_page_size(pick, frame), pages(pick, frame))
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
