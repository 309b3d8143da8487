"""A digit in any form and script, a number word in any language: the same option."""

from dataclasses import replace

import pytest

from bot.languages import LANGUAGES
from flows.core.states import NO_NUMBER
from flows.core.values import Chosen, Command, Reply, Said, Unclear
from tests.understand.speech import CONSENT, MINE, NAME, TABLE, WORK, choice, means, offered, text

VALUES = [option.value for option in WORK.options]

SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯")
FORMS = ("{}", "{}.", "{})", "({})", "#{}", "[{}]", " {} ", "{}!", "*{}", "№ {}", "-{}", "{}\n", "broj {}", "{}, hvala")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("digits", SCRIPTS)
@pytest.mark.parametrize("number", [1, 5, 9, 10])
def test_a_digit_in_any_form_and_script_is_its_option(number: int, digits: str, form: str) -> None:
    written = "".join(digits[int(digit)] for digit in str(number))
    assert means(form.format(written), WORK) == choice(WORK, VALUES[number - 1])


@pytest.mark.parametrize("number", range(1, 10))
def test_keycaps_and_digits_in_circles_are_digits(number: int) -> None:
    keycap = f"{number}\ufe0f\u20e3"
    bare_keycap = f"{number}\u20e3"
    circled, filled, bracketed = chr(0x2460 + number - 1), chr(0x2776 + number - 1), chr(0x2474 + number - 1)
    for sign in (keycap, bare_keycap, circled, filled, bracketed, f"{keycap} "):
        assert means(sign, WORK) == choice(WORK, VALUES[number - 1]), sign


@pytest.mark.parametrize("sign", ["🔟", "⑩", "1️⃣0️⃣", "❿", "010", "⒑"])
def test_ten_has_signs_of_its_own(sign: str) -> None:
    assert means(sign, WORK) == choice(WORK, "other")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("number", range(1, 11))
def test_a_number_word_of_any_language_is_its_option(number: int, reader: str, language: str) -> None:
    word = text(f"word.n{number}", language)
    for form in (word, word.upper(), f"{word}.", word.replace("ë", "e").replace("š", "s").replace("ž", "z")):
        assert means(form, WORK, language=reader) == choice(WORK, VALUES[number - 1]), form


@pytest.mark.parametrize("zero", ["0", "٠", "0️⃣", "(0)", "zero", "нула", "nula"])
@pytest.mark.parametrize("shown", [WORK, CONSENT, MINE, NAME])
def test_zero_is_the_menu_on_every_screen(zero: str, shown: Reply) -> None:
    assert means(zero, shown) == Command("menu")


def test_zero_is_not_a_choice_without_a_number() -> None:
    options = tuple(replace(option, number=NO_NUMBER) for option in CONSENT.options)
    for zero in ("0", "zero", "нула"):
        assert means(zero, replace(CONSENT, options=options)) == Command("menu")


@pytest.mark.parametrize("number", ["4", "99", "four", "٤", "123456", "-"])
def test_a_number_that_is_not_on_the_screen_means_nothing(number: str) -> None:
    assert means(number, CONSENT) == Said(number)


def test_a_number_word_is_never_taken_for_one_that_looks_like_it() -> None:
    nine = offered("slot.pick", *"ABCDEFGHI")
    assert means("deset", nine, language="sr_Latn") == Said("deset")


@pytest.mark.parametrize("words", ["1 2", "1, 2", "2️⃣ 1️⃣", "1 2 1", "1-2"])
def test_two_numbers_are_asked_back(words: str) -> None:
    assert means(words, CONSENT) == Unclear(("yes", "no"))


@pytest.mark.parametrize("words", ["1 1", "1, 1.", "(1) 1"])
def test_one_number_said_twice_is_one(words: str) -> None:
    assert means(words, CONSENT) == choice(CONSENT, "yes")


@pytest.mark.parametrize("words", ["1.5", "½", "1/2", "12:30", "1+1", "2000 €"])
def test_a_fraction_a_time_and_a_sum_are_not_digits(words: str) -> None:
    shown = offered("slot.pick", "🌱 Tip")
    assert means(words, shown) == Said(words)


def test_a_number_before_its_label_agrees_with_it() -> None:
    assert means("1 🧵 Sewing", WORK) == choice(WORK, "sewing")
    assert means("2. 🥕 Food, market", WORK) == choice(WORK, "food")
    assert means("2️⃣ 🥕 Food", WORK) == choice(WORK, "food")
    assert means("1 Шивење", WORK, language="rom") == choice(WORK, "sewing")


def test_a_number_before_another_label_is_asked_back() -> None:
    assert means("2 Sewing", WORK) == Unclear(("sewing", "food"))


def test_a_number_that_is_another_options_label_is_asked_back() -> None:
    places = offered("places.pick", "10", "2", "30")
    assert means("2", places) == Chosen("places", "pick", "v2", 1)
    assert means("10", places) == Chosen("places", "pick", "v1", 1)
    assert means("3", offered("places.pick", "3", "20", "30")) == Unclear(("v1", "v3"))


def test_a_time_is_found_by_its_words_and_its_hour() -> None:
    times = offered("slot.pick", "🕘 9:20", "🕘 10:40", "🕘 18:00")
    assert means("10:40", times) == means("2", times) == Chosen("slot", "pick", "v2", 1)
    assert means("18", times) == means("3", times) == Chosen("slot", "pick", "v3", 1)
    assert means("10:4", times) == Said("10:4")
    assert means("10:30", times) == Said("10:30")


def test_every_number_of_the_table_has_a_word() -> None:
    assert {f"word.n{number}" for number in range(11)} <= set(TABLE)
