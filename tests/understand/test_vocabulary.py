"""The words of all languages, and the labels that are remembered."""

from dataclasses import replace

from bot.catalog import Words, load
from bot.languages import LANGUAGES
from bot.vocabulary import KEPT_LABELS, Vocabulary
from flows.core.commands import COMMANDS
from flows.core.values import Command, Reply
from tests.understand.speech import CONSENT, VOCABULARY, WORDS, means


def test_without_catalogues_the_english_words_are_known() -> None:
    alone = Vocabulary(Words({}))
    for language in LANGUAGES:
        assert alone.meanings("menu", language) == (frozenset({"menu"}), frozenset({"menu"}))


def test_a_phrase_is_looked_up_in_the_readers_language_and_in_all() -> None:
    assert VOCABULARY.meanings("na", "rom") == (frozenset({"no"}), frozenset({"no"}))
    assert VOCABULARY.meanings("na", "sq") == (frozenset(), frozenset({"no"}))
    assert VOCABULARY.meanings("sewing", "en") == (frozenset(), frozenset())


def test_an_unknown_reader_has_no_language_of_their_own() -> None:
    assert VOCABULARY.meanings("na", "") == (frozenset(), frozenset({"no"}))
    assert means("ndal", CONSENT, language="") == Command("stop")


def test_a_pictogram_among_the_words_means_the_same() -> None:
    words = WORDS.with_overlay({"word.help": {"en": "help | 🆘"}, "word.yes": {"sq": "po | ✅"}})
    pictures = Vocabulary(words).pictures
    assert (pictures["🆘"], pictures["✅"], pictures["🙋"]) == ("help", "yes", "help")


def test_no_phrase_of_the_catalogues_means_two_things_to_one_reader() -> None:
    real = Vocabulary(load())
    for language in LANGUAGES:
        for phrase, names in real.phrases(language).items():
            assert len(names) == 1, (language, phrase, sorted(names))


def test_no_phrase_of_the_catalogues_is_yes_in_one_language_and_no_in_another() -> None:
    real = Vocabulary(load())
    for language in LANGUAGES:
        for phrase in real.phrases(language):
            everywhere = real.meanings(phrase, language)[1]
            assert len(everywhere & {"yes", "no"}) < 2, phrase
            assert len(everywhere & set(COMMANDS)) < 2, phrase


def test_labels_are_remembered_for_the_words_they_came_from() -> None:
    vocabulary, option = Vocabulary(WORDS), CONSENT.options[0]
    first = vocabulary.wording(option, WORDS, "RS")
    assert vocabulary.wording(option, WORDS, "RS") is first
    other = WORDS.with_overlay({option.key: {"sq": "👍 Gati"}})
    assert "gati" in vocabulary.wording(option, other, "RS").everywhere
    assert "gati" not in vocabulary.wording(option, WORDS, "RS").everywhere


def test_the_memory_of_labels_does_not_grow_without_end() -> None:
    vocabulary, option = Vocabulary(Words({})), CONSENT.options[0]
    for number in range(KEPT_LABELS + 10):
        vocabulary.wording(replace(option, key="", label=f"Name {number}"), WORDS, "")
    assert len(vocabulary) <= KEPT_LABELS


def test_a_label_that_changes_is_read_anew() -> None:
    shown = CONSENT.options[0]
    for label in ("🟢 Green", "🔵 Blue"):
        screen = Reply("x.y", "?", options=(replace(shown, key="", label=label),))
        assert means(label.split(" ")[1], screen).__class__.__name__ == "Chosen"
