"""A conversation as a value, and all conversations as a book; both are checked when they are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows.core.checks import cards_of, defects_of, silent_ends, today
from flows.core.commands import FLOW_OF, PHOTO_FLOW, RESUME_FLOW, STRAIGHT, TICKET_FLOW, VOICE_FLOW
from flows.core.session import Frame
from flows.core.states import Do, End, Listening, Pick, State


class FlowDefect(Exception):
    """A flow that cannot be walked; the message lists every defect found."""


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """One conversation: named states, the first of them, and where states of earlier versions have gone.

    ``answers`` maps each answer of its cards to the state that it leads to; ``retired`` are those that no card shows
    any more, but chats still do.

    ``stuck`` names the flow that a third misunderstanding opens. An ``interrupts`` flow stands on another for a
    moment: at most one at a time, and what it does not understand is tried on the screen below it.
    A ``signed`` flow is staff's: it ends when they have been silent for long.
    Raises ``FlowDefect`` when it has a missing target, a state nobody reaches or leaves, or options that look alike.
    """

    name: str
    version: int
    start: str
    states: tuple[State, ...]
    stuck: str = "stuck"
    moved: Mapping[str, str] = field(default_factory=dict)
    interrupts: bool = False
    retired: Mapping[str, str] = field(default_factory=dict)
    signed: bool = False
    by_name: Mapping[str, State] = field(init=False, repr=False, compare=False)
    offered_by: Mapping[str, str] = field(init=False, repr=False, compare=False)
    answers: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the whole flow."""
        object.__setattr__(self, "by_name", {state.name: state for state in self.states})
        object.__setattr__(self, "offered_by", _offered_by(self.states))
        shown = {option.value: option.next for card in cards_of(self.states) for option in card.options}
        object.__setattr__(self, "answers", {**self.retired, **shown})
        if found := defects_of(self.name, self.version, self.start, self.states, self.moved, self.retired):
            raise FlowDefect("; ".join(found))

    def entry(self, state: Listening) -> str:
        """Return the state to go to so that ``state`` is shown: itself, or the ``Do`` that offers its options."""
        return self.offered_by.get(state.name, state.name)

    def place(self, state: str) -> str | None:
        """Return today's name of a state of any version, or None where it has gone."""
        return today(state, self.by_name, self.moved)


@dataclass(frozen=True, slots=True)
class Book:
    """Every flow by name. Raises ``FlowDefect`` when one leads to a flow that is not there."""

    pages: tuple[Flow, ...]
    flows: Mapping[str, Flow] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check what leads from flow to flow."""
        object.__setattr__(self, "flows", {flow.name: flow for flow in self.pages})
        if found := list(_defects_between(self)):
            raise FlowDefect("; ".join(found))

    def state(self, frame: Frame) -> State:
        """Return the state a frame stands in; raises KeyError where it has gone (``upgrade`` comes first)."""
        return self.flows[frame.flow].by_name[frame.state]


def _offered_by(states: Iterable[State]) -> dict[str, str]:
    """Map each Pick to the Do that leads to it."""
    states = tuple(states)
    picks = {state.name for state in states if isinstance(state, Pick)}
    sources = [state for state in states if isinstance(state, Do)]
    return {target: source.name for source in sources for target in source.outcomes.values() if target in picks}


def _defects_between(book: Book) -> Iterable[str]:
    if len(book.flows) != len(book.pages):
        yield "two flows have one name"
    for name in sorted(_wanted() - set(book.flows)):
        yield f"the flow {name} is missing"
    for command, state in STRAIGHT.items():
        if (flow := book.flows.get(FLOW_OF[command])) and state not in flow.by_name:
            yield f"{flow.name}: no state {state} for who is sure to {command}"
    for flow in book.pages:
        yield from _leads(book, flow)
        if flow.name in _follow_silently(book, flow):
            yield f"{flow.name}: it comes back to itself without listening"


def _leads(book: Book, flow: Flow) -> Iterable[str]:
    if flow.name in (_wanted() | {flow.stuck for flow in book.pages}) - {FLOW_OF["menu"]} and not flow.interrupts:
        yield f"{flow.name}: it stands on other flows and must say so (interrupts)"
    if flow.interrupts and flow.answers:
        yield f"{flow.name}: a flow behind cards is a conversation of its own and interrupts none"
    if flow.stuck not in book.flows:
        yield f"{flow.name}: no flow {flow.stuck} for who is stuck"
    for state in flow.states:
        if isinstance(state, End) and state.then not in book.flows:
            yield f"{flow.name}.{state.name}: no flow {state.then}"


def _wanted() -> set[str]:
    """Name the flows that commands and the engine itself open."""
    return {*FLOW_OF.values(), VOICE_FLOW, PHOTO_FLOW, RESUME_FLOW, TICKET_FLOW}


def _follow_silently(book: Book, flow: Flow) -> set[str]:
    """Name the flows that may follow one although nobody was listened to in between."""
    found: set[str] = set()
    waiting = [flow]
    while waiting:
        page = waiting.pop()
        for name in silent_ends(page.start, page.by_name) & set(book.flows) - found:
            found.add(name)
            waiting.append(book.flows[name])
    return found
