"""Voice notes by name: the same words the same name, anything else another one, and whose they are."""

import pytest

from bot.script import Piece, Script
from bot.voices import orders
from bot.voices.orders import items, name_of, order, owner
from bot.voices.recordings import hash_of

SENTENCE = (Piece("a.b", "Will you come?", "en"), Piece("", ".", "en"))
NAMED = (*SENTENCE, Piece("", "Ana", "en", personal=True))


def nobody(_: Piece) -> str:
    return ""


def made(*pieces: Piece, contact: int = 7) -> orders.Order:
    found = order(Script(pieces), contact, nobody)
    assert found is not None
    return found


def test_the_same_words_have_the_same_name_for_everybody() -> None:
    assert made(*SENTENCE, contact=1) == made(*SENTENCE, contact=2)
    assert made(*SENTENCE).name == name_of(made(*SENTENCE).request)
    assert len(made(*SENTENCE).name) < 60, "a link to it holds its name"


def test_other_words_another_voice_or_a_recording_are_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    other = [Piece("a.b", "Will you go?", "en")], [Piece("a.b", "Will you come?", "sq")]
    names = {made(*SENTENCE).name, *(made(*pieces).name for pieces in other)}
    recorded = order(Script(SENTENCE), 7, lambda piece: "r1" if piece.key == "a.b" else "")
    assert recorded is not None
    names.add(recorded.name)
    assert recorded.recorded
    monkeypatch.setattr(orders, "STYLE", "2")
    names.add(made(*SENTENCE).name)
    assert len(names) == 5


def test_what_holds_somebodys_words_is_theirs_alone() -> None:
    assert [owner(made(*NAMED, contact=number).name) for number in (1, 2)] == ["1", "2"]
    assert made(*NAMED, contact=1).name != made(*NAMED, contact=2).name
    assert owner(made(*SENTENCE).name) == ""


def test_words_of_one_voice_are_one_sentence_and_recordings_stand_between() -> None:
    pieces = (
        Piece("a.b", "You come on", "en"),
        Piece("weekday.5", "Friday", "en"),
        Piece("", ",", "en"),
        Piece("", "ora gjashtë", "sq"),
    )
    whole, mixed = made(*pieces), order(Script(pieces), 1, lambda one: "r9" if one.key == "weekday.5" else "")
    assert items(whole.request) == [["t", "en", "You come on Friday"], ["t", "sq", "ora gjashtë"]]
    assert mixed is not None
    assert items(mixed.request) == [["t", "en", "You come on"], ["r", "r9"], ["t", "sq", "ora gjashtë"]]
    assert not mixed.recorded


def test_nothing_and_too_much_is_no_note() -> None:
    assert order(Script(()), 1, nobody) is None
    assert order(Script((Piece("", "word " * 600, "en"),)), 1, nobody) is None


def test_a_recording_knows_its_words_however_they_are_spaced() -> None:
    assert hash_of("Will you  come?\n") == hash_of("Will you come?") != hash_of("Will you go?")
