"""An interruption never swallows an answer to the screen below it, and never loses one of its own."""

from dataclasses import replace

import pytest

from flows.core.values import Command, Said, Unclear
from tests.understand.speech import CONSENT, MINE, NAME, RESUME, WORK, choice, means, offered


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *(("Transport", "transport"), ("Sewing", "sewing"), ("🧵", "sewing")),
        *(("transpor", "transport"), ("sewinf", "sewing"), ("3. Hair", "hair")),
    ],
)
def test_an_answer_to_the_screen_below_is_taken(words: str, value: str) -> None:
    assert means(words, RESUME, WORK) == choice(WORK, value)


def test_the_open_screen_comes_first() -> None:
    assert means("1", RESUME, WORK) == choice(RESUME, "continue")
    assert means("2", RESUME, WORK) == Command("menu")
    assert means("yes", CONSENT, replace(CONSENT, key="other.ask")) == choice(CONSENT, "yes")


@pytest.mark.parametrize("words", ["7", "7.", "7️⃣", "number 7", "десет", "seven", "3 7"])
def test_a_number_means_what_the_newest_screen_shows_or_nothing(words: str) -> None:
    assert means(words, RESUME, WORK) == Said(words)
    assert means(words, WORK) != Said(words)


def test_commands_come_before_the_screen_below() -> None:
    below = offered("music.pick", "🔁 Again", "🗣️ Talk")
    assert means("again", RESUME, below) == Command("again")
    assert means("🗣", RESUME, below) == Command("language")


def test_what_could_be_several_things_below_is_not_asked_about() -> None:
    below = offered("day.pick", "📆 Friday 12", "📆 Friday 19")
    assert means("friday", RESUME, below) == Said("friday")
    assert means("📆", RESUME, below) == Said("📆")
    assert means("friday", below, RESUME) == Unclear(("v1", "v2"))


def test_careful_options_below_are_as_careful() -> None:
    assert means("❌ Delete me", RESUME, MINE) == choice(MINE, "delete")
    assert means("delete mee", RESUME, MINE) == Said("delete mee")
    assert means("dele", RESUME, MINE) == Said("dele")


def test_a_careful_slip_on_the_open_screen_does_not_fall_through() -> None:
    below = offered("list.pick", "🗒️ Delete men")
    assert means("delete mee", MINE, below) == Said("delete mee")


def test_a_free_answer_below_is_text() -> None:
    for words in ("Besim", "Sewing", "Ana Yes"):
        assert means(words, RESUME, NAME) == Said(words)


def test_what_answers_a_free_question_never_reaches_the_screen_below() -> None:
    for words in ("1", "Sewing", "🧵"):
        assert means(words, NAME, WORK) == Said(words)
