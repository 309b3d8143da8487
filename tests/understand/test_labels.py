"""One option, every way of saying it: labels in six languages and two scripts, whole, begun or cut, and pictograms."""

from dataclasses import replace

import pytest

from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.languages import LANGUAGES
from bot.letters import fold, spellings
from bot.understand import understand
from flows.core.values import Answer, Chosen, Command, Reply, Said, Shown, Unclear
from tests.understand.speech import (
    CONSENT,
    MINE,
    NAME,
    RESUME,
    SCREENS,
    VOCABULARY,
    WORDS,
    WORK,
    choice,
    means,
    offered,
    text,
    typed,
)

EVERY_OPTION = [(screen, option.value) for screen in SCREENS for option in screen.options if not option.command]


def names(case: object) -> str:
    return case if isinstance(case, str) else case.key if isinstance(case, Reply) else ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize(("shown", "value"), EVERY_OPTION, ids=names)
def test_a_label_of_any_language_is_its_option(shown: Reply, value: str, reader: str, language: str) -> None:
    label = text(f"{shown.key}.{value}", language)
    words = label.split(" ", 1)[1]
    forms = [label, label.upper(), words, words.lower(), f" {words}! ", f"«{words}»", words.replace(",", " ")]
    forms += [fold(words), *spellings(words), f"{words}, hvala", f"te lutem {words}", f"{words} {words}"[: len(words)]]
    for form in forms:
        assert means(form, shown, language=reader) == choice(shown, value), form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [option.value for option in WORK.options])
def test_a_pictogram_alone_is_its_option_with_or_without_its_variant(value: str, language: str) -> None:
    sign = text(f"work.ask.{value}", language).split(" ")[0]
    for form in (sign, sign.replace("\ufe0f", ""), f"{sign}\ufe0f", f"{sign}{sign}", f" {sign} !", f"{sign}\U0001f3fd"):
        assert means(form, WORK, language=language) == choice(WORK, value), form


@pytest.mark.parametrize("tone", ["", "\U0001f3fb", "\U0001f3fc", "\U0001f3fd", "\U0001f3fe", "\U0001f3ff"])
def test_thumbs_of_any_colour_are_yes_and_no(tone: str) -> None:
    worded = offered("ask.pick", "✅ I come", "🚫 I stay")
    yes_or_no = Reply(worded.key, worded.say, options=CONSENT.options)
    assert means(f"👍{tone}", yes_or_no) == choice(CONSENT, "yes")
    assert means(f"👎{tone}👎{tone}", yes_or_no) == choice(CONSENT, "no")
    assert means(f"👍{tone}", worded) == Said(f"👍{tone}")


def test_a_woman_and_a_man_raise_the_same_hand() -> None:
    for sign in ("🙋", "🙋‍♀️", "🙋🏽‍♂️", "🙋🏾"):
        assert means(sign, CONSENT) == choice(CONSENT, "person")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (yes, "yes")
        for yes in ("da", "Da.", "po!", "da, hvala", "ДА", "va", "OK", "👍 da", "po 👍🏽", "yes yes", "Hi, da")
    ]
    + [(no, "no") for no in ("ne", "не, благодарам", "jo!!", "no, thanks", "Na", "ne ne ne", "👎🏿 jo", "no no")],
)
@pytest.mark.parametrize("reader", LANGUAGES)
def test_yes_and_no_in_any_language(words: str, value: str, reader: str) -> None:
    assert means(words, CONSENT, language=reader) == choice(CONSENT, value)


def test_yes_means_the_thumb_up_whatever_its_label_is() -> None:
    coming = offered("meeting.ask", "👍 I come", "👎 Not now", "🤔 Maybe")
    assert means("da", coming) == Chosen("meeting", "ask", "v1", 1)
    assert means("jo", coming) == Chosen("meeting", "ask", "v2", 1)


def test_words_and_a_pictogram_that_contradict_each_other_are_asked_back() -> None:
    assert means("yes 👎", CONSENT) == Unclear(("yes", "no"))


@pytest.mark.parametrize(
    ("begun", "value"),
    [
        *(("sew", "sewing"), ("шив", "sewing"), ("шие", "sewing"), ("siv", "sewing"), ("Transp", "transport")),
        *(("food", "food"), ("FOOD, MAR", "food"), ("bujq", "farming"), ("staro", "scrap"), ("café", "cafe")),
    ],
)
def test_the_beginning_of_a_label_is_enough_where_it_is_the_only_one(begun: str, value: str) -> None:
    assert means(begun, WORK) == choice(WORK, value)


@pytest.mark.parametrize("words", ["se", "wing", "sewingx machine", "market", "i would like sewing"])
def test_less_or_other_than_the_beginning_is_not_enough(words: str) -> None:
    assert means(words, WORK) == Said(words)


def test_a_whole_first_word_may_be_short() -> None:
    shown = offered("place.pick", "📍 U gradu", "📍 Selo")
    assert means("u", shown) == Chosen("place", "pick", "v1", 1)


def test_the_beginning_of_two_labels_is_asked_back() -> None:
    days = offered("day.pick", "📆 Friday 12", "📆 Friday 19", "📆 Monday 22")
    assert means("friday", days) == Unclear(("v1", "v2"))
    assert means("friday 1", days) == Said("friday 1")
    assert means("friday 19", days) == Chosen("day", "pick", "v2", 1)


def meant_in(language: str, words: str, labels: dict[str, dict[str, str]], *, careful: str = "") -> Answer:
    """Understand words on a screen whose options have these labels by language."""
    options = tuple(
        Shown(value, f"x.y.{value}", by_language["en"], number, f"x.y.{value}@1", careful=value == careful)
        for number, (value, by_language) in enumerate(labels.items(), 1)
    )
    texts = WORDS.with_overlay({f"x.y.{value}": by_language for value, by_language in labels.items()})
    shown = Reply("x.y", "Which?", options=options)
    return understand(typed(words), (shown,), texts, VOCABULARY, language, "", WHATSAPP_LIMITS)


def test_the_readers_own_language_comes_first() -> None:
    labels = {"friday": {"en": "📆 Friday", "mk": "📆 Петок"}, "heel": {"en": "👠 Heel", "sr_Cyrl": "👠 Петок"}}
    assert meant_in("mk", "петок", labels) == Chosen("x", "y", "friday", 1)
    assert meant_in("sr_Cyrl", "петок", labels) == Chosen("x", "y", "heel", 1)
    assert meant_in("rom", "petok", labels) == Unclear(("friday", "heel"))
    assert meant_in("mk", "пето", labels) == Chosen("x", "y", "friday", 1)
    assert meant_in("sr_Cyrl", "петокк", labels) == Chosen("x", "y", "heel", 1)


def test_a_beginning_in_the_readers_own_language_rules_out_the_others() -> None:
    labels = {
        "wipe": {"en": "❌ Delete list", "sq": "❌ Fshi listën"},
        "share": {"en": "🤝 Share", "sq": "🤝 Deleguar"},
    }
    assert meant_in("en", "dele", labels, careful="wipe") == Said("dele")
    assert meant_in("sq", "dele", labels, careful="wipe") == Chosen("x", "y", "share", 1)


@pytest.mark.parametrize("length", [20, 24])
@pytest.mark.parametrize("mark", ["", "…", "..."])
@pytest.mark.parametrize("number", ["", "1 ", "1. "])
def test_a_label_that_a_channel_has_cut_is_still_its_option(length: int, mark: str, number: str) -> None:
    shown = offered("tip.pick", "🌱 Sort the copper from the iron", "🧹 Clean it with vinegar and water")
    cut = f"{number}🌱 Sort the copper from the iron"[: length - len(mark)] + mark
    assert means(cut, shown) == Chosen("tip", "pick", "v1", 1)


def test_a_careful_label_that_a_channel_has_cut_is_still_its_option() -> None:
    label = "❌ Delete everything about me"
    shown = Reply("mine.ask", "Sure?", options=(MINE.options[0], replace(MINE.options[1], key="", label=label)))
    for limits, length in ((WHATSAPP_LIMITS, 20), (WHATSAPP_LIMITS, 24)):
        assert means(label[: length - 1] + "…", shown, limits=limits) == choice(MINE, "delete")
    assert means("delete every", shown) == Said("delete every")
    assert means(label[:23] + "…", shown, limits=TELEGRAM_LIMITS) == Said(label[:23] + "…")


def test_the_start_of_a_careful_label_does_nothing() -> None:
    assert means("del", MINE) == Said("del")
    assert means("delete me", MINE) == choice(MINE, "delete")
    assert means("❌", MINE) == choice(MINE, "delete")
    assert means("2", MINE) == choice(MINE, "delete")


def test_an_option_that_is_a_command_is_that_command() -> None:
    assert means("5", MINE) == Command("menu")
    assert means("Menu", MINE) == means("🏠", MINE) == Command("menu")
    assert means("2", RESUME) == Command("menu")


def test_an_option_beats_a_command() -> None:
    shown = offered("voice.ask", "🔊 Voice", "🙋 Help desk")
    assert means("🔊", shown) == Chosen("voice", "ask", "v1", 1)
    assert means("help", shown) == Chosen("voice", "ask", "v2", 1)
    assert means("🙋", shown) == Chosen("voice", "ask", "v2", 1)


def test_labels_without_words_and_in_other_scripts() -> None:
    shown = offered("bin.pick", "☀️", "🗑️", "🌳", "مرحبا", "中文")
    assert means("🗑", shown) == Chosen("bin", "pick", "v2", 1)
    assert means("مرحبا", shown) == Chosen("bin", "pick", "v4", 1)
    assert means("中文", shown) == Chosen("bin", "pick", "v5", 1)


def test_flags_and_joined_pictograms_are_one_sign() -> None:
    shown = offered("who.pick", "🇦🇱 Albania", "🇪🇺 Europe", "👩‍🏫 Mentor", "👩 Woman", "ℹ️ Info")
    for sign, value in (("🇦🇱", "v1"), ("🇪🇺", "v2"), ("👩🏽‍🏫", "v3"), ("👩🏽", "v4"), ("ℹ", "v5"), ("info", "v5")):
        assert means(sign, shown) == Chosen("who", "pick", value, 1), sign


def test_the_same_pictogram_twice_is_asked_back() -> None:
    shown = offered("town.pick", "📍 Niš", "📍 Pirot")
    assert means("📍", shown) == Unclear(("v1", "v2"))
    assert means("📍 nis", shown) == Chosen("town", "pick", "v1", 1)


def test_a_free_question_takes_a_label_as_text() -> None:
    assert means("Sewing", NAME) == Said("Sewing")
    assert means("👍", NAME) == Said("👍")
