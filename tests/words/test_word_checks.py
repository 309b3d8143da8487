"""What staff may say instead of a text: whatever the catalogues allow, and nothing that they refuse."""

import pytest

from bot.catalog import load, sources
from bot.messages import EDITED
from bot.word_checks import defects_of_change
from flows import BOOK
from tests.web.hostile import HOSTILE

SOURCES = {one.key: one for one in sources(BOOK)}
WORDS = load()


def reasons(language: str, key: str, text: str, *others: str) -> set[str]:
    return {one.reason for one in defects_of_change(BOOK, WORDS, language, SOURCES[key], text, others)}


@pytest.mark.parametrize("language", EDITED)
def test_what_stands_in_the_catalogues_may_be_said(language: str) -> None:
    own = WORDS.of(language)
    some = [key for key in SOURCES if key in own][:: 5 if language == "sq" else 35]
    assert {key: found for key in some if (found := reasons(language, key, own[key]))} == {}


@pytest.mark.parametrize(
    ("language", "key", "text", "reason"),
    [
        ("sq", "settings.known", "Çfarë do?", "variables"),
        ("sq", "menu.member.tip", "Këshilla", "pictograms"),
        ("sq", "menu.member.tip", "🌱 Këshilla shumë të gjata", "signs"),
        ("sq", "welcome.why", "një dy tre katër pesë gjashtë shtatë tetë nëntë dhjetë një dy tre", "words"),
        ("sq", "welcome.why", "Unë ndihmoj.\nPo.", "lines"),
        ("sq", "welcome.why", "Unë\u200b ndihmoj.", "hidden"),
        ("sq", "welcome.why", "Unë \u202endihmoj.", "hidden"),
        ("sq", "welcome.why", "Unë помагам.", "letters"),
        ("sr_Cyrl", "welcome.why", "Помажем small фирмама.", "letters"),
        ("sq", "welcome.why", "Ndihmoj romët.", "birth"),
        ("sq", "welcome.why", "x" * 400, "long"),
        ("sq", "word.menu", " | ", "empty"),
        ("sq", "word.menu", "po", "meaning"),
    ],
)
def test_what_no_catalogue_may_hold_is_refused(language: str, key: str, text: str, reason: str) -> None:
    assert reason in reasons(language, key, text)


def test_a_label_is_no_command_and_no_twin_of_its_neighbour() -> None:
    said = WORDS.of("sq")
    stop = said["word.stop"].partition(" | ")[0]
    pictogram = said["menu.member.tip"].partition(" ")[0]
    assert "command" in reasons("sq", "menu.member.tip", f"{pictogram} {stop}")
    yes, no = (said[f"welcome.push.{value}"] for value in ("yes", "no"))
    assert "alike" in reasons("sq", "welcome.push.yes", f"{yes.partition(' ')[0]} {no.partition(' ')[2]}")


def test_what_people_type_does_not_become_a_label_s_word() -> None:
    label = WORDS.of("sq")["menu.member.tip"].partition(" ")[2].lower()
    assert "command" in reasons("sq", "word.stop", f"ndalo | {label}")


def test_texts_that_change_together_are_looked_at_together() -> None:
    """The other screen has a choice that says so already."""
    no = WORDS.of("sq")["welcome.push.no"].partition(" ")[2]
    pictogram = WORDS.of("sq")["welcome.push.yes"].partition(" ")[0]
    assert "alike" in reasons("sq", "welcome.consent.yes", f"{pictogram} {no}", "welcome.push.yes")


def test_hostile_words_break_no_check() -> None:
    for words in HOSTILE:
        for key in ("welcome.why", "menu.member.tip", "word.menu", "console.words.title"):
            reasons("mk", key, words)
    assert all(reasons("sq", "menu.member.tip", words) for words in HOSTILE)
