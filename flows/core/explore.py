"""Walking every session that people can reach, without a database; it never knows how a screen is drawn."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle, islice

from flows.core.checks import cards_of, targets
from flows.core.commands import COMMANDS, FLOW_OF
from flows.core.engine import receive, resolve
from flows.core.flow import Book, Flow
from flows.core.screens import read_wire, screen
from flows.core.session import Frame, Session
from flows.core.states import ID, VERSION, Ask, Branch, Choose, Do, Pick, State
from flows.core.values import Answer, Card, Chosen, Command, MediaKind, Offer, Outcome, Said, Sent, Unclear, Value
from flows.core.walk import Step, start, walk

OFFERS = (1, 3, 4, 10, 11)
"""How many options a Pick is tried with: both sides of what buttons and lists take."""

KINDS: tuple[MediaKind, ...] = ("voice", "photo", "location", "contact", "document", "sticker", "video", "other")
VARIABLE = re.compile(r"\{(\w+)\}")
GARBAGE = "~ ? ~"
SAMPLE = "Ana"
THING: Mapping[str, Value] = {ID: "7", VERSION: "2"}
"""What a walk calls the thing that cards are about."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk has found: every step taken (its answer None where a flow began), and how many moves were tried."""

    # Written out by a test that fails, they would take gigabytes.
    steps: tuple[tuple[Session | None, Answer | None, Step], ...] = field(repr=False)
    sessions: tuple[Session, ...] = field(repr=False)
    moves: int


def explore(book: Book, flows: Iterable[str] = ()) -> Found:
    """Try every move in every session that can be reached from the start of the flows (all of them if none).

    The flow behind cards is walked whole on the menu, as by itself. On every other screen each card is tapped once:
    what comes after that depends on nothing below it. An interruption gives way to a card, so that on each screen
    under every interruption only the cards of what stands there are tapped, and one other in turn.
    """
    steps: list[tuple[Session | None, Answer | None, Step]] = []
    sessions: dict[Hashable, Session] = {}
    settled: dict[Hashable, tuple[Step, ...]] = {}
    places: dict[tuple[str, ...], Session] = {}
    waiting: list[Session] = []
    noted, moves = set[int](), 0  # most steps lead to a session that another one has led to before

    def note(before: Session | None, answer: Answer | None, first: Step) -> None:
        for step in _settle_once(book, first, settled):
            steps.append((before, answer, step))
            if id(step.session) not in noted and (name := identity(book, step.session)) not in sessions:
                sessions[name] = step.session
                waiting.append(step.session)
            noted.add(id(step.session))

    for first in _beginnings(book, flows):
        note(None, None, first)
    while waiting:
        session = waiting.pop()
        for answer, step in moves_from(book, session):
            moves += 1
            note(session, answer, step)
        places.setdefault(_places(session), session)
    tapped = list(_tapped(book, flows, places.values()))
    for session, one, first in tapped:
        steps += [(session, one, step) for step in _settle_once(book, first, settled)]
    return Found(tuple(steps), tuple(sessions.values()), moves + len(tapped))


def _beginnings(book: Book, flows: Iterable[str]) -> Iterator[Step]:
    """Yield every flow's start, each of its cards as if it were the open screen, and each answer on the menu."""
    for name in flows or book.flows:
        yield walk(book, Session(start(book, name)))
        for card in cards_of(book.flows[name].states):
            known = {**THING, **dict.fromkeys(VARIABLE.findall(card.say), SAMPLE)}
            yield walk(book, Session(replace(start(book, name, card.name), answers=known)))
    menu = book.flows[FLOW_OF["menu"]]
    resting = next(state.name for state in menu.states if isinstance(state, Choose))
    yield from (receive(book, Session(start(book, menu.name, resting)), one) for one in taps(book, flows))


def _tapped(book: Book, flows: Iterable[str], places: Iterable[Session]) -> Iterator[tuple[Session, Card, Step]]:
    """Yield what follows from a card in each of some sessions."""
    every = tuple(taps(book, flows))
    turn = cycle(every)
    for session in places:
        for one in _cards_on(book, session, every, turn):
            yield session, one, receive(book, session, one)


def _cards_on(book: Book, session: Session, every: tuple[Card, ...], turn: Iterator[Card]) -> tuple[Card, ...]:
    """Return the answers of cards that are tried in a session."""
    if not (session.stack and book.flows[session.here.flow].interrupts):
        return every
    standing = {frame.flow for frame in session.stack}
    return (*(one for one in every if one.object in standing), *islice(turn, 1))


def _places(session: Session) -> tuple[str, ...]:
    return tuple(f"{frame.flow}.{frame.state}" for frame in (*session.stack, session.here))


def taps(book: Book, flows: Iterable[str] = ()) -> Iterator[Card]:
    """Yield every answer of every card."""
    for name in flows or book.flows:
        for value in book.flows[name].answers:
            yield Card(name, int(str(THING[ID])), int(str(THING[VERSION])), value)


def moves_from(book: Book, session: Session) -> Iterator[tuple[Answer, Step]]:
    """Yield every answer that could come in a session, with the step it leads to."""
    for answer in answers_for(book, session.here):
        yield answer, receive(book, session, answer)
    for answer in (Said(GARBAGE), Sent("voice", "7")):
        yield answer, receive(book, session, answer, away=True)
        yield answer, receive(book, session, answer, called=True)


def answers_for(book: Book, frame: Frame) -> Iterator[Answer]:
    """Yield what a person may give in a listening state: each option, command, kind of message, and nonsense."""
    shown = screen(book, frame)
    for option in shown.options:
        yield read_wire(option.payload) or Chosen(frame.flow, frame.state, option.value, frame.version)
    yield Chosen("gone", "gone", "gone", 1)
    for command in COMMANDS:
        yield Command(command)
    yield Command("stop", sure=False)
    for kind in KINDS:
        yield Sent(kind, "41.3,19.8" if kind == "location" else "7")
    yield Said(GARBAGE)
    state = book.state(frame)
    if isinstance(state, Ask | Pick) and state.accept is not None:
        yield from (Said(text) for text in state.accept.good)
    if len(shown.options) > 1:
        yield Unclear(tuple(option.value for option in shown.options[:2]))


def settle(book: Book, step: Step) -> Iterator[Step]:
    """Follow a step through every outcome of every action until somebody must answer."""
    if step.todo is None:
        yield step
        return
    for outcome in outcomes_of(book, step.session.here):
        yield from settle(book, _joined(step, resolve(book, step.session, outcome)))


def _settle_once(book: Book, first: Step, known: dict[Hashable, tuple[Step, ...]]) -> Iterator[Step]:
    """Settle a step, with what came of the same action before where it has been walked."""
    if first.todo is None:
        yield first
        return
    name = identity(book, first.session)
    if name not in known:
        known[name] = tuple(settle(book, Step(first.session, todo=first.todo)))
    yield from (_joined(first, then) for then in known[name])


def outcomes_of(book: Book, frame: Frame) -> Iterator[Outcome]:
    """Yield every outcome that the open ``Do`` allows, with offers where a Pick follows."""
    state = book.state(frame)
    if not isinstance(state, Do):
        raise TypeError(f"{frame.flow}.{frame.state} is not a Do")
    answers = {name: THING.get(name, SAMPLE) for name in state.gives}
    for name, target in state.outcomes.items():
        counts = OFFERS if isinstance(book.flows[frame.flow].by_name[target], Pick) else (0,)
        for count in counts:
            offers = tuple(Offer(f"offer{number}", f"Offer {number}") for number in range(count))
            yield Outcome(name, answers, offers)


def identity(book: Book, session: Session) -> Hashable:
    """Return what makes two sessions the same for a walk: the way back and what was said make no difference.

    Of the answers only those count that a screen which may still come shows, or a Branch decides by; of what lies
    below the open frame only its state, as each of its sessions is walked by itself. A miss on an interruption does
    not look below.
    """
    here = session.here
    below: Hashable = tuple((frame.flow, frame.state) for frame in session.stack)
    if session.misses and book.flows[here.flow].interrupts:
        below = len(session.stack)
    telling = _telling(book.flows[here.flow], here)
    return here.flow, here.state, telling, len(here.offers), here.page, session.misses, below


def _telling(flow: Flow, frame: Frame) -> tuple[str, ...]:
    ahead = _ahead(flow)
    shown = (name for name in ahead[frame.state].shown if name in frame.answers)
    # Who goes back keeps the answers: none is missing there, but another decision may follow.
    decided = {branch.name: branch for state in (frame.state, *frame.trail) for branch in ahead[state].branches}
    return (*shown, *(f"{name}: {decided[name].choose(frame.answers)}" for name in sorted(decided)))


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What may still come after a state: answers that a screen shows before they are given anew, and decisions."""

    shown: tuple[str, ...]
    branches: tuple[Branch, ...]


@cache
def _ahead(flow: Flow) -> Mapping[str, _Ahead]:
    """Return what may come after each state of a flow."""
    own = {state.name: _shown_by(state) for state in flow.states}
    shown, reached = dict(own), {state.name: frozenset((state.name,)) for state in flow.states}
    for _ in flow.states:
        for state in flow.states:
            given = frozenset(state.gives) if isinstance(state, Do) else frozenset()
            after = frozenset(name for target in targets(state) for name in shown[target]) - given
            shown[state.name] = own[state.name] | after
            reached[state.name] |= frozenset(name for target in targets(state) for name in reached[target])
    branches = [state for state in flow.states if isinstance(state, Branch)]
    return {
        name: _Ahead(tuple(sorted(shown[name])), tuple(branch for branch in branches if branch.name in reached[name]))
        for name in shown
    }


def _shown_by(state: State) -> frozenset[str]:
    """Return the answers that a state shows, in its second try too, or puts on the buttons of a card."""
    said = VARIABLE.findall(f"{getattr(state, 'say', '')} {getattr(state, 'retry', '')}")
    carried = (ID, VERSION) if isinstance(state, Choose) and state.card else ()
    return frozenset((*said, *carried))


def needs_words(book: Book) -> list[str]:
    """Name the states that only typing or a voice satisfies; there must be none: each has a button that leads on."""
    return [
        f"{flow.name}.{state.name}"
        for flow in book.pages
        for state in flow.states
        if isinstance(state, Ask) and not any(option.next for option in state.options)
    ]


def _joined(first: Step, then: Step) -> Step:
    replies, visited = (*first.replies, *then.replies), (*first.visited, *then.visited)
    return Step(then.session, replies, then.todo, visited, then.understood)
