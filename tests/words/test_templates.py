"""What WhatsApp must approve: within its rules, in every language it has, and neutral on a screen that others see."""

import re

import pytest

from bot import catalog
from bot.channels.limits import SIM_WHATSAPP, WHATSAPP_LIMITS
from bot.channels.port import Inbound
from bot.heard import hear
from bot.languages import LANGUAGES
from bot.letters import fold
from bot.templates import FILE, KNOCK_LABELS, KNOCKS, LISTEN, STOP, knock_language, read
from bot.understand import understand
from bot.vocabulary import Vocabulary
from flows.core.values import Command

DENIED = (
    # who somebody is
    *("roma", "romi", "romani", "rom", "gypsy", "cigan", "ciganë", "cigani", "цигани", "роми", "рома", "romët"),
    *("migrant", "migrante", "мигрант", "refugee", "refugjat", "izbeglica", "избегалец"),
    # what it may be about
    *(
        "grant",
        "grants",
        "grante",
        "грант",
        "грантови",
        "money",
        "para",
        "pare",
        "novac",
        "пари",
        "новац",
        "lek",
        "euro",
    ),
    *("meeting", "takim", "takimi", "sastanak", "састанак", "состанок", "event", "training", "trajnim", "обука"),
    *("tip", "këshillë", "savet", "савет", "совет", "mentor", "ментор", "coach", "dinner", "darkë", "večera", "вечера"),
    *("ngo", "ojq", "nvo", "нво", "drom", "organisation", "organizatë", "organizacija", "организација"),
    *("green", "gjelbër", "zeleno", "зелено", "business", "biznes", "biznis", "бизнис", "course", "kurs", "курс"),
    *("question", "pyetje", "pitanje", "питање", "прашање", "answer", "përgjigje", "odgovor", "одговор"),
    *("reminder", "kujtesë", "podsetnik", "подсетник", "потсетник", "news", "lajme", "vesti", "вести"),
)
"""Words that must not stand on the lock screen of a phone that a family shares (conversations.md 1, rule 20)."""


@pytest.mark.parametrize("language", KNOCKS)
def test_a_knock_says_nothing_of_whom_or_what(language: str) -> None:
    knock = KNOCKS[language]
    denied = {fold(word) for word in DENIED}
    for text in (knock.body, *(button.label for button in knock.buttons)):
        words = set(re.findall(r"\w+", fold(text)))
        assert not words & denied
        assert not any(len(bad) > 4 and bad in word for bad in denied for word in words)
        assert not re.search(r"[{}\d]", text), "no name, no number, nothing to fill in"


@pytest.mark.parametrize("language", KNOCKS)
def test_a_knock_is_short(language: str) -> None:
    knock = KNOCKS[language]
    assert len(re.findall(r"\w+", knock.body)) <= 12
    assert all(len(button.label) <= min(16, WHATSAPP_LIMITS.button_label) for button in knock.buttons)


def test_every_language_that_whatsapp_has_is_there() -> None:
    assert set(KNOCKS) == {code for code, language in LANGUAGES.items() if language.template}
    for language in LANGUAGES:
        for country in ("AL", "XK", "RS", "ME", "BA", "MK", "TR", "DK", ""):
            assert KNOCKS[knock_language(language, country)].code


def test_what_is_written_in_two_languages_means_the_same() -> None:
    """Labels are told alone where a tap was missed: a word for stop in one language may be nothing else in another."""
    vocabulary = Vocabulary(catalog.load())
    for label, payload in KNOCK_LABELS.items():
        names = {name for phrase in hear(label).phrases for name in vocabulary.meanings(phrase, "en")[1]}
        assert ("stop" in names) == (payload == STOP)
        assert names <= {"stop", "again"}
    assert set(KNOCK_LABELS.values()) == {LISTEN, STOP}


def test_stop_is_a_command_also_where_no_knock_is_open() -> None:
    words = catalog.load()
    for label, payload in KNOCK_LABELS.items():
        if payload == STOP:
            inbound = Inbound(SIM_WHATSAPP, "k", 1, "+1", "text", text=label)
            found = understand(inbound, (), words, Vocabulary(words), "en", "AL", WHATSAPP_LIMITS)
            assert isinstance(found, Command)
            assert found.name == "stop"


@pytest.mark.parametrize(
    ("old", "new", "defect"),
    [
        ('category = "UTILITY"', 'category = "MARKETING"', "UTILITY"),
        ('listen = "Listen"', 'listen = "🔊 Listen"', "pictogram"),
        ('listen = "Listen"', 'listen = "Listen to this message now"', "over 20"),
        ('listen = "Listen"', 'listen = "Stop"', "differ"),
        ('"Hello 👋 You', '"{{1}} 👋 You', "variable"),
        ('message 🔊"', 'message {{1}}"', "variable"),
        ('"Hello 👋 You', '"Hello {{1}} {{2}} You', "variable"),
        ('"Hello 👋 You', '"Hello\\nYou', "one line"),
        ("[knock.text.en]", "[knock.text.rom]", "no templates"),
    ],
)
def test_a_breach_of_the_rules_is_named(old: str, new: str, defect: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=defect):
        read(text.replace(old, new))


def test_the_rules_are_kept() -> None:
    assert read(FILE.read_text(encoding="utf-8")) == KNOCKS
