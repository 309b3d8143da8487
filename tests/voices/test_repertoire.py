"""What there is to record: all that is said, each once, the most heard first, in every language."""

import pytest

from bot import repertoire
from bot.aloud import HEARD, atoms, every_atom
from bot.prompts import READERS, prompts
from bot.repertoire import lines
from bot.settings import SAMPLE
from bot.voices.recordings import hash_of
from flows import BOOK
from tests.services.sample import speech

WORDS = speech(SAMPLE).words
LANGUAGES = tuple(dict.fromkeys(HEARD.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_recorded_is_there_once(language: str) -> None:
    found = lines(BOOK, WORDS, language)
    hashes = [one.hash for one in found]
    assert len(hashes) == len(set(hashes))
    assert all(one.hash == hash_of(one.words) for one in found)
    said = {
        hash_of(piece.words)
        for reader, country in READERS
        for prompt in prompts(BOOK)
        for piece in prompt.script(WORDS, reader, country).pieces
        if piece.key and piece.language == language
    }
    assert said <= set(hashes)
    screens = [one.screens for one in found]
    assert screens == sorted(screens, reverse=True)
    assert screens[0] > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_months_and_numbers_are_recorded_once_for_all(language: str) -> None:
    hashes = {one.hash for one in lines(BOOK, WORDS, language)}
    every = every_atom(language)
    assert {hash_of(one.words) for one in every} <= hashes
    kinds = [one.key.partition(".")[0] for one in every]
    assert (kinds.count("weekday"), kinds.count("month")) == (7, 12)
    assert kinds.count("number") > 10


def test_a_time_within_a_sentence_is_one_that_was_recorded() -> None:
    hashes = {one.hash for one in lines(BOOK, WORDS, "sq")}
    found = [atom for atom in atoms("E hënë 15 qershor, ora 18:30", "sq") if atom.key]
    assert len(found) >= 3
    assert {hash_of(atom.words) for atom in found} <= hashes


def test_a_capital_letter_is_not_heard() -> None:
    assert hash_of("Po") == hash_of("po") != hash_of("jo")


def test_it_is_worked_out_once_until_words_change() -> None:
    first = lines(BOOK, WORDS, "en")
    assert lines(BOOK, WORDS, "en") is first
    repertoire.forget()
    assert lines(BOOK, WORDS, "en") is not first
