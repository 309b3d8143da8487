"""What must be true of a flow before anybody can walk it; found when its module is imported."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import get_args

from flows.core.commands import COMMANDS, FLOW_OF, STRAIGHT
from flows.core.states import ANSWER, ID, NO_NUMBER, VERSION, Ask, Branch, Choose, Do, End, Option, Pick, State, Tell
from flows.core.values import MediaKind

LONGEST = 24
WORD = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST - 1}}}")
"""Names of flows and states and values of options: they travel in payloads of at most 64 bytes."""

PAYLOAD_BYTES = 64
"""The most that Telegram sends back of a button."""

ID_DIGITS, VERSION_DIGITS = 18, 6
"""How long the numbers of a thing and of its version may be."""

CARD = re.compile(
    rf"({WORD.pattern}):([1-9][0-9]{{0,{ID_DIGITS - 1}}}):(0|[1-9][0-9]{{0,{VERSION_DIGITS - 1}}}):({WORD.pattern})"
)
"""The wire identity of a card's option: object, id, version and answer."""

RESERVED = "more"
"""The value of the engine's own option that turns a page."""

DIGITS = 9
"""The most options with a number on one screen, so that one key is enough."""


def targets(state: State) -> tuple[str, ...]:
    """Return the names of the states that a state may lead to."""
    match state:
        case Choose(options=options, also=also, anew=anew):
            return (*(option.next for option in options if option.next), *also.values(), *([anew] if anew else []))
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


def cards_of(states: Iterable[State]) -> Iterator[Choose]:
    """Yield the cards among a flow's states."""
    return (state for state in states if isinstance(state, Choose) and state.card)


def words_of(label: str) -> str:
    """Return a label's letters and digits without its pictogram, in lower case."""
    return " ".join(re.findall(r"\w+", label.lower()))


def defects_of(
    name: str,
    version: int,
    start: str,
    states: Sequence[State],
    moved: Mapping[str, str],
    retired: Mapping[str, str],
) -> list[str]:
    """List everything that is wrong with a flow, each in one sentence that names the place."""
    names = [state.name for state in states]
    found = [f"{name}: {text}" for text in _shape(name, version, start, names, moved)]
    if found:
        return found
    by_name = {state.name: state for state in states}
    for state in states:
        found += [f"{name}.{state.name}: {text}" for text in _state_defects(name, version, state, by_name)]
    for state in states:
        if isinstance(state, Pick):
            found += [f"{name}.{state.name}: {text}" for text in _pick_defects(state, start, states)]
    found += [f"{name}.{card}: {text}" for card, text in _card_defects(name, by_name, retired)]
    return found or [f"{name}.{state}: {text}" for state, text in _ways(start, by_name, retired.values())]


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
        elif today(old, names, moved) is None:
            yield f"{old} has moved to nowhere"


def today(state: str, names: Container[str], moved: Mapping[str, str]) -> str | None:
    """Return the present name of a state that may have moved several times, or None where it has gone."""
    seen: set[str] = set()
    while state not in names and state in moved and state not in seen:
        seen.add(state)
        state = moved[state]
    return state if state in names else None


def _state_defects(flow: str, version: int, state: State, by_name: Mapping[str, State]) -> Iterator[str]:
    for target in targets(state):
        if target not in by_name:
            yield f"the target {target} is missing"
    yield from _option_defects(flow, fixed_options(state))
    yield from _payload_defects(f"{flow}.{state.name}.@{version}", state)
    match state:
        case Choose(options=()):
            yield "there is nothing to choose"
        case Choose(options=options, told=(_, _, *_) as told) if (
            tuple(one.value for one in options)[: len(told)] != told
        ):
            yield "its first options are not the ways in which it is told"
        case Choose(options=options) | Ask(options=options):
            numbers = [place if option.number is None else option.number for place, option in enumerate(options, 1)]
            yield from _number_defects([number for number in numbers if number != NO_NUMBER])
        case Do(outcomes=outcomes) | Branch(outcomes=outcomes) if not outcomes:
            yield "it has no outcomes"
        case _:
            pass
    if isinstance(state, Choose | Pick | Ask):
        yield from (f"there is no message of the kind {kind}" for kind in set(state.also) - set(get_args(MediaKind)))
    if isinstance(state, Ask) and "voice" not in state.also:
        yield "a voice note has nowhere to go"


def _pick_defects(pick: Pick, start: str, states: Sequence[State]) -> Iterator[str]:
    sources = [state for state in states if isinstance(state, Do) and pick.name in state.outcomes.values()]
    others = [state for state in states if state not in sources and pick.name in targets(state)]
    if len(sources) != 1 or others or pick.name == start:
        yield "a Pick is reached from exactly one Do, which offers its options"
    if any(option.number not in {None, NO_NUMBER} for option in pick.extra):
        yield "the numbers of a Pick follow from its offers"


def _payload_defects(around: str, state: State) -> Iterator[str]:
    """Find buttons that would not come back whole; an offer's value may have any allowed length."""
    longest = max((len(option.value) for option in fixed_options(state)), default=0)
    longest = LONGEST if isinstance(state, Pick) else longest
    if longest and len(around) + longest > PAYLOAD_BYTES:
        yield f"its buttons would carry more than {PAYLOAD_BYTES} bytes"


def _card_defects(flow: str, by_name: Mapping[str, State], retired: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find what would make a card untrue one day: each answer looks at its thing first, and means one thing only."""
    ways: dict[str, str] = {}
    shown = [(card.name, one.value, one.next) for card in cards_of(by_name.values()) for one in card.options]
    for card, answer, following in (*(("retired", *way) for way in retired.items()), *shown):
        if not isinstance(by_name.get(following), Do):
            yield card, f"{answer}: the answer of a card leads to a Do"
        if ways.setdefault(answer, following) != following:
            yield card, f"{answer} leads elsewhere on another card"
        if len(f"{flow}:::{answer}") + ID_DIGITS + VERSION_DIGITS > PAYLOAD_BYTES:
            yield card, f"{answer}: its button would carry more than {PAYLOAD_BYTES} bytes"
    for name in sorted({ID, VERSION, ANSWER} & set(by_name)) if ways else ():
        yield name, "a flow behind cards keeps something else under this name"


def _number_defects(numbers: Sequence[int]) -> Iterator[str]:
    if len(set(numbers)) != len(numbers):
        yield "two options have the same numbers"
    if any(not 0 < number <= DIGITS for number in numbers):
        yield f"options have the numbers 1 to {DIGITS}"


def _option_defects(flow: str, options: Sequence[Option]) -> Iterator[str]:
    for kind, seen in (
        ("values", [option.value for option in options]),
        ("labels", [words_of(option.label) for option in options]),
        ("pictograms", [sign for option in options for sign in option.label.split()[:1] if not words_of(sign)]),
    ):
        if len(set(seen)) != len(seen):
            yield f"two options have the same {kind}"
    for option in options:
        yield from _one_option(flow, option)


def _one_option(flow: str, option: Option) -> Iterator[str]:
    if not WORD.fullmatch(option.value) or option.value == RESERVED:
        yield f"{option.value!r} cannot be the value of an option"
    word = words_of(option.label)
    if not word:
        yield f"{option.value}: its label has no word"
    if bool(option.next) == bool(option.command):
        yield f"{option.value} needs a next state or a command, not both"
    if option.command and option.command not in COMMANDS:
        yield f"{option.value}: there is no command {option.command}"
    meant = FLOW_OF.get(word) == flow and STRAIGHT.get(word) == option.next
    if word in COMMANDS and option.command != word and not meant:
        yield f"{option.value}: its label is the global word {word} but does not mean it"


def _ways(start: str, by_name: Mapping[str, State], entries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Find states that nobody reaches, and states from which there is no end and no listening."""
    reached = _reachable((start, *entries, *(card.name for card in cards_of(by_name.values()))), by_name)
    for name in by_name:
        if name not in reached:
            yield name, "nobody reaches it"
    for name, state in by_name.items():
        if not isinstance(state, End) and not _leaves(name, by_name):
            yield name, "nobody leaves it"
        if isinstance(state, Tell | Do | Branch) and name in _silent_from(name, by_name):
            yield name, "it comes back to itself without listening"


def _reachable(starts: Iterable[str], by_name: Mapping[str, State]) -> set[str]:
    waiting = [*starts]
    seen = {*waiting}
    while waiting:
        for target in targets(by_name[waiting.pop()]):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def _leaves(name: str, by_name: Mapping[str, State]) -> bool:
    """Tell whether an end, or an option that leads elsewhere by a command, can be reached."""
    reached = [by_name[state] for state in _reachable([name], by_name)]
    commands = {option.command for state in reached for option in fixed_options(state)}
    return any(isinstance(state, End) for state in reached) or bool(commands - {"", "again"})


def silent_ends(start: str, by_name: Mapping[str, State]) -> set[str]:
    """Return the flows that may follow although nobody has been listened to since ``start``."""
    states = (by_name[name] for name in {start, *_silent_from(start, by_name)})
    return {state.then for state in states if isinstance(state, End)}


def _silent_from(name: str, by_name: Mapping[str, State]) -> set[str]:
    """Return the states that can be reached without listening, neither in this state nor in between."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        state = by_name[waiting.pop()]
        if isinstance(state, Tell | Do | Branch):
            waiting += [target for target in targets(state) if target not in seen]
            seen.update(targets(state))
    return seen
