"""What staff may tap for somebody never leads, before the person has answered again, to what is only their own."""

from collections.abc import Iterator

import pytest

from flows import BOOK
from flows.core.flow import Flow
from flows.core.states import Branch, Choose, Do, End, Listening, Option, Pick, Tell
from flows.tappable import ANY, COMMANDS, OWN_ACTIONS, TAPPABLE, may_tap

OWN = (
    "welcome.consent.yes",
    "welcome.forget.yes",
    "welcome.push.yes",
    "welcome.push.no",
    "stop.ask.stop",
    "stop.ask.keep",
    "stop.stopped.start",
    "settings.bin.bin",
    "settings.delete.delete",
    "settings.silent.start",
    "settings.pause.week",
    "menu.member.settings",
    "menu.age.no",
    "menu.adult.no",
    "menu.young.yes",
    "meeting.door.here",
    "meeting.in_touch.yes",
    "meeting.none.yes",
    "staff.menu.new",
)


def _states() -> Iterator[tuple[Flow, Listening]]:
    for flow in BOOK.pages:
        for state in flow.states:
            if isinstance(state, Listening):
                yield flow, state


def _options(state: Listening) -> tuple[Option, ...]:
    return state.extra if isinstance(state, Pick) else state.options


def _led_to(flow: Flow, name: str, seen: set[str]) -> Iterator[str]:
    """Yield the actions that run from a state on until somebody must answer."""
    if f"{flow.name}.{name}" in seen:
        return
    seen.add(f"{flow.name}.{name}")
    match flow.by_name[name]:
        case Do() as state:
            yield state.action
            for outcome in state.outcomes.values():
                yield from _led_to(flow, outcome, seen)
        case Branch() as state:
            for outcome in state.outcomes.values():
                yield from _led_to(flow, outcome, seen)
        case Tell() as state:
            yield from _led_to(flow, state.next, seen)
        case End() as state:
            below = BOOK.flows[state.then]
            yield from _led_to(below, below.start, seen)


def test_every_screen_and_choice_of_the_list_is_there() -> None:
    shown = {f"{flow.name}.{state.name}": {one.value for one in _options(state)} for flow, state in _states()}
    assert set(TAPPABLE) <= set(shown)
    for screen, values in TAPPABLE.items():
        assert values == {ANY} or values <= shown[screen], screen
    assert {one.action for flow in BOOK.pages for one in flow.states if isinstance(one, Do)} >= OWN_ACTIONS


def test_nothing_tappable_leads_to_what_is_only_the_persons_own() -> None:
    found = []
    for flow, state in _states():
        screen = f"{flow.name}.{state.name}"
        allowed = [one for one in _options(state) if may_tap(screen, one.value)]
        found += [f"{screen}.{one.value}: {one.command}" for one in allowed if one.command not in {"", *COMMANDS}]
        found += [f"{screen}.{one.value}: careful" for one in allowed if one.careful]
        nexts = [one.next for one in allowed if one.next]
        nexts += [state.next] if isinstance(state, Pick) and may_tap(screen, ANY) else []
        for name in nexts:
            found += [f"{screen} -> {action}" for action in OWN_ACTIONS.intersection(_led_to(flow, name, set()))]
    assert found == []


def test_the_walk_would_find_them() -> None:
    welcome = BOOK.flows["welcome"]
    assert isinstance(welcome.by_name["consent"], Choose)
    assert OWN_ACTIONS.intersection(_led_to(welcome, "save_yes", set())) == {"consent_keep"}
    assert "start_again" in set(_led_to(BOOK.flows["settings"], "start", set()))


@pytest.mark.parametrize("one", OWN)
def test_what_is_the_persons_own_is_denied(one: str) -> None:
    screen, _, value = one.rpartition(".")
    assert not may_tap(screen, value)


def test_what_is_not_listed_is_denied() -> None:
    assert not may_tap("nowhere.at_all", "yes")
    signed = {f"{flow.name}.{state.name}" for flow, state in _states() if flow.signed}
    assert signed
    assert not signed & set(TAPPABLE)
