"""Whoever called a person may write and speak to them: what no screen takes is for them, and nothing is a miss."""

import pytest

from flows.core.values import MediaKind, Outcome, Sent, Unclear
from tests.flows.small import SMALL
from tests.flows.talk import Talk

GARBAGE = "~ ? ~"


@pytest.fixture
def stall() -> Talk:
    """Return a talk at the choice of a stall."""
    talk = Talk.begun(SMALL, "market")
    talk.write("Ana")
    return talk


def test_what_no_screen_takes_is_passed_on_however_often(stall: Talk) -> None:
    before = stall.session.here
    for _ in range(5):
        assert stall.write(GARBAGE, called=True) == ["ticket.kept"]
        assert stall.done[-1] == "add_to_ticket"
        assert (stall.session.misses, stall.below) == (0, ["market.stall"])
    assert stall.tap("continue") == ["market.stall"]
    assert stall.session.here == before


@pytest.mark.parametrize("kind", ["voice", "photo"])
def test_voices_and_photos_too(stall: Talk, kind: MediaKind) -> None:
    assert stall.give(Sent(kind, "7"), called=True) == ["ticket.kept"]
    assert stall.below == ["market.stall"]


def test_what_the_screen_takes_goes_to_the_screen(stall: Talk) -> None:
    offered = stall.button("o1")
    stall.write(GARBAGE, called=True)
    assert stall.give(offered, called=True) == ["market.how_many"]
    asked = Talk.begun(SMALL, "market")
    asked.write(GARBAGE, called=True)
    assert asked.write("Ana", called=True) == ["market.stall"]
    spoken = Talk.begun(SMALL, "market")
    assert spoken.give(Sent("voice", "7"), called=True) == ["market.stall"]


def test_asking_back_counts_nothing(stall: Talk) -> None:
    for _ in range(4):
        assert stall.give(Unclear(("o0", "o1")), called=True) == ["common.which"]
    assert stall.session.misses == 0


def test_it_comes_before_the_greeting_after_a_day(stall: Talk) -> None:
    assert stall.write(GARBAGE, away=True, called=True) == ["ticket.kept"]


def test_a_voice_after_a_day_is_kept_and_greeted(stall: Talk) -> None:
    stall.results["keep"] = Outcome("kept")
    assert stall.give(Sent("voice", "7"), away=True) == ["resume.heard", "resume.ask"]
    assert stall.below == ["market.stall"]
    assert stall.tap("continue") == ["market.stall"]
