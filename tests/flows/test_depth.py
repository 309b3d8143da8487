"""Everything Drom does is at most two taps from the menu, staff's from theirs, and no service is a long way through."""

import heapq
from collections.abc import Hashable

import pytest

from flows import BOOK, TEAM
from flows.core.checks import fixed_options
from flows.core.engine import begin, receive
from flows.core.explore import answers_for, identity, settle
from flows.core.session import Session
from flows.core.values import Answer, Chosen, Said, Sent
from flows.core.walk import Step

TAPS = 2
CALLED = {"team"}
"""Flows that open by themselves: what whoever took a role by a link sees first."""
SCREENS = 10


def nearest(
    first: Step, kinds: tuple[type[Answer], ...], flows: tuple[str, ...] = (), most: int = 1000
) -> dict[str, int]:
    """Return how many answers each state is away, by the shortest way and with the kindest outcomes.

    ``flows`` ends the walk outside of these flows, ``most`` after so many answers.
    """
    found: dict[str, int] = {}
    seen: set[Hashable] = set()
    waiting: list[tuple[int, int, Session]] = []

    def note(step: Step, far: int) -> None:
        for end in settle(BOOK, step):
            for place in (*step.visited, *end.visited):
                found.setdefault(place, far)
            if (name := identity(BOOK, end.session)) not in seen and (not flows or end.session.here.flow in flows):
                seen.add(name)
                heapq.heappush(waiting, (far, len(seen), end.session))

    note(first, 0)
    while waiting:
        far, _, session = heapq.heappop(waiting)
        if far == most:
            break
        for answer in answers_for(BOOK, session.here):
            if isinstance(answer, kinds):
                note(receive(BOOK, session, answer), far + 1)
    return found


def services() -> set[str]:
    """Name what the first screens of menu and settings offer, and where each flow but interruptions begins."""
    firsts = [
        (end.session.here.flow, BOOK.state(end.session.here))
        for name in ("menu", "settings")
        for end in settle(BOOK, begin(BOOK, name))
    ]
    offered = {f"{flow}.{option.next}" for flow, state in firsts for option in fixed_options(state) if option.next}
    begun = (flow for flow in BOOK.pages if not flow.interrupts and flow.name not in CALLED)
    return offered | {f"{flow.name}.{flow.start}" for flow in begun}


def test_every_service_is_two_taps_from_the_menu(capsys: pytest.CaptureFixture[str]) -> None:
    depths, ours = (nearest(begin(BOOK, name), (Chosen,), most=TAPS) for name in ("menu", "staff"))
    found = {name: (ours if BOOK.flows[name.partition(".")[0]] in TEAM else depths).get(name) for name in services()}
    assert {name for name, depth in found.items() if depth is None} == set()
    with capsys.disabled():
        deepest = max(filter(None, found.values()))
        print(f"\ndepth: {len(found)} services at most {deepest} taps from the menu")


def test_a_walk_that_ends_early_finds_what_a_whole_one_does() -> None:
    whole = nearest(begin(BOOK, "question"), (Chosen, Sent), ("question",))
    short = nearest(begin(BOOK, "question"), (Chosen, Sent), ("question",), most=2)
    assert short == {name: far for name, far in whole.items() if far <= 2}
    assert len(short) < len(whole)


@pytest.mark.parametrize(
    ("flow", "kinds", "end"),
    [
        ("welcome", (Chosen,), "welcome.save_push"),
        ("registration", (Chosen, Sent), "registration.done"),
        ("registration", (Chosen, Said), "registration.done"),
        ("settings", (Chosen,), "settings.erased"),
        ("ask", (Chosen, Sent), "ask.sent"),
        ("ask", (Chosen, Said), "ask.sent"),
        ("question", (Chosen, Sent), "question.sent"),
        ("slot", (Chosen,), "slot.ok"),
    ],
)
def test_no_service_is_a_long_way_through(flow: str, kinds: tuple[type[Answer], ...], end: str) -> None:
    screens = nearest(begin(BOOK, flow), kinds, (flow, "heard"))[end]
    assert 0 < screens <= SCREENS
