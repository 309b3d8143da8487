"""What there is to record: all that is said, each once, the most heard first, in every language."""

import pytest

from bot import repertoire
from bot.aloud import HEARD, atoms, every_atom
from bot.catalog import Words
from bot.languages import LANGUAGES as CODES
from bot.prompts import READERS, Prompt, prompts
from bot.repertoire import Content, Repertoire, Saying
from bot.settings import SAMPLE
from bot.voices.recordings import hash_of
from flows import BOOK
from flows.core.flow import Book
from tests.services.sample import speech

SPEECH = speech(SAMPLE)
WORDS, KEY = SPEECH.words, "welcome.why"
LANGUAGES = tuple(dict.fromkeys(HEARD.values()))


def said(language: str) -> tuple[Saying, ...]:
    return SPEECH.repertoire.sayings(BOOK, WORDS, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_recorded_is_there_once(language: str) -> None:
    found = said(language)
    hashes = [one.hash for one in found]
    assert len(hashes) == len(set(hashes))
    assert all(one.hash == hash_of(one.words) for one in found)
    heard = {
        hash_of(piece.words)
        for reader, country in READERS
        for prompt in prompts(BOOK)
        for piece in prompt.script(WORDS, reader, country).pieces
        if piece.key and piece.language == language
    }
    assert heard <= set(hashes)
    screens = [one.screens for one in found]
    assert screens == sorted(screens, reverse=True)
    assert screens[0] > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_months_and_numbers_are_recorded_once_for_all(language: str) -> None:
    hashes = {one.hash for one in said(language)}
    every = every_atom(language)
    assert {hash_of(one.words) for one in every} <= hashes
    kinds = [one.key.partition(".")[0] for one in every]
    assert (kinds.count("weekday"), kinds.count("month")) == (7, 12)
    assert kinds.count("number") > 10


def test_a_time_within_a_sentence_is_one_that_was_recorded() -> None:
    hashes = {one.hash for one in said("sq")}
    found = [atom for atom in atoms("E hënë 15 qershor, ora 18:30", "sq") if atom.key]
    assert len(found) >= 3
    assert {hash_of(atom.words) for atom in found} <= hashes


def test_a_capital_letter_is_not_heard() -> None:
    assert hash_of("Po") == hash_of("po") != hash_of("jo")


def test_it_is_worked_out_once_until_words_change() -> None:
    words, found = Words({code: dict(WORDS.of(code)) for code in CODES}), Repertoire()
    first = found.sayings(BOOK, words, "en")
    assert found.sayings(BOOK, words, "en") is first
    words.correct({"en": {KEY: "Other words."}})
    then = found.sayings(BOOK, words, "en")
    assert {one.words for one in then} - {one.words for one in first} == {"Other words."}
    content = (Content("tip.1.words", (("en", "Keep scraps."),)),)
    assert "Keep scraps." in [one.words for one in found.sayings(BOOK, words, "en", content)]
    assert found.sayings(BOOK, words, "en") is then


def test_what_was_begun_before_a_correction_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread corrects words while one works out what is said."""
    words, found = Words({code: dict(WORDS.of(code)) for code in CODES}), Repertoire()

    def slow(book: Book) -> tuple[Prompt, ...]:
        monkeypatch.undo()
        words.correct({"en": {KEY: "Other words."}})
        return ()

    monkeypatch.setattr(repertoire, "prompts", slow)
    before = found.sayings(BOOK, words, "en")
    assert "Other words." not in [one.words for one in before], "not planted"
    assert "Other words." in [one.words for one in found.sayings(BOOK, words, "en")]
