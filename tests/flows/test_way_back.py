"""Back, menu, and flows that stand on one another: everybody returns to where they were."""

import pytest

from flows.core.engine import receive
from flows.core.screens import screens
from flows.core.session import DEPTH, Session
from flows.core.values import Command, Sent
from flows.core.walk import start
from tests.flows.small import SMALL
from tests.flows.talk import Talk

OPENED = {"help": "market.name", "stop": "stop.stopped", "language": "language.which"}


@pytest.fixture
def market() -> Talk:
    """Return a talk at the market's first question."""
    return Talk.begun(SMALL, "market")


def at_the_last_question(market: Talk) -> Talk:
    market.write("Ana")
    market.tap("o1")
    market.tap("many")
    return market


def test_back_goes_the_straight_way_to_the_first_question(market: Talk) -> None:
    at_the_last_question(market)
    assert market.session.here.trail == ("name", "stalls", "how_many")
    ways = []
    for _ in range(4):
        market.command("back")
        ways.append((market.place, market.session.here.trail))
    assert ways == [
        ("market.how_many", ("name", "stalls")),
        ("market.stall", ("name",)),
        ("market.name", ()),
        ("market.name", ()),
    ]


def test_back_to_a_pick_offers_anew(market: Talk) -> None:
    at_the_last_question(market)
    market.command("back")
    market.number = 2
    assert market.command("back") == ["market.stall"]
    assert market.values == ["o0", "o1", "other"]
    assert market.done == ["offer_stalls", "offer_stalls"]


def test_back_keeps_what_was_answered(market: Talk) -> None:
    at_the_last_question(market)
    market.command("back")
    market.command("back")
    assert market.answers["name"] == "Ana"
    assert market.answers["how_many"] == "many"


def test_who_comes_a_second_time_has_no_longer_way_back(market: Talk) -> None:
    at_the_last_question(market)
    for _ in range(3):
        market.tap("redo")
        market.tap("o1")
        market.tap("many")
    assert market.session.here.trail == ("name", "stalls", "how_many")


def test_back_by_a_button_is_the_same() -> None:
    talk = Talk.begun(SMALL, "market")
    talk.command("stop", sure=False)
    assert talk.tap("keep") == ["market.name"]
    assert talk.below == []


def test_menu_leaves_everything(market: Talk) -> None:
    at_the_last_question(market)
    market.send("photo")
    market.write("~")
    assert (market.below, market.session.misses) == (["market.sure"], 1)
    assert market.command("menu") == ["menu.what"]
    assert (market.below, market.answers, market.session.here.trail, market.session.misses) == ([], {}, (), 0)


@pytest.mark.parametrize("name", ["stop", "language"])
def test_a_command_opens_over_the_conversation(market: Talk, name: str) -> None:
    market.write("Ana")
    before = market.session.here
    market.command(name)
    assert (market.place, market.below) == (OPENED[name], ["market.stall"])
    assert market.session.stack == (before,)
    assert market.command("back") == ["market.stall"]
    assert (market.session.here, market.below) == (before, [])


def test_help_calls_a_person_and_returns(market: Talk) -> None:
    market.write("Ana")
    before = market.session.here
    assert market.command("help") == ["help.called", "common.recap", "market.stall"]
    assert market.done[-1] == "call_person"
    assert (market.session.here, market.below) == (before, [])


def test_what_is_done_is_followed_by_a_recap(market: Talk) -> None:
    market.command("language")
    assert market.tap("two") == ["common.recap", "market.name"]
    market.command("stop")
    assert market.tap("start") == ["stop.started", "common.recap", "market.name"]
    assert market.done == ["stop", "start_again"]


def test_stop_asks_first_unless_it_is_sure(market: Talk) -> None:
    assert market.command("stop", sure=False) == ["stop.ask"]
    assert market.done == []
    assert market.command("stop") == ["stop.stopped"]
    assert market.done == ["stop"]
    assert market.below == ["market.name"]


def test_a_careful_option_asks_before_it_stops(market: Talk) -> None:
    market.write("Ana")
    market.tap("o1")
    assert market.tap("stop") == ["stop.ask"]
    assert market.below == ["market.how_many"]


def test_both_screens_may_be_answered_where_one_interrupts(market: Talk) -> None:
    assert [reply.key for reply in screens(SMALL, market.session)] == ["market.name"]
    market.command("language")
    assert [reply.key for reply in screens(SMALL, market.session)] == ["language.which", "market.name"]
    over = Session(start(SMALL, "menu"), stack=(start(SMALL, "market", "name"),))
    assert [reply.key for reply in screens(SMALL, over)] == ["menu.what"]


def test_nobody_goes_back_to_ask_what_is_done(market: Talk) -> None:
    market.command("stop", sure=False)
    market.tap("stop")
    assert (market.place, market.session.here.trail) == ("stop.stopped", ())
    assert market.command("back") == ["market.name"]
    assert market.done == ["stop"]


def test_at_most_one_interruption_at_a_time(market: Talk) -> None:
    for name, place in (("stop", "stop.stopped"), ("language", "language.which")):
        market.command(name)
        assert (market.place, market.below) == (place, ["market.name"])
    market.send("voice")
    assert market.below == []
    market.write("Ana")
    for _ in range(2):
        market.send("voice")
        assert (market.place, market.below) == ("heard.ask", ["market.stall"])
        market.send("photo")
        assert (market.place, market.below) == ("photo.ask", ["market.stall"])
    market.command("help")
    assert (market.place, market.below) == ("market.stall", [])


def test_an_interruption_with_nothing_below_is_a_conversation(market: Talk) -> None:
    talk = Talk.begun(SMALL, "language")
    assert talk.command("language") == ["language.which"]
    assert talk.below == []
    assert talk.command("help") == ["help.called", "common.recap", "language.which"]
    assert talk.command("stop") == ["stop.stopped"]
    assert talk.below == ["language.which"]
    assert talk.command("back") == ["language.which"]
    assert talk.tap("one") == ["menu.what"]


def test_what_an_interruption_does_not_understand_is_tried_below_it(market: Talk) -> None:
    market.command("language")
    assert market.write("Ana") == ["market.stall"]
    assert market.answers["name"] == "Ana"
    stall = market.button("o3")
    market.command("language")
    assert market.give(stall) == ["market.how_many"]
    assert market.below == []


def test_a_voice_note_answers_the_question_below(market: Talk) -> None:
    market.command("language")
    assert market.send("voice") == ["market.stall"]
    assert market.done == ["name_by_voice", "offer_stalls"]
    market.tap("o0")
    market.tap("many")
    market.command("stop", sure=False)
    assert market.send("voice") == ["market.bargain", "market.how_many"]
    assert market.below == []


def test_a_voice_note_on_buttons_is_heard(market: Talk) -> None:
    market.write("Ana")
    before = market.session.here
    step = receive(SMALL, market.session, Sent("voice", "12"))
    assert step.todo is not None
    assert (step.todo.action, step.todo.answer, step.todo.below) == ("keep_voice", Sent("voice", "12"), "market.stall")
    market.settle(step)
    assert market.said == ["heard.ask"]
    assert market.tap("continue") == ["market.stall"]
    assert market.session.here == before


def test_a_photo_is_kept_when_a_person_shall_look_at_it(market: Talk) -> None:
    market.write("Ana")
    assert market.send("photo", "33") == ["photo.ask"]
    assert market.answers == {"media": "33"}
    step = receive(SMALL, market.session, market.button("yes"))
    assert step.todo is not None
    assert (step.todo.action, step.todo.answers["media"]) == ("keep_photo", "33")
    assert market.settle(step) == ["photo.kept", "common.recap", "market.stall"]


def test_who_was_away_is_greeted_once_and_loses_nothing(market: Talk) -> None:
    market.write("Ana")
    before = market.session.here
    assert market.write("where was I", away=True) == ["resume.ask"]
    assert market.below == ["market.stall"]
    assert market.tap("continue") == ["market.stall"]
    assert market.session.here == before
    market.write("hm", away=True)
    assert market.tap("menu") == ["menu.what"]
    assert market.below == []


def test_a_greeting_never_swallows_an_answer(market: Talk) -> None:
    assert Talk(SMALL, market.session).write("Ana", away=True) == ["market.stall"]
    assert Talk(SMALL, market.session).write("12", away=True) == ["market.name.retry"]
    assert Talk(SMALL, market.session).give(Sent("voice", "7"), away=True) == ["market.stall"]
    market.command("language")
    assert Talk(SMALL, market.session).write("Ana", away=True) == ["market.stall"]
    market.command("back")
    market.write("Ana")
    for answer in (market.button("o1"), Command("help")):
        told = Talk(SMALL, market.session).give(answer, away=True)
        assert told[-1] in {"market.how_many", "market.stall"}
    assert Talk(SMALL, market.session).give(Sent("voice", "7"), away=True) == ["resume.ask"]


def test_no_more_than_three_flows_stand_on_one_another() -> None:
    deep = Session(start(SMALL, "menu"), stack=(start(SMALL, "market", "name"), start(SMALL, "market", "sure")))
    step = receive(SMALL, deep, Command("language"))
    assert 1 + len(step.session.stack) == DEPTH
    assert [frame.state for frame in step.session.stack] == ["name", "what"]


def test_a_flow_returns_to_the_one_below_whatever_should_follow_it() -> None:
    over = Session(start(SMALL, "market", "how_many"), stack=(start(SMALL, "menu"),))
    talk = Talk(SMALL, over)
    assert talk.tap("one") == ["market.bought", "common.recap", "menu.what"]
    assert talk.below == []


@pytest.mark.parametrize("flow", ["ticket", "heard", "photo"])
def test_an_interruption_that_stands_on_nothing_goes_on_to_the_menu(flow: str) -> None:
    talk = Talk.begun(SMALL, flow)
    assert talk.below == []
    assert talk.tap("no" if flow == "photo" else "continue") == ["menu.what"]


def test_the_first_screen_of_all_is_asked_again() -> None:
    talk = Talk.begun(SMALL, "language")
    assert talk.command("back") == ["language.which"]
