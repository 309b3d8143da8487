"""What must be true of a flow before anybody can walk it; found when its module is imported."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flows.core.commands import COMMANDS, FLOW_OF, STRAIGHT
from flows.core.states import NO_NUMBER, Ask, Branch, Choose, Do, End, Option, Pick, State, Tell

WORD = re.compile(r"[a-z][a-z0-9_]{0,23}")
"""Names of flows and states and values of options: they travel in payloads of at most 64 bytes."""

RESERVED = "more"
"""The value of the engine's own option that turns a page."""


def targets(state: State) -> tuple[str, ...]:
    """Return the names of the states that a state may lead to."""
    match state:
        case Choose(options=options, also=also):
            return (*(option.next for option in options if option.next), *also.values())
        case Pick(next=following, extra=extra, also=also):
            return (following, *(option.next for option in extra if option.next), *also.values())
        case Ask(next=following, options=options, also=also):
            return (following, *(option.next for option in options if option.next), *also.values())
        case Tell(next=following):
            return (following,)
        case Do(outcomes=outcomes) | Branch(outcomes=outcomes):
            return tuple(outcomes.values())
        case End():
            return ()


def fixed_options(state: State) -> tuple[Option, ...]:
    """Return the options that stand in the flow itself."""
    match state:
        case Choose(options=options) | Ask(options=options):
            return options
        case Pick(extra=extra):
            return extra
        case _:
            return ()


def words_of(label: str) -> str:
    """Return a label's letters and digits without its pictogram, in lower case."""
    return " ".join(re.findall(r"\w+", label.lower()))


def defects_of(name: str, version: int, start: str, states: Sequence[State], moved: Mapping[str, str]) -> list[str]:
    """List everything that is wrong with a flow, each in one sentence that names the place."""
    names = [state.name for state in states]
    found = [f"{name}: {text}" for text in _shape(name, version, start, names, moved)]
    if found:
        return found
    by_name = {state.name: state for state in states}
    for state in states:
        found += [f"{name}.{state.name}: {text}" for text in _state_defects(name, state, by_name)]
    return found or [f"{name}.{state}: {text}" for state, text in _ways(start, by_name)]


def _shape(name: str, version: int, start: str, names: Sequence[str], moved: Mapping[str, str]) -> Iterator[str]:
    for word in (name, *names):
        if not WORD.fullmatch(word):
            yield f"{word!r} is not a name of 1 to 24 small letters, digits and underscores"
    if len(set(names)) != len(names):
        yield "two states have one name"
    if version < 1:
        yield "the version begins at 1"
    if start not in names:
        yield f"the start {start} is missing"
    for old in moved:
        if old in names:
            yield f"{old} has moved but is still there"


def _state_defects(flow: str, state: State, by_name: Mapping[str, State]) -> Iterator[str]:
    for target in targets(state):
        if target not in by_name:
            yield f"the target {target} is missing"
    yield from _option_defects(flow, fixed_options(state))
    match state:
        case Choose(options=()):
            yield "there is nothing to choose"
        case Ask(also=also) if "voice" not in also:
            yield "a voice note has nowhere to go"
        case Do(outcomes=outcomes) | Branch(outcomes=outcomes) if not outcomes:
            yield "it has no outcomes"
        case Pick(name=pick):
            sources = [other for other in by_name.values() if isinstance(other, Do) and pick in other.outcomes.values()]
            others = [other for other in by_name.values() if other not in sources and pick in targets(other)]
            if len(sources) != 1 or others:
                yield "a Pick is reached from exactly one Do, which offers its options"
        case _:
            return


def _option_defects(flow: str, options: Iterable[Option]) -> Iterator[str]:
    options = tuple(options)
    numbers = [option.number for option in options if option.number is not None and option.number != NO_NUMBER]
    for kind, seen in (
        ("values", [option.value for option in options]),
        ("labels", [words_of(option.label) for option in options]),
        ("pictograms", [sign for option in options if not words_of(sign := option.label.split()[0])]),
        ("numbers", [str(number) for number in numbers]),
    ):
        if len(set(seen)) != len(seen):
            yield f"two options have the same {kind}"
    for option in options:
        yield from _one_option(flow, option)


def _one_option(flow: str, option: Option) -> Iterator[str]:
    if not WORD.fullmatch(option.value) or option.value == RESERVED:
        yield f"{option.value!r} cannot be the value of an option"
    if bool(option.next) == bool(option.command):
        yield f"{option.value} needs a next state or a command, not both"
    if option.command and option.command not in COMMANDS:
        yield f"{option.value}: there is no command {option.command}"
    word = words_of(option.label)
    meant = FLOW_OF.get(word) == flow and STRAIGHT.get(word) == option.next
    if word in COMMANDS and option.command != word and not meant:
        yield f"{option.value}: its label is the global word {word} but does not mean it"


def _ways(start: str, by_name: Mapping[str, State]) -> Iterator[tuple[str, str]]:
    """Find states that nobody reaches, and states from which there is no end and no listening."""
    reached = _reachable(start, by_name)
    for name in by_name:
        if name not in reached:
            yield name, "nobody reaches it"
    for name, state in by_name.items():
        if not isinstance(state, End) and not _leaves(name, by_name):
            yield name, "nobody leaves it"
        if isinstance(state, Tell | Do | Branch) and name in _silent_from(name, by_name):
            yield name, "it comes back to itself without listening"


def _reachable(start: str, by_name: Mapping[str, State]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for target in targets(by_name[waiting.pop()]):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def _leaves(name: str, by_name: Mapping[str, State]) -> bool:
    """Tell whether an end, or an option that is a command, can be reached."""
    reached = (by_name[state] for state in _reachable(name, by_name))
    return any(isinstance(state, End) or any(option.command for option in fixed_options(state)) for state in reached)


def _silent_from(name: str, by_name: Mapping[str, State]) -> set[str]:
    """Return the states that can be reached without listening in between."""
    seen: set[str] = set()
    waiting = list(targets(by_name[name]))
    while waiting:
        state = by_name[waiting.pop()]
        if state.name not in seen:
            seen.add(state.name)
            if isinstance(state, Tell | Do | Branch):
                waiting.extend(targets(state))
    return seen
