"""Cards about things: tapped anywhere and for ever, one effect, and everybody is back where they were."""

import pytest

from bot.understand import read_payload
from flows.core import Book, Choose, Do, FlowDefect, Option
from flows.core.engine import receive
from flows.core.explore import explore
from flows.core.screens import card, read_wire, wire
from flows.core.session import DEPTH, Session
from flows.core.values import Card, Chosen, Outcome
from tests.flows.fair import COME, FAIR, FAIRS, THERE, fair_of, payload, tap
from tests.flows.invariants import broken
from tests.flows.small import PAGES
from tests.flows.talk import Talk


def places(session: Session) -> tuple[str, ...]:
    """Return the screens that stand on one another."""
    return tuple(f"{frame.flow}.{frame.state}" for frame in (*session.stack, session.here))


YES, NO = Option("yes", "👍 Yes", next="come"), Option("no", "👎 No", next="come")


@pytest.fixture
def market() -> Talk:
    """Return a talk in the middle of another conversation."""
    found = Talk.begun(FAIRS, "market", results={"look": THERE, "come": COME})
    found.write("Ana")
    return found


@pytest.fixture
def listed() -> Talk:
    """Return a talk that has come to a card's screen by the list."""
    found = Talk.begun(FAIRS, "fair", results={"look": THERE, "come": COME})
    found.tap("o1")
    return found


def test_a_card_can_be_said_by_itself() -> None:
    reply = card(FAIR, "soon", 7, 2, {"ware": "apples"})
    assert (reply.key, reply.values["ware"]) == ("fair.soon", "apples")
    assert [option.payload for option in reply.options] == ["fair:7:2:yes"]
    assert reply.options[0].key == "fair.soon.yes"


@pytest.mark.parametrize("state", ["bags", "come", "gone_for_ever"])
def test_what_is_no_card_is_not_said_as_one(state: str) -> None:
    with pytest.raises(ValueError, match=f"fair.{state} is no card"):
        card(FAIR, state, 7, 2, {})


@pytest.mark.parametrize(("id", "version"), [(0, 1), (-7, 1), (10**18, 1), (7, -1), (7, 10**6)])
def test_numbers_that_no_button_carries_are_refused(id: int, version: int) -> None:
    with pytest.raises(ValueError, match="fair"):
        card(FAIR, "soon", id, version, {"ware": "apples"})


def test_what_stands_on_a_button_comes_back() -> None:
    for one in (tap("yes"), tap("no", 10**18 - 1, 999_999), tap("later", 1, 0)):
        assert read_wire(wire(one)) == one == read_payload(wire(one))


@pytest.mark.parametrize(
    "strange",
    [
        *("fair:7:2", "fair:07:2:yes", "fair:0:2:yes", "fair:-7:2:yes", "fair:7:02:yes", "fair:7:x:yes", "fair:7:2:"),
        *("fair:7:2:yes ", "fair:7:2:yes\n", "Fair:7:2:yes", "fair:7:2:Yes", "fair:٧:2:yes", "fair:7:1000000:yes"),
        *(f"fair:{10**18}:2:yes", f"{'a' * 24}:{10**17}:999999:{'b' * 24}", "fair:7:2:yes:no", "fair:7.5:2:yes"),
    ],
)
def test_what_is_no_card_is_an_old_screen(market: Talk, strange: str) -> None:
    before = market.session
    assert market.give(read_payload(strange)) == ["common.old_button", "market.stall"]
    assert market.session == before


@pytest.mark.parametrize("one", [Card("gone", 7, 2, "yes"), Card("market", 7, 2, "yes"), tap("sing")])
def test_a_card_of_nothing_does_nothing(market: Talk, one: Card) -> None:
    before = market.session
    assert market.give(one) == ["common.old_button", "market.stall"]
    assert market.session == before


def test_somebody_comes_back_to_where_they_were(market: Talk) -> None:
    before = market.session.here
    assert market.give(tap("yes")) == ["fair.bags"]
    assert market.below == ["market.stall"]
    assert market.answers == {"id": "7", "version": "2", "answer": "yes", "ware": "apples"}
    assert market.tap("one") == ["fair.packed", "common.recap", "market.stall"]
    assert market.session.here == before
    assert market.done[-2:] == ["come_to_stall", "pack_bags"]


@pytest.mark.parametrize("outcome", ["stayed", "gone"])
def test_what_is_said_is_true_today(market: Talk, outcome: str) -> None:
    market.results["stay"] = Outcome(outcome)
    assert market.give(tap("no", version=1)) == [f"fair.{outcome}", "common.recap", "market.stall"]


def test_a_retired_answer_is_understood(market: Talk) -> None:
    assert market.give(tap("later")) == ["fair.bags"]


def test_a_double_tap_is_one_effect(market: Talk) -> None:
    market.give(tap("no"))
    before = market.session
    assert market.give(tap("no"), hasty=True) == []
    assert (market.session, market.done.count("stay_away")) == (before, 1)
    assert market.give(tap("no"))[0] == "fair.stayed"
    assert market.give(tap("no", id=8), hasty=True)[0] == "fair.stayed"


def test_back_leaves_the_card(market: Talk) -> None:
    market.give(tap("yes"))
    assert market.command("back") == ["market.stall"]


def test_a_card_takes_the_place_of_an_interruption(market: Talk) -> None:
    market.send("voice")
    assert market.place == "heard.ask"
    market.give(tap("yes"))
    assert market.below == ["market.stall"]
    market.command("stop", sure=False)
    assert market.below == ["market.stall", "fair.bags"]


def test_another_answer_about_the_same_thing_takes_the_place_of_the_first(market: Talk) -> None:
    market.give(tap("yes"))
    assert market.give(tap("no")) == ["fair.stayed", "common.recap", "market.stall"]
    assert market.below == []


def test_two_things_stand_on_one_another_and_the_first_conversation_stays(market: Talk) -> None:
    market.give(tap("yes"))
    market.give(tap("yes", id=8))
    assert market.below == ["market.stall", "fair.bags"]
    market.give(tap("yes", id=9))
    assert market.below == ["market.stall", "fair.bags"]
    assert [frame.answers.get("id") for frame in (*market.session.stack, market.session.here)] == [None, "8", "9"]
    assert 1 + len(market.session.stack) == DEPTH
    assert market.tap("one") == ["fair.packed", "common.recap", "fair.bags"]
    assert market.tap("one") == ["fair.packed", "common.recap", "market.stall"]


def test_the_thing_below_is_not_gone_on_with_after_another_answer(market: Talk) -> None:
    market.give(tap("yes"))
    market.give(tap("yes", id=8))
    assert market.give(tap("no", id=7)) == ["fair.stayed", "common.recap", "fair.bags"]
    assert market.below == ["market.stall"]


def test_on_its_own_screen_it_is_the_answer(listed: Talk) -> None:
    assert [option.payload for option in listed.screen.options] == [payload("yes"), payload("no")]
    assert listed.give(tap("yes", version=1)) == ["fair.bags"]
    assert listed.below == []
    assert listed.answers["answer"] == "yes"
    assert listed.command("back") == ["fair.stall"]
    assert listed.tap("yes") == ["fair.bags"]


def test_its_own_screen_below_an_interruption_is_answered(listed: Talk) -> None:
    listed.send("voice")
    assert listed.give(tap("yes")) == ["fair.bags"]
    assert listed.below == []


def test_from_the_list_another_answer_goes_to_the_menu_in_the_end(listed: Talk) -> None:
    listed.give(tap("yes"))
    assert listed.give(tap("no")) == ["fair.stayed", "menu.what"]


def test_another_thing_is_laid_on_an_open_card(listed: Talk) -> None:
    assert listed.give(tap("no", id=8)) == ["fair.stayed", "common.recap", "fair.stall"]


def test_an_answer_that_the_open_card_does_not_show_is_a_new_beginning(market: Talk) -> None:
    market.give(Chosen("gone", "gone", "gone", 1))
    market.session = receive(FAIRS, market.session, tap("yes")).session
    assert market.session.here.state == "come"


def test_the_walk_taps_every_answer_everywhere() -> None:
    found = explore(FAIRS)
    answers = set(FAIR.answers)
    assert answers == {"yes", "no", "later"}
    tapped: dict[tuple[str, ...], set[str]] = {}
    for before, answer, step in found.steps:
        if before is not None and isinstance(answer, Card):
            tapped.setdefault(places(before), set()).add(answer.value)
            assert broken(FAIRS, step) == []
    assert {*tapped} == {*map(places, found.sessions)}
    for session in found.sessions:
        swept = session.stack and FAIRS.flows[session.here.flow].interrupts
        if not swept or "fair" in {frame.flow for frame in session.stack}:
            assert tapped[places(session)] == answers
    visited = {place for _, _, step in found.steps for place in step.visited}
    assert {f"fair.{state.name}" for state in FAIR.states} <= visited


@pytest.mark.parametrize(
    ("cards", "fields", "told"),
    [
        ((Option("menu", "🏠 Menu", command="menu"),), {}, "ask: menu: the answer of a card leads to a Do"),
        ((Option("yes", "👍 Yes", next="end"),), {}, "ask: yes: the answer of a card leads to a Do"),
        ((YES,), {"retired": {"old": "end"}}, "retired: old: the answer of a card leads to a Do"),
        ((YES,), {"name": "f" * 24, "retired": {"y" * 24: "come"}}, "its button would carry more than 64 bytes"),
        ((YES,), {"interrupts": True}, "a flow behind cards is a conversation of its own"),
    ],
)
def test_a_card_that_could_become_untrue_is_refused(
    cards: tuple[Option, ...], fields: dict[str, object], told: str
) -> None:
    with pytest.raises(FlowDefect) as refused:
        Book((fair_of(Choose("ask", say="What?", options=cards, card=True), **fields), *PAGES))
    assert told.removeprefix("ask: ") in str(refused.value)


def test_one_answer_means_one_thing_on_every_card() -> None:
    first = Choose("ask", say="What?", options=(YES, NO), card=True)
    other = Choose("again", say="What now?", options=(Option("yes", "👍 Yes", next="go"),), card=True)
    with pytest.raises(FlowDefect, match=r"fair\.again: yes leads elsewhere on another card"):
        fair_of(first, other, Do("go", "go", {"done": "end"}))


def test_a_state_of_a_reserved_name_is_refused() -> None:
    with pytest.raises(FlowDefect, match=r"fair\.id: a flow behind cards keeps something else under this name"):
        fair_of(Choose("id", say="What?", options=(YES,), card=True))
