"""Whoever took the wrong language taps another one on the same card; a card that was passed long ago stays old."""

from flows import BOOK
from flows.core.screens import screen
from flows.core.values import Chosen
from flows.core.walk import start
from tests.flows.talk import Talk


def _card(value: str, state: str = "which") -> Chosen:
    assert value in {option.value for option in screen(BOOK, start(BOOK, "language", state)).options}
    return Chosen("language", state, value, 1)


def _begun() -> Talk:
    return Talk.begun(BOOK, "language")


def test_another_language_on_the_first_card_begins_the_welcome_anew() -> None:
    talk = _begun()
    assert talk.give(_card("sq")) == ["welcome.hello", "welcome.talk"]
    assert talk.give(_card("mk")) == ["welcome.hello", "welcome.talk"]
    assert talk.done.count("set_language") == 2
    assert (talk.place, talk.below) == ("welcome.talk", [])
    assert talk.give(_card("sr")) == ["language.letters"]
    assert talk.give(_card("en")) == ["welcome.hello", "welcome.talk"]


def test_letters_can_be_changed_on_their_card() -> None:
    talk = _begun()
    talk.give(_card("sr"))
    assert talk.done == ["set_language"], "the letters are asked for in Serbian"
    talk.give(_card("sr_latn", "letters"))
    assert talk.give(_card("sr_cyrl", "letters")) == ["welcome.hello", "welcome.talk"]
    assert talk.done.count("set_language") == 3


def test_the_same_language_twice_in_haste_is_one_tap() -> None:
    talk = _begun()
    talk.give(_card("sq"))
    assert talk.give(_card("sq"), hasty=True) == []


def test_who_has_answered_since_has_an_old_card() -> None:
    talk = _begun()
    talk.give(_card("sq"))
    talk.tap("skip")
    assert talk.tap("next")[-1] == "welcome.consent"
    assert talk.give(_card("mk")) == ["common.old_button", "welcome.consent"]
    talk = _begun()
    talk.give(_card("sq"))
    talk.write("~ ? ~")
    assert talk.give(_card("mk")) == ["common.old_button", "welcome.talk"]


def test_in_the_middle_of_a_conversation_it_goes_on_there() -> None:
    talk = _begun()
    talk.give(_card("sq"))
    talk.tap("skip")
    talk.tap("next")
    talk.command("language")
    assert talk.give(_card("en")) == ["common.recap", "welcome.consent"]
    assert talk.give(_card("mk")) == ["common.recap", "welcome.consent"]
    assert (talk.place, talk.below) == ("welcome.consent", [])
