"""The languages: plural rules, chains, dates and guesses, each against what the country really uses."""

import gettext
from datetime import UTC, datetime

import pytest
from babel.plural import PluralRule

from bot import languages
from bot.languages import LANGUAGES, chain
from bot.romani import MONTHS, WEEKDAYS

THURSDAY = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)

CLDR = {
    "en": {"one": "n is 1"},
    "sq": {"one": "n is 1"},
    "rom": {"one": "n is 1"},
    "mk": {"one": "n mod 10 is 1 and n mod 100 is not 11"},
    "sr_Cyrl": {
        "one": "n mod 10 is 1 and n mod 100 is not 11",
        "few": "n mod 10 in 2..4 and n mod 100 not in 12..14",
    },
}
"""The rules for whole numbers as CLDR writes them."""


def test_there_are_six_languages_and_each_says_its_code() -> None:
    assert list(LANGUAGES) == ["en", "sq", "sr_Cyrl", "sr_Latn", "mk", "rom"]
    assert all(code == language.code for code, language in LANGUAGES.items())


@pytest.mark.parametrize("code", LANGUAGES)
def test_plural_rule_equals_cldr(code: str) -> None:
    rule = PluralRule(CLDR[code.replace("Latn", "Cyrl")])
    names = [*CLDR[code.replace("Latn", "Cyrl")], "other"]
    assert [languages.plural(code, n) for n in range(500)] == [names.index(rule(n)) for n in range(500)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_plural_rule_equals_its_header(code: str) -> None:
    expression = LANGUAGES[code].forms.split(" plural=")[1].rstrip(";")
    of_header = gettext.c2py(expression)
    assert [languages.plural(code, n) for n in range(500)] == [of_header(n) for n in range(500)]


@pytest.mark.parametrize(("n", "index"), [(1, 0), (21, 0), (31, 0), (11, 1), (111, 1), (2, 1), (0, 1)])
def test_macedonian_singular_is_not_only_one(n: int, index: int) -> None:
    assert languages.plural("mk", n) == index


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("AL", ("rom", "sq", "en")),
        ("XK", ("rom", "sq", "en")),
        ("RS", ("rom", "sr_Latn", "sr_Cyrl", "en")),
        ("ME", ("rom", "sr_Latn", "sr_Cyrl", "en")),
        ("BA", ("rom", "sr_Latn", "sr_Cyrl", "en")),
        ("MK", ("rom", "mk", "en")),
        ("DK", ("rom", "en")),
        ("", ("rom", "en")),
    ],
)
def test_chain_of_romani_follows_the_country(country: str, expected: tuple[str, ...]) -> None:
    assert chain("rom", country) == expected
    assert chain("rom", country.lower()) == expected


@pytest.mark.parametrize("country", ["", "AL", "RS", "MK"])
def test_other_chains_do_not_depend_on_the_country(country: str) -> None:
    assert chain("sq", country) == ("sq", "en")
    assert chain("mk", country) == ("mk", "en")
    assert chain("sr_Latn", country) == ("sr_Latn", "sr_Cyrl", "en")
    assert chain("sr_Cyrl", country) == ("sr_Cyrl", "sr_Latn", "en")
    assert chain("en", country) == ("en",)
    assert chain("de", country) == ("en",)


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "", "Thursday 3 December, 18:00"),
        ("sq", "", "e enjte, 3 dhjetor, ora 18:00"),
        ("sr_Cyrl", "", "четвртак, 3. децембар, 18:00"),
        ("sr_Latn", "", "četvrtak, 3. decembar, 18:00"),
        ("mk", "", "четврток, 3 декември, 18:00"),
        ("rom", "RS", "Četvrtko, 3 decembro, 18:00"),
        ("rom", "AL", "e enjte, 3 decembro, 18:00"),
    ],
)
def test_a_moment_in_each_language(language: str, country: str, expected: str) -> None:
    assert languages.format_event(THURSDAY, language, country) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hour", range(24))
def test_hours_are_never_counted_to_twelve(language: str, hour: int) -> None:
    assert languages.format_time(THURSDAY.replace(hour=hour, minute=5), language).endswith(f"{hour:02}:05")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_a_year_is_written_differently(language: str) -> None:
    days = {
        languages.format_day(datetime(2027, month, day, tzinfo=UTC), language)
        for month in range(1, 13)
        for day in range(1, 29)
    }
    assert len(days) == 12 * 28


def test_romani_days_and_months_are_complete_and_in_order() -> None:
    assert len(set(WEEKDAYS)) == 7
    assert len(set(MONTHS)) == 12
    assert languages.format_day(datetime(2026, 11, 29, tzinfo=UTC), "rom", "MK") == "Kurko, 29 novembro"
    assert languages.format_day(datetime(2026, 11, 30, tzinfo=UTC), "rom", "MK") == "Ponedelniko, 30 novembro"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *[("en-GB", "en"), ("en", "en"), ("sq-AL", "sq"), ("sq", "sq"), ("mk", "mk"), ("mk-MK", "mk")],
        *[("sr", "sr_Latn"), ("sr-RS", "sr_Latn"), ("sr-Cyrl-RS", "sr_Cyrl"), ("sr_Latn", "sr_Latn")],
        *[("bs", "sr_Latn"), ("hr", "sr_Latn"), ("rom-RS", "rom"), ("rmn", "rom"), ("ro", ""), ("da", ""), ("", "")],
    ],
)
def test_guess_from_a_tag(tag: str, language: str) -> None:
    assert languages.from_tag(tag) == language


@pytest.mark.parametrize(
    ("number", "country", "language"),
    [
        *[("+355691234567", "AL", "sq"), ("+38344123456", "XK", "sq"), ("whatsapp:+38344123456", "XK", "sq")],
        *[("+381641234567", "RS", "sr_Latn"), ("+38267123456", "ME", "sr_Latn"), ("+38761123456", "BA", "sr_Latn")],
        *[("+38970123456", "MK", "mk"), ("+905321234567", "TR", "en"), ("+4520123456", "DK", "en")],
        *[("+46701234567", "SE", "en"), ("+15550100", "", "en"), ("123456789", "", "en")],
    ],
)
def test_guess_from_a_number(number: str, country: str, language: str) -> None:
    assert languages.country_of_phone(number) == country
    assert languages.from_phone_country(languages.country_of_phone(number)) == language


def test_whatsapp_templates_exist_for_every_reader() -> None:
    assert [languages.template_language("rom", country) for country in ("AL", "RS", "MK", "SE")] == [
        *("sq", "sr", "mk", "en"),
    ]
    assert languages.template_language("sr_Latn") == "sr"
