"""A conversation as a value, and all conversations as a book; both are checked when they are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows.core.checks import defects_of
from flows.core.commands import FLOW_OF, PHOTO_FLOW, RESUME_FLOW, VOICE_FLOW
from flows.core.session import Frame
from flows.core.states import Do, End, Listening, Pick, State


class FlowDefect(Exception):
    """A flow that cannot be walked; the message lists every defect found."""


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """One conversation: named states, the first of them, and where states of earlier versions have gone.

    ``stuck`` names the flow that a third misunderstanding opens. An ``interrupts`` flow stands on another for a
    moment: at most one at a time, and what it does not understand is tried on the screen below it.
    Raises ``FlowDefect`` when it has a missing target, a state nobody reaches or leaves, or options that look alike.
    """

    name: str
    version: int
    start: str
    states: tuple[State, ...]
    stuck: str = "stuck"
    moved: Mapping[str, str] = field(default_factory=dict)
    interrupts: bool = False
    by_name: Mapping[str, State] = field(init=False, repr=False, compare=False)
    offered_by: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the whole flow."""
        object.__setattr__(self, "by_name", {state.name: state for state in self.states})
        object.__setattr__(self, "offered_by", _offered_by(self.states))
        if found := defects_of(self.name, self.version, self.start, self.states, self.moved):
            raise FlowDefect("; ".join(found))

    def entry(self, state: Listening) -> str:
        """Return the state to go to so that ``state`` is shown: itself, or the ``Do`` that offers its options."""
        return self.offered_by.get(state.name, state.name)

    def place(self, state: str) -> str | None:
        """Return today's name of a state of any version, or None where it has gone."""
        seen: set[str] = set()
        while state not in self.by_name and state in self.moved and state not in seen:
            seen.add(state)
            state = self.moved[state]
        return state if state in self.by_name else None


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
    wanted = {*FLOW_OF.values(), VOICE_FLOW, PHOTO_FLOW, RESUME_FLOW}
    for name in sorted(wanted - set(book.flows)):
        yield f"the flow {name} is missing"
    for flow in book.pages:
        if flow.stuck not in book.flows:
            yield f"{flow.name}: no flow {flow.stuck} for who is stuck"
        for state in flow.states:
            if isinstance(state, End) and state.then not in book.flows:
                yield f"{flow.name}.{state.name}: no flow {state.then}"
