"""Who is not understood is asked again, in other words, and then offered a person; nobody is asked for ever."""

from collections.abc import Callable

import pytest

from flows.core.values import Said, Unclear
from tests.flows.small import SMALL
from tests.flows.talk import Talk

GARBAGE = "~ ? ~"


@pytest.fixture
def stall() -> Talk:
    """Return a talk at the choice of a stall."""
    talk = Talk.begun(SMALL, "market", number=12)
    talk.write("Ana")
    return talk


def test_the_ladder_on_buttons(stall: Talk) -> None:
    before = stall.session.here
    assert stall.write(GARBAGE) == ["common.miss1", "market.stall"]
    assert [reply.lines for reply in stall.step.replies] == [False, False]
    assert stall.write(GARBAGE) == ["common.miss2", "market.stall"]
    assert [reply.lines for reply in stall.step.replies] == [False, True]
    assert not stall.step.understood
    assert stall.write(GARBAGE) == ["stuck.ask"]
    assert not stall.step.understood
    assert (stall.below, stall.session.stack, stall.session.misses) == (["market.stall"], (before,), 0)


def test_the_ladder_at_a_free_question() -> None:
    talk = Talk.begun(SMALL, "market")
    assert talk.write(GARBAGE) == ["market.name.retry"]
    assert talk.screen.say == "Only your name, please."
    assert talk.write(GARBAGE) == ["common.miss2", "market.name"]
    assert talk.write(GARBAGE) == ["stuck.ask"]
    assert talk.below == ["market.name"]
    assert talk.write("Ana") == ["market.stall"]


def test_a_person_is_called_and_the_place_is_kept(stall: Talk) -> None:
    for _ in range(3):
        stall.write(GARBAGE)
    assert stall.values == ["yes", "redo", "menu"]
    assert stall.tap("yes") == ["stuck.called", "common.recap", "market.stall"]
    assert stall.done[-1] == "call_person"


def test_who_tries_again_gets_the_same_screen(stall: Talk) -> None:
    before = stall.session.here
    for _ in range(3):
        stall.write(GARBAGE)
    assert stall.tap("redo") == ["market.stall"]
    assert (stall.session.here, stall.below, stall.session.misses) == (before, [], 0)


def test_who_is_not_understood_there_either_gets_a_person_at_once(stall: Talk) -> None:
    for _ in range(5):
        stall.write(GARBAGE)
    assert stall.place == "stuck.ask"
    assert "call_person" not in stall.done
    assert stall.write(GARBAGE) == ["help.called", "common.recap", "market.stall"]
    assert stall.done[-1] == "call_person"


@pytest.mark.parametrize("name", ["heard", "photo", "stop", "language", "resume"])
def test_the_ladder_on_an_interruption_keeps_what_is_below(stall: Talk, name: str) -> None:
    match name:
        case "heard":
            stall.send("voice")
        case "photo":
            stall.send("photo")
        case "resume":
            stall.write(GARBAGE, away=True)
        case _:
            stall.command(name, sure=False)
    for _ in range(3):
        assert (stall.session.here.flow, stall.below) == (name, ["market.stall"])
        stall.write(GARBAGE)
    assert (stall.place, stall.below) == ("stuck.ask", ["market.stall"])


def test_to_be_understood_ends_the_row(stall: Talk) -> None:
    goods: tuple[Callable[[], list[str]], ...] = (
        lambda: stall.command("again"),
        lambda: stall.send("voice"),
        lambda: stall.tap("continue"),
        lambda: stall.send("photo"),
        lambda: stall.command("back"),
        lambda: stall.tap("more"),
        lambda: stall.tap("o9"),
        lambda: stall.command("back"),
        lambda: stall.command("back"),
        lambda: stall.write("Ana"),
    )
    for good in goods:
        stall.write(GARBAGE)
        stall.write(GARBAGE)
        assert stall.session.misses == 2
        good()
        assert stall.session.misses == 0


def test_what_is_ignored_or_old_neither_adds_nor_takes_away(stall: Talk) -> None:
    old = stall.button("o1")
    stall.tap("o1")
    stall.write(GARBAGE)
    stall.send("sticker")
    stall.give(old)
    stall.send("video")
    assert stall.session.misses == 1


def test_who_is_unclear_is_asked_which(stall: Talk) -> None:
    assert stall.mumble("o1", "other") == ["common.which"]
    assert stall.values == ["o1", "other"]
    assert [option.number for option in stall.screen.options] == [2, 0]
    assert not stall.step.understood
    assert stall.tap("o1") == ["market.how_many"]


def test_nobody_is_asked_which_for_ever(stall: Talk) -> None:
    stall.mumble("o1", "o2")
    assert stall.mumble("o1", "o2") == ["common.which"]
    assert stall.mumble("o1", "o2") == ["stuck.ask"]
    assert stall.below == ["market.stall"]


def test_to_be_unclear_about_nothing_is_not_to_be_understood(stall: Talk) -> None:
    assert stall.give(Unclear(("gone",))) == ["common.miss1", "market.stall"]
    assert stall.give(Said(GARBAGE)) == ["common.miss2", "market.stall"]
