"""What follows from each kind of answer, on each kind of state."""

import pytest

from flows.core.engine import begin, receive
from flows.core.values import Chosen, Command, MediaKind, Offer, Outcome, Said, Sent
from tests.flows.small import SMALL
from tests.flows.talk import Talk


@pytest.fixture
def market() -> Talk:
    """Return a talk at the market's first question."""
    return Talk.begun(SMALL, "market")


def test_a_flow_begins_with_its_words_and_its_first_question() -> None:
    step = begin(SMALL, "market")
    assert [reply.key for reply in step.replies] == ["market.hello", "market.name"]
    assert step.visited == ("market.hello", "market.name")
    assert step.todo is None
    assert step.understood


def test_a_text_answers_a_question(market: Talk) -> None:
    assert market.write("  Ana   Maria ") == ["market.stall"]
    assert market.answers == {"name": "Ana Maria"}
    assert market.session.here.trail == ("name",)
    assert market.screen.values["name"] == "Ana Maria"
    assert market.done == ["offer_stalls"]


@pytest.mark.parametrize(("kind", "action"), [("voice", "name_by_voice"), ("photo", "name_by_photo")])
def test_what_is_spoken_or_shown_answers_a_question(market: Talk, kind: MediaKind, action: str) -> None:
    answer = Sent(kind, "41")
    step = receive(SMALL, market.session, answer)
    assert step.todo is not None
    assert (step.todo.action, step.todo.answer, step.todo.answers) == (action, answer, {"name": "41"})
    assert step.replies == ()
    market.settle(step)
    assert (market.place, market.answers) == ("market.stall", {"name": "Ana"})


def test_an_action_is_told_where_the_person_returns_to(market: Talk) -> None:
    step = receive(SMALL, market.session, Command("help"))
    assert step.todo is not None
    assert step.todo.below == "market.name"
    market.write("Ana")
    market.tap("o1")
    market.tap("many")
    step = receive(SMALL, market.session, market.button("yes"))
    assert step.todo is not None
    assert (step.todo.action, step.todo.flow, step.todo.state) == ("buy", "market", "save")
    assert (step.todo.below, step.todo.answer) == ("market.sure", market.button("yes"))


def test_an_offer_is_kept_whole(market: Talk) -> None:
    market.write("Ana")
    assert market.tap("o2") == ["market.how_many"]
    assert market.answers["stall"] == Offer("o2", "📍 Offer 2")
    assert market.session.here.offers == ()
    assert market.session.here.trail == ("name", "stalls")


def test_an_extra_option_stands_after_the_offers(market: Talk) -> None:
    market.write("Ana")
    assert market.values == ["o0", "o1", "o2", "o3", "other"]
    assert market.tap("other") == ["market.name"]
    assert market.session.here.trail == ()
    assert market.answers == {"name": "Ana"}


def test_a_place_is_told_to_the_action_and_not_kept(market: Talk) -> None:
    market.write("Ana")
    here = Sent("location", "41.3,19.8")
    step = receive(SMALL, market.session, here)
    assert step.todo is not None
    assert (step.todo.action, step.todo.answer) == ("stall_by_pin", here)
    assert "41.3" not in str(step.session.to_json())
    market.settle(step)
    assert (market.place, market.answers["stall"]) == ("market.how_many", "Ana")


def test_a_branch_decides_by_what_was_answered(market: Talk) -> None:
    market.write("Ana")
    market.tap("o1")
    assert market.tap("many") == ["market.sure"]
    assert market.step.visited == ("market.price", "market.sure")
    assert market.tap("redo") == ["market.stall"]
    market.tap("o1")
    assert market.tap("one") == ["market.bought", "menu.what"]


def test_a_flow_without_one_below_leads_to_the_next(market: Talk) -> None:
    market.results["stalls"] = Outcome("closed")
    assert market.write("Ana") == ["market.closed", "market.hello", "market.name"]
    assert (market.place, market.answers, market.session.here.trail) == ("market.name", {}, ())


def test_every_option_of_a_screen_leads_somewhere() -> None:
    talk = Talk.begun(SMALL, "market")
    talk.write("Ana")
    talk.tap("o0")
    for value, place in (("one", "menu.what"), ("many", "market.sure"), ("stop", "stop.ask")):
        other = Talk(SMALL, talk.session)
        other.tap(value)
        assert other.place == place
    talk.tap("person")
    assert (talk.place, talk.done) == ("market.how_many", ["offer_stalls", "call_person"])


@pytest.mark.parametrize("kind", ["location", "contact", "document", "video", "other"])
def test_what_cannot_be_used_is_said_kindly(market: Talk, kind: MediaKind) -> None:
    before = market.session
    assert market.send(kind) == ["market.name.retry"], "a question tells what to do"
    assert market.session == before
    market.write("Ana")
    if kind != "location":
        assert market.send(kind) == ["common.not_this", "market.stall"]


def test_a_sticker_changes_nothing_and_shows_the_screen(market: Talk) -> None:
    before, shown = market.session, market.screen
    assert market.send("sticker") == ["market.name"]
    assert (market.session, market.screen) == (before, shown)


def test_again_shows_the_same_screen(market: Talk) -> None:
    market.write("Ana")
    shown, before = market.screen, market.session
    assert market.command("again") == ["market.stall"]
    assert (market.screen, market.session) == (shown, before)


def test_texts_are_never_read_as_variables(market: Talk) -> None:
    market.write("{stall}")
    assert market.screen.values["name"] == "{stall}"
    assert market.screen.say == "Which stall, {name}?"


def test_an_answer_for_a_flow_that_is_gone_is_an_old_card() -> None:
    talk = Talk.begun(SMALL, "menu")
    assert talk.give(Chosen("gone", "ask", "yes", 1)) == ["common.old_button", "menu.what"]
    assert talk.give(Said("hello")) == ["common.miss1", "menu.what"]
