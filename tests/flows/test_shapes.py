"""Every state that was ever released still exists or has moved: somebody may still stand in it.

``released.txt`` lists ``flow.state`` and the version of the flow in which it first appeared. A new state is added
there by hand, with the version that brings it; nothing is ever taken away.
"""

import re
from pathlib import Path

from flows import BOOK

FILE = Path(__file__).parent / "released.txt"
ANSWERS = Path(__file__).parent / "answers.txt"
"""Every answer that ever stood on a card: flow and value. They stay in chats, so each means something for ever."""
LINE = re.compile(r"([a-z0-9_]+)\.([a-z0-9_]+) ([1-9]\d*)")


def released() -> list[tuple[str, str, int]]:
    """Return the lines of the file: flow, state, version."""
    found = [LINE.fullmatch(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    assert all(found), "a line is not: flow.state version"
    return [(line[1], line[2], int(line[3])) for line in found if line]


def test_no_released_state_has_vanished() -> None:
    lost = [
        f"{name}.{state}"
        for name, state, _ in released()
        if name not in BOOK.flows or BOOK.flows[name].place(state) is None
    ]
    assert lost == [], "bring them back, or say in the flow where they have moved"


def test_every_state_is_listed() -> None:
    listed = {(name, state) for name, state, _ in released()}
    new = [
        f"{flow.name}.{state.name} {flow.version}"
        for flow in BOOK.pages
        for state in flow.states
        if (flow.name, state.name) not in listed
    ]
    assert new == [], f"add these lines to {FILE.name}"


def test_a_flow_that_moves_a_state_has_a_new_version() -> None:
    for name, state, version in released():
        flow = BOOK.flows[name]
        assert version <= flow.version, f"{name}.{state} appeared in a version that is not there yet"
        if state in flow.moved:
            assert version < flow.version, f"{name}.{state} has moved: {name} needs another version"


def test_nothing_moves_that_was_never_released() -> None:
    listed = {(name, state) for name, state, _ in released()}
    strange = [f"{flow.name}.{old}" for flow in BOOK.pages for old in flow.moved if (flow.name, old) not in listed]
    assert strange == []


def test_the_list_is_in_order_and_without_repeats() -> None:
    names = [(name, state) for name, state, _ in released()]
    assert names == sorted(set(names))


def test_every_answer_of_a_card_is_understood_for_ever() -> None:
    listed = ANSWERS.read_text(encoding="utf-8").splitlines()
    assert listed == sorted(f"{flow.name} {value}" for flow in BOOK.pages for value in flow.answers)
