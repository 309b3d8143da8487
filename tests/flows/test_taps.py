"""Buttons that are tapped twice, late, or long after: one effect, never a wrong one."""

import pytest

from flows.core.values import Chosen
from tests.flows.small import SMALL
from tests.flows.talk import Talk


@pytest.fixture
def talk() -> Talk:
    """Return a talk at the choice of how many."""
    found = Talk.begun(SMALL, "market")
    found.write("Ana")
    found.tap("o1")
    return found


def test_a_double_tap_has_one_effect(talk: Talk) -> None:
    many = talk.button("many")
    assert talk.give(many) == ["market.sure"]
    before = talk.session
    assert talk.give(many, hasty=True) == []
    assert talk.session == before
    assert talk.step.understood


def test_a_double_tap_on_the_last_button_buys_once(talk: Talk) -> None:
    one = talk.button("one")
    assert talk.give(one) == ["market.bought", "menu.what"]
    assert talk.give(one, hasty=True) == []
    assert talk.done.count("buy") == 1


@pytest.mark.parametrize("value", ["stop", "person"])
def test_a_double_tap_on_a_command_is_one_command(talk: Talk, value: str) -> None:
    button = talk.button(value)
    talk.give(button)
    done = list(talk.done)
    assert talk.give(button, hasty=True) == []
    assert talk.done == done


def test_a_double_tap_on_menu_opens_it_once(talk: Talk) -> None:
    talk.write("~")
    talk.write("~")
    talk.write("~")
    button = talk.button("menu")
    assert talk.give(button) == ["menu.what"]
    assert talk.give(button, hasty=True) == []


def test_another_button_in_haste_counts(talk: Talk) -> None:
    talk.tap("many")
    assert talk.tap("yes", hasty=True) == ["market.bought", "menu.what"]


def test_the_same_button_counts_again_after_anything_else(talk: Talk) -> None:
    many = talk.button("many")
    talk.give(many)
    talk.command("back")
    assert talk.give(many, hasty=True) == ["market.sure"]
    talk.write("~")
    talk.command("back")
    assert talk.give(many, hasty=True) == ["market.sure"]


def test_the_same_button_later_is_an_old_card(talk: Talk) -> None:
    many = talk.button("many")
    talk.give(many)
    before = talk.session
    assert talk.give(many) == ["common.old_button", "market.sure"]
    assert talk.session == before


def test_an_old_card_shows_the_open_screen_and_does_nothing(talk: Talk) -> None:
    card = talk.button("one")
    talk.command("menu")
    done = list(talk.done)
    assert talk.give(card) == ["common.old_button", "menu.what"]
    assert talk.done == done
    assert [option.value for option in talk.screen.options] == ["market", "person"]


def test_a_card_below_an_interruption_is_live(talk: Talk) -> None:
    card = talk.button("many")
    talk.send("voice")
    assert talk.give(card) == ["market.sure"]
    assert talk.below == []


def test_an_old_card_over_an_interruption_leaves_it_open(talk: Talk) -> None:
    card = talk.button("many")
    talk.give(card)
    talk.send("photo")
    assert talk.give(card) == ["common.old_button", "photo.ask"]
    assert talk.below == ["market.sure"]


@pytest.mark.parametrize("version", [1, 2, 3, 99])
def test_a_button_of_any_version_means_what_it_says(talk: Talk, version: int) -> None:
    assert talk.give(Chosen("market", "how_many", "many", version)) == ["market.sure"]


def test_a_button_of_a_moved_state_means_what_it_said(talk: Talk) -> None:
    assert talk.give(Chosen("market", "amount", "many", 1)) == ["market.sure"]
    assert talk.give(Chosen("market", "amount", "many", 1), hasty=True) == []
    talk.command("back")
    talk.command("back")
    assert talk.place == "market.stall"
    assert talk.give(Chosen("market", "ware", "o2", 1)) == ["market.how_many"]


@pytest.mark.parametrize(
    "card",
    [
        Chosen("", "", "", 0),
        Chosen("market", "gone", "yes", 1),
        Chosen("market", "how_many", "gone", 3),
        Chosen("market", "how_many", "o1", 3),
        Chosen("market", "stall", "o1", 3),
        Chosen("market", "name", "yes", 3),
        Chosen("menu", "what", "market", 1),
    ],
)
def test_a_button_of_nothing_open_is_an_old_card(talk: Talk, card: Chosen) -> None:
    before = talk.session
    assert talk.give(card) == ["common.old_button", "market.how_many"]
    assert talk.session == before
