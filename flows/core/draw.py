"""A flow as a Mermaid state diagram; the words come from the flow alone."""

from collections.abc import Iterator

from flows.core.checks import cards_of
from flows.core.flow import Flow
from flows.core.states import Ask, Branch, Choose, Do, End, Option, Pick, State, Tell


def draw(flow: Flow) -> str:
    """Return a Markdown page with the flow's diagram, the same for the same flow."""
    lines = [f"# {flow.name}", "", f"Version {flow.version}.", "", "```mermaid", "stateDiagram-v2"]
    lines.append(f"    [*] --> {flow.start}")
    lines += [f"    [*] --> {card.name}: a card" for card in cards_of(flow.states)]
    for state in flow.states:
        lines.append(f"    {state.name}: {_title(state)}")
        lines += [f"    {state.name} --> {target}{_said(label)}" for target, label in _edges(state)]
    return "\n".join((*lines, "```", ""))


def _title(state: State) -> str:
    match state:
        case Choose(say=say) | Pick(say=say) | Ask(say=say) | Tell(say=say):
            return _quiet(say)
        case Do(action=action):
            return f"do {action}"
        case Branch(name=name):
            return f"branch {name}"
        case End(say=say, then=then):
            return _quiet(say) if say else f"end, then {then}"


def _edges(state: State) -> Iterator[tuple[str, str]]:
    match state:
        case Choose(options=options, also=also, anew=anew):
            yield from _options(options)
            yield from ((target, kind) for kind, target in also.items())
            if anew:
                yield anew, "coming back"
        case Pick(next=following, extra=extra, also=also):
            yield following, "an offer"
            yield from _options(extra)
            yield from ((target, kind) for kind, target in also.items())
        case Ask(next=following, options=options, also=also):
            yield following, "text"
            yield from _options(options)
            yield from ((target, kind) for kind, target in also.items())
        case Tell(next=following):
            yield following, ""
        case Do(outcomes=outcomes) | Branch(outcomes=outcomes):
            yield from ((target, name) for name, target in outcomes.items())
        case End():
            yield "[*]", ""


def _options(options: tuple[Option, ...]) -> Iterator[tuple[str, str]]:
    yield from ((option.next, option.label) for option in options if option.next)


def _said(label: str) -> str:
    return f": {_quiet(label)}" if label else ""


def _quiet(text: str) -> str:
    """Leave out the signs that Mermaid would read as its own, and the ends of lines."""
    return text.replace("\n", " ").replace(":", " -").replace(";", ",").replace("#", "")
