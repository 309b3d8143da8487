"""Every session that people can reach, in every language, within every channel's limits: none is a dead end."""

import time

import pytest

from flows import BOOK
from flows.core.checks import fixed_options
from flows.core.engine import receive
from flows.core.explore import explore, identity, needs_words, settle
from flows.core.flow import Book, Flow
from flows.core.screens import screen
from flows.core.session import Session
from flows.core.states import Ask, Branch, Choose, End, Option, Pick, Tell
from flows.core.values import Card, Chosen, Command, Sent
from flows.core.walk import Step
from tests.flows.conftest import Explored
from tests.flows.invariants import broken, unknown
from tests.flows.readers import LIMITS, READERS
from tests.flows.screens import asides, different, misfits, real_picks, rendered, too_long, unsaid
from tests.flows.small import SMALL
from tests.flows.ways import dead_ends

SECONDS = 60
STATES = [(flow, state) for flow in BOOK.pages for state in flow.states]


def test_every_screen_says_everything_to_everybody(explored: Explored, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.process_time()
    screens = (*different(explored.found), *real_picks(), *asides())
    wrong: list[str] = []
    for reader in READERS:
        for reply in screens:
            wrong += unsaid(reply, reader)
            wrong += too_long(reply, reader)
            shown = rendered(reply, reader)
            for name, limits in LIMITS.items():
                wrong += [f"{reader.language} on {name}: {text}" for text in misfits(shown, limits)]
    seconds = explored.seconds + time.process_time() - began
    with capsys.disabled():
        print(
            f"\nexplored: {len(explored.found.sessions)} sessions, {explored.found.moves} moves, {len(screens)} screens"
            f" in {len({reader.language for reader in READERS})} languages ({len(READERS)} chains)"
            f" within {len(LIMITS)} limits, {seconds:.1f} s; only words answer {len(needs_words(BOOK))} states"
        )
    assert wrong == []
    assert seconds <= SECONDS


def test_nothing_is_broken_anywhere(explored: Explored) -> None:
    for session in explored.found.sessions:
        assert broken(BOOK, Step(session), silent=True) == [], session
    for before, answer, step in explored.found.steps:
        assert step.todo is None
        assert step.replies, (before, answer)
        assert not set().union(*map(unknown, step.replies)), (before, answer)


def test_every_session_has_a_way_on_and_a_way_out(explored: Explored) -> None:
    assert [session.here for session in dead_ends(BOOK, explored.found)] == []
    for session in explored.found.sessions:
        for out in settle(BOOK, receive(BOOK, session, Command("menu"))):
            assert (out.session.here.flow, out.session.stack) == ("menu", ())


@pytest.mark.parametrize(("option", "stuck"), [("again", {"photo.ask"}), ("other", {"photo.ask", "photo.other"})])
def test_a_dead_end_behind_an_interruption_would_be_found(option: str, stuck: set[str]) -> None:
    """Such a one is hard to see: a voice note and an old card lead away from there, as from everywhere."""
    photo = Flow(
        name="photo",
        version=1,
        start="ask",
        interrupts=True,
        states=(
            Choose("ask", say="What?", options=(Option("go", "👉 Go", next=option),)),
            Branch("again", choose=lambda _: "ask", outcomes={"ask": "ask", "other": "other", "end": "end"}),
            Choose("other", say="And?", options=(Option("go", "👉 Go", next="again"),)),
            End("end"),
        ),
    )
    planted = Book(tuple(photo if flow.name == "photo" else flow for flow in SMALL.pages))
    found = dead_ends(planted, explore(planted, ["market"]))
    assert {f"{session.here.flow}.{session.here.state}" for session in found} == stuck
    assert {session.stack[-1].state for session in found} >= {"stall", "how_many", "sure"}
    assert dead_ends(SMALL, explore(SMALL, ["market"])) == []


def _goes_on(before: Session, after: Session) -> bool:
    """Tell whether an answer led to another place, and not only to being asked again."""
    return (before.here.flow, before.here.state) != (after.here.flow, after.here.state) and after.here.flow != "stuck"


def test_no_state_needs_typing_or_a_voice(explored: Explored) -> None:
    assert needs_words(BOOK) == []
    asking = [session for session in explored.found.sessions if isinstance(BOOK.state(session.here), Ask)]
    assert {session.here.state for session in asking} >= {"name", "town_name", "trade_name"}
    for session in asking:
        here = session.here
        taps = [Chosen(here.flow, here.state, option.value, here.version) for option in screen(BOOK, here).options]
        for tap in taps:
            assert all(_goes_on(session, step.session) for step in settle(BOOK, receive(BOOK, session, tap))), tap
        for step in settle(BOOK, receive(BOOK, session, Sent("voice", "7"))):
            assert _goes_on(session, step.session) or (taps and _is_told(step)), here.state


def _is_told(step: Step) -> bool:
    """Tell whether a step says a sentence of its own before it asks again."""
    return any(isinstance(BOOK.flows[flow].by_name[state], Tell) for flow, state in map(_place, step.visited))


def _place(visited: str) -> tuple[str, str]:
    flow, _, state = visited.partition(".")
    return flow, state


def test_a_state_that_only_words_answer_would_be_found() -> None:
    assert needs_words(SMALL) == ["market.name"]


def test_every_state_and_every_option_is_walked(explored: Explored) -> None:
    visited = {place for _, _, step in explored.found.steps for place in step.visited}
    assert visited == {f"{flow.name}.{state.name}" for flow, state in STATES}
    chosen = {(one.flow, one.state, one.value) for _, one, _ in explored.found.steps if isinstance(one, Chosen)}
    for before, one, _ in explored.found.steps:
        if before is not None and isinstance(one, Card) and before.here.flow == one.object:
            chosen.add((one.object, before.here.state, one.value))
    for flow, state in STATES:
        assert {(flow.name, state.name, option.value) for option in fixed_options(state)} <= chosen


def test_every_state_is_met_under_every_interruption(explored: Explored) -> None:
    met = {(s.stack[-1].flow, s.stack[-1].state, s.here.flow) for s in explored.found.sessions if s.stack}
    for flow, state in STATES:
        if isinstance(state, Choose | Pick | Ask) and not flow.interrupts:
            over = {"stop", "language", "stuck"}
            over |= {"photo"} if "photo" not in state.also else set()
            over |= {"heard"} if "voice" not in state.also else set()
            over |= {"resume"} if not isinstance(state, Ask) else set()
            assert {(flow.name, state.name, name) for name in over} <= met


def test_a_small_book_is_walked_whole() -> None:
    found = explore(SMALL, ["market"])
    visited = {place for _, _, step in found.steps for place in step.visited}
    assert {f"market.{state.name}" for state in SMALL.flows["market"].states} <= visited
    assert len({identity(SMALL, session) for session in found.sessions}) == len(found.sessions)
    asked = {identity(SMALL, before) for before, _, _ in found.steps if before}
    assert asked == {identity(SMALL, session) for session in found.sessions}
    assert found.moves > len(found.sessions)
