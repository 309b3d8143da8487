"""Texts as they are said: numbers, days and times in words of five languages, and nothing that is only for the eye."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.aloud import HEARD, aloud, atoms, heard_in
from bot.languages import LANGUAGES, format_day, format_event, format_short_day, format_time
from bot.number_words import cardinal, ordinal
from bot.voices.respelling import VOICES as SPEAKERS
from bot.voices.respelling import respelled

VOICES = sorted(set(HEARD.values()))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, ("zero", "zero", "nula", "нула", None)),
        (21, ("twenty one", "njëzet e një", "dvadeset jedan", "дваесет и еден", "biš thaj jekh")),
        (40, ("forty", "dyzet", "četrdeset", "четириесет", None)),
        (105, ("one hundred five", "njëqind e pesë", "sto pet", "сто и пет", "šel thaj pandž")),
        (121, ("one hundred twenty one", "njëqind e njëzet e një", "sto dvadeset jedan", "сто дваесет и еден", None)),
        (1000, ("one thousand", "një mijë", "hiljadu", "илјада", None)),
        (2022, ("two thousand twenty two", "dy mijë njëzet e dy", "dve hiljade dvadeset dva", None, None)),
        (21000, ("twenty one thousand", "njëzet e një mijë", "dvadeset jedna hiljada", "дваесет и една илјади", None)),
    ],
)
def test_numbers_in_words(number: int, words: tuple[str | None, ...]) -> None:
    for language, wanted in zip(("en", "sq", "sr", "mk", "rom"), words, strict=True):
        if wanted is not None or language == "rom":
            told = cardinal(number, language)
            assert told == wanted or (language == "rom" and number == 121), language


def test_romani_says_no_number_that_is_not_attested() -> None:
    said = {number for number in range(1000) if cardinal(number, "rom")}
    assert set(range(1, 30)) <= said
    assert not said & ({0} | set(range(30, 100)))


@pytest.mark.parametrize("language", ["en", "sq", "sr", "mk"])
def test_no_two_numbers_sound_alike(language: str) -> None:
    said = [cardinal(number, language) for number in range(3000)]
    assert len(set(said)) == 3000
    assert not any(any(char.isdigit() for char in words or "1") for words in said)


@pytest.mark.parametrize("language", ["en", "sr", "mk"])
def test_no_two_days_of_a_month_sound_alike(language: str) -> None:
    assert len({ordinal(day, language) for day in range(1, 32)}) == 31


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Thursday the third of December, half past six in the evening"),
        ("sq", "e enjte, tre dhjetor, ora gjashtë e gjysmë, në mbrëmje"),
        ("sr_Latn", "četvrtak, treći decembar, šest i trideset uveče"),
        ("mk", "четврток, трети декември, шест и триесет навечер"),
        ("rom", "Četvrtko, trin decembro, šest i trideset uveče"),
    ],
)
def test_a_day_and_its_time(language: str, said: str) -> None:
    event = format_event(datetime(2026, 12, 3, 18, 30), language, "RS")  # noqa: DTZ001 - a wall clock
    assert aloud(event, HEARD[language], "RS") == said


def test_both_scripts_of_serbian_sound_alike() -> None:
    when = datetime(2026, 12, 3, 18, 0)  # noqa: DTZ001 - a wall clock
    assert aloud(format_event(when, "sr_Cyrl"), "sr") == aloud(format_event(when, "sr_Latn"), "sr")


def test_romani_in_albania_says_weekdays_and_what_it_has_no_word_for_in_albanian() -> None:
    found = atoms(format_event(datetime(2026, 12, 3, 18, 30), "rom", "AL"), "rom", "AL")  # noqa: DTZ001
    assert [(one.key, one.language) for one in found if one.key] == [
        ("weekday.4", "sq"),
        ("day.3", "rom"),
        ("month.12", "rom"),
        ("clock.18.30", "sq"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_and_hour_is_said_without_a_digit(language: str) -> None:
    first = datetime(2026, 1, 1, 0, 0)  # noqa: DTZ001 - a wall clock
    for day in range(366):
        moment = first + timedelta(days=day, minutes=day * 5)
        for text in (
            format_day(moment, language, "MK"),
            format_short_day(moment, language, "MK"),
            format_time(moment, language),
        ):
            found = atoms(text, HEARD[language], "MK")
            assert not any(char.isdigit() for one in found for char in one.words), text
            assert any(one.key for one in found), text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("🌆 20 to 8", "twenty to eight"),
        ("Under 100 €", "Under one hundred euro"),
        ("Two lines\nare two sentences", "Two lines. are two sentences"),
        ("See https://example.org/a?b=1 (soon)", "See, soon"),
        ("Number 00012-3456", "Number zero zero zero one two - three thousand four hundred fifty six"),
        ("22-7", "twenty two to seven"),
        ("1.500 tables", "one thousand five hundred tables"),
        ("«Well» — *said*!", "Well — said!"),
        ("🧺 🧵", ""),
        ("", ""),
    ],
)
def test_what_is_only_for_the_eye_is_not_said(text: str, said: str) -> None:
    assert aloud(text, "en") == said


@pytest.mark.parametrize(
    ("text", "voice"),
    [("Sar si tiro anav?", "rom"), ("Si të quajnë?", "sq"), ("Како се викаш?", "mk"), ("Ђорђе, како си?", "sr")],
)
def test_whose_voice_says_what_a_reader_of_romani_reads(text: str, voice: str) -> None:
    assert heard_in(text, "rom") == voice
    assert heard_in(text, "sr_Cyrl") == "sr"


@given(st.text(max_size=60), st.sampled_from(VOICES))
def test_any_text_can_be_said(text: str, language: str) -> None:
    said = aloud(text, language, "AL")
    assert not any(char in said for char in "{}<>|\n\u2068")


@pytest.mark.parametrize("voice", ["en", "sq", "rom", "sr"])
def test_no_voice_gets_letters_that_it_does_not_know(voice: str) -> None:
    assert aloud("Ћирилица, Македонски, Ѓорѓи", voice) == "Ćirilica, Makedonski, Đorđi"
    assert aloud("Ћирилица", "mk") == "Ћирилица"


@pytest.mark.parametrize(
    ("language", "words", "seen"),
    [
        ("rom", "Lačho dive, čhib, rromani śukar xabe", "lačo dive, čib, romani šukar habe"),
        ("rom", "Shukar zhenipe chib dzhas", "šukar ženipe čib džas"),
        ("mk", "Сè уште важи? И нејзе ѝ кажи", "Се уште важи? И нејзе и кажи"),
        ("sr", "Čovek, x", "Čovek, x"),
    ],
)
def test_what_the_voices_see(language: str, words: str, seen: str) -> None:
    assert respelled(words, language) == seen


def test_every_language_that_is_heard_has_a_voice() -> None:
    assert set(VOICES) == set(SPEAKERS)
