"""Menu, back, stop, help, again and language: by word, by picture and by slash, on every screen."""

from dataclasses import replace

import pytest

from bot.channels.limits import WHATSAPP_LIMITS
from bot.languages import LANGUAGES
from bot.letters import fold, spellings
from bot.understand import understand
from bot.vocabulary import PICTURES, Vocabulary
from bot.vocabulary_words import alternatives
from flows.core.commands import COMMANDS
from flows.core.values import Chosen, Command, Reply, Said
from tests.understand.speech import (
    CONSENT,
    MINE,
    NAME,
    RESUME,
    VOCABULARY,
    WORDS,
    WORK,
    choice,
    means,
    offered,
    text,
    typed,
)

PLAIN_SCREENS = (WORK, CONSENT, NAME)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_word_works_on_every_screen_in_every_language(name: str, reader: str, language: str) -> None:
    for word in alternatives(text(f"word.{name}", language)):
        forms = {word, word.upper(), f"{word}!", fold(word), *spellings(word), f"{word}, molim", f"{word} {word}"}
        for form in forms:
            for shown in PLAIN_SCREENS:
                assert means(form, shown, language=reader) == Command(name), (form, shown.key)


@pytest.mark.parametrize(("picture", "name"), [(sign, name) for sign, name in PICTURES.items() if name in COMMANDS])
def test_a_command_picture_works_on_every_screen_that_has_it_not_itself(picture: str, name: str) -> None:
    for sign in (picture, f"{picture}\ufe0f", f"{picture}\U0001f3fe", picture * 3):
        assert means(sign, NAME) == means(sign, WORK) == Command(name)


def test_every_command_has_a_picture() -> None:
    assert set(COMMANDS) <= set(PICTURES.values())


@pytest.mark.parametrize("form", ["/{}", "/{}@DromBot", "/{} now", "/{}\n", " /{}"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_slash_command_of_the_messenger_is_the_command(name: str, form: str) -> None:
    for shown in (*PLAIN_SCREENS, MINE):
        assert means(form.format(name), shown) == Command(name)
        assert means(form.format(name.upper()), shown) == Command(name)


@pytest.mark.parametrize("words", ["/start", "/start abc_DEF-9", "/START@DromBot x"])
def test_start_is_the_menu(words: str) -> None:
    assert means(words, NAME) == Command("menu")


@pytest.mark.parametrize("words", ["/", "//menu/x", "/sewing machine", "/menuu", "/me\u0440\u0438"])
def test_another_slash_is_text(words: str) -> None:
    assert means(words, NAME) == Said(words)


def test_without_any_screen_a_command_is_still_one() -> None:
    assert means("ndihmë") == Command("help")
    assert means("hello") == Said("hello")
    assert means("3") == Said("3")


def test_stop_is_sure_where_an_option_of_the_screen_asks_first() -> None:
    assert means("stop", MINE) == Command("stop")
    assert means("✋ Stop", MINE) == means("✋", MINE) == Command("stop")
    assert means("ndal", MINE, language="mk") == Command("stop")
    assert means("4", MINE) == Command("stop", sure=False)


def test_an_option_that_stops_needs_its_whole_word_to_be_sure() -> None:
    halt = replace(MINE.options[3], key="", label="✋ Halt it", careful=False)
    shown = replace(MINE, options=(halt,))
    assert means("4", shown) == means("halt it", shown) == Command("stop")
    for words in ("hal", "halt", "halt ti"):
        assert means(words, shown) == Command("stop", sure=False)


def test_the_readers_own_word_for_a_command_comes_first() -> None:
    words = WORDS.with_overlay({"word.back": {"mk": "nana"}, "word.again": {"rom": "nana"}})
    vocabulary = Vocabulary(words)
    found = [
        understand(typed("nana"), (NAME,), words, vocabulary, language, "", WHATSAPP_LIMITS)
        for language in ("mk", "rom", "en")
    ]
    assert found == [Command("back"), Command("again"), Said("nana")]


def test_the_exact_word_stop_is_stronger_than_the_beginning_of_a_label() -> None:
    shown = offered("day.pick", "🚂 Stop all trains")
    assert means("stop", shown) == Command("stop")
    assert means("stop all", shown) == Chosen("day", "pick", "v1", 1)


def test_a_command_is_stronger_than_the_beginning_of_a_label_in_another_language() -> None:
    shown = Reply("art.pick", "?", options=(replace(RESUME.options[0], key="art.pick.palette"),))
    words = WORDS.with_overlay({"art.pick.palette": {"en": "🎨 Colours", "sq": "🎨 Paletë"}})
    found = [
        understand(typed("pale"), (shown,), words, VOCABULARY, language, "", WHATSAPP_LIMITS)
        for language in ("rom", "en", "sq")
    ]
    assert found == [Command("again"), Command("again"), choice(RESUME, "continue")]


@pytest.mark.parametrize(
    "words", ["Stop selling me things", "I need help with my menu", "menu please now", "go back home"]
)
def test_a_command_inside_a_sentence_is_text(words: str) -> None:
    for shown in PLAIN_SCREENS:
        assert means(words, shown) == Said(words)
