"""Every text of every language, as it stands in the catalogues: complete, short, consistent and harmless."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

import cyrtranslit
import pytest

from bot import pofile
from bot.catalog import LOCALES, Source, load, path_of, sources
from bot.languages import LANGUAGES, fold, spellings, to_latin
from bot.lint import LABEL_LENGTH, WORDS_IN_PROMPT, longest, variables
from bot.messages import CHAINED_SHARE, EDITED
from bot.pofile import Entry
from bot.vocabulary_words import WORDS, alternatives
from flows import BOOK
from flows.core.checks import fixed_options, words_of
from flows.core.commands import COMMANDS
from tests.words.terms import DENIED, OWN_NAMES, POLITE, TERMS

SOURCES = sources(BOOK)
CATALOGUES = {language: pofile.read(path_of(language)) for language in LANGUAGES}
COUNTRIES = ("AL", "BA", "XK", "ME", "MK", "RS", "TR", "DK", "SE", "")
FREE, DIFFERS = "free", "differs"


def spoken(language: str) -> Iterator[tuple[Source, Entry]]:
    """Every source with the text that a language itself has for it."""
    for source in SOURCES:
        entry = CATALOGUES[language][source.key]
        if entry.text:
            yield source, entry


def to_members(language: str) -> list[tuple[Source, Entry]]:
    """Return what members and mentors read; the words of staff's console name programs and may be free."""
    return [(source, entry) for source, entry in spoken(language) if source.kind != "page"]


def tokens(text: str) -> list[str]:
    """The words of a text in small letters, without its variables."""
    return [token.lower() for token in re.findall(r"[^\W\d_]+", re.sub(r"\{\w*\}", " ", text))]


def test_keys_are_unique() -> None:
    assert [key for key, times in Counter(source.key for source in SOURCES).items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_resolves_for_every_country(language: str) -> None:
    catalogue = load()
    for country in COUNTRIES:
        for source in SOURCES:
            found = catalogue.find(source.key, language, country)
            assert found is not None, source.key
            assert found[1] != "en" or language in {"en", "rom"}, f"{language}: {source.key} is said in English"


@pytest.mark.parametrize("country", ["AL", "BA", "XK", "ME", "MK", "RS"])
def test_a_romani_reader_of_the_region_never_falls_through_to_english(country: str) -> None:
    catalogue = load()
    found = {catalogue.find(source.key, "rom", country) for source in SOURCES}
    assert {hit[1] for hit in found if hit} <= {"rom", "sq", "sr_Latn", "mk"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_prompts_are_short(language: str) -> None:
    long = [
        f"{source.key}: {entry.text}"
        for source, entry in spoken(language)
        if source.kind in {"prompt", "parts"} and longest(entry.text) > WORDS_IN_PROMPT
    ]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_promises_a_sound_that_is_not_there(language: str) -> None:
    """No prompt has been recorded yet; 🔊 comes back to those that are."""
    loud = [
        source.key for source, entry in spoken(language) if source.kind in {"prompt", "parts"} and "🔊" in entry.text
    ]
    assert loud == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_short(language: str) -> None:
    long = [
        f"{source.key}: {entry.text}"
        for source, entry in spoken(language)
        if len(entry.text) > LABEL_LENGTH.get(source.kind, 1000)
    ]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_variables_equal_the_english_ones(language: str) -> None:
    wrong = [source.key for source, entry in spoken(language) if variables(entry.text) != variables(source.english)]
    assert wrong == []


def test_latin_serbian_equals_cyrtranslit_over_the_whole_catalogue() -> None:
    for source, entry in spoken("sr_Cyrl"):
        latin = CATALOGUES["sr_Latn"][source.key].text
        if entry.text == source.english:
            assert latin == entry.text
        else:
            assert latin == cyrtranslit.to_latin(entry.text, "sr") == to_latin(entry.text)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("language", ["sr_Cyrl", "mk"])
def test_cyrillic_texts_hold_no_latin_letters(language: str) -> None:
    mixed = [
        entry.text
        for source, entry in to_members(language)
        if source.english not in OWN_NAMES
        if any(token.isascii() for token in tokens(entry.text))
    ]
    assert mixed == []


@pytest.mark.parametrize("language", ["en", "sq", "sr_Latn", "rom"])
def test_latin_texts_hold_no_cyrillic_letters(language: str) -> None:
    mixed = [
        entry.text
        for source, entry in spoken(language)
        if source.english not in OWN_NAMES
        if re.search("[\u0400-\u04ff]", entry.text)
    ]
    assert mixed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_and_scripts_have_one_name_everywhere(language: str) -> None:
    names = {source.english for source, entry in spoken(language) if entry.text == source.english}
    assert names >= OWN_NAMES


@pytest.mark.parametrize("language", EDITED)
def test_the_same_english_is_said_the_same_way(language: str) -> None:
    said: dict[str, str] = {}
    for source, entry in to_members(language):
        if not any(comment.startswith(DIFFERS) for comment in entry.comments):
            assert said.setdefault(source.english, entry.text) == entry.text, source.key


@pytest.mark.parametrize("language", EDITED)
def test_one_thing_has_one_word(language: str) -> None:
    for source, entry in to_members(language):
        if source.kind == "words" or any(comment.startswith(FREE) for comment in entry.comments):
            continue
        for term in set(tokens(source.english)) & set(TERMS):
            stems = TERMS[term][language]
            assert any(token.startswith(stems) for token in tokens(entry.text)), f"{source.key}: no word for {term}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_says_who_somebody_is_by_birth(language: str) -> None:
    said = [
        (source.key, token)
        for source, entry in spoken(language)
        if entry.text not in OWN_NAMES
        for token in tokens(entry.text)
        if token.startswith(DENIED)
    ]
    assert said == []


@pytest.mark.parametrize("language", EDITED)
def test_one_person_is_addressed(language: str) -> None:
    assert [source.key for source, entry in spoken(language) if POLITE & set(tokens(entry.text))] == []


@pytest.mark.parametrize("language", EDITED)
def test_what_nobody_has_confirmed_says_so(language: str) -> None:
    unmarked = [
        source.key
        for source, entry in spoken(language)
        if not entry.draft and not any(comment.startswith("reviewed") for comment in entry.comments)
    ]
    assert unmarked == []


def test_romani_leaves_little_to_the_chain() -> None:
    said = [source.key for source in SOURCES if source.kind != "page"]
    chained = sum(CATALOGUES["rom"][key].chained for key in said)
    print(f"Romani: {chained} of {len(said)} entries chained")
    assert chained <= CHAINED_SHARE * len(said)


def test_every_romani_word_has_a_source_and_is_used() -> None:
    with (LOCALES / "rom" / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["meaning"] and row["source"] and row["kind"] in {"found", "form"} for row in rows)
    used = {token for source, entry in spoken("rom") if source.english not in OWN_NAMES for token in tokens(entry.text)}
    assert {row["word"] for row in rows} == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_options_of_a_screen_do_not_look_alike(language: str) -> None:
    catalogue = load()
    for flow in BOOK.pages:
        for state in flow.states:
            keys = [f"{flow.name}.{state.name}.{option.value}" for option in fixed_options(state)]
            said = [fold(words_of(catalogue.text(key, "", language))) for key in keys]
            assert len(set(said)) == len(said), f"{language}: {flow.name}.{state.name}: {said}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_a_global_word_without_meaning_it(language: str) -> None:
    catalogue = load()
    commands = {
        fold(word): command
        for command in COMMANDS
        for word in alternatives(catalogue.text(f"word.{command}", "", language))
    }
    for flow in BOOK.pages:
        for state in flow.states:
            for option in fixed_options(state):
                label = fold(words_of(catalogue.text(f"{flow.name}.{state.name}.{option.value}", "", language)))
                meant = {option.command, words_of(option.label)}
                assert commands.get(label, option.command) in meant, f"{language}: {label} in {flow.name}.{state.name}"


def test_no_word_that_people_type_means_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for key in WORDS:
            for word in alternatives(CATALOGUES[language][key].text):
                for spelling in spellings(word):
                    meanings.setdefault(spelling, set()).add(key)
    assert {word: keys for word, keys in meanings.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_may_type_every_command_and_number(language: str) -> None:
    silent = [key for key in WORDS if not CATALOGUES[language][key].text]
    assert silent == (["word.n0"] if language == "rom" else [])
