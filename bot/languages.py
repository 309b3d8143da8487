"""The six languages as values: fall-back chains, dates, guesses of what somebody reads; it never knows a text.

Weekdays are nominative, so a date stands beside a label ("Kada: četvrtak, 3. decembar"), never in a sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from babel.dates import format_date

from bot.letters import fold, spellings, to_latin
from bot.romani import MONTHS, WEEKDAYS, WEEKDAYS_FROM

__all__ = [
    "LANGUAGES",
    "SOURCE",
    "Language",
    "chain",
    "country_of_phone",
    "fold",
    "format_day",
    "format_event",
    "format_short_day",
    "format_time",
    "from_phone_country",
    "from_tag",
    "plural",
    "spellings",
    "template_language",
    "to_latin",
    "without_trunk",
]

Script = Literal["Latn", "Cyrl"]


def _english(n: int) -> int:
    return int(n != 1)


def _macedonian(n: int) -> int:
    return int(n % 10 != 1 or n % 100 == 11)


def _serbian(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else 2


_EN_FORMS = "nplurals=2; plural=(n != 1);"
_SR_FORMS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
_MK_FORMS = "nplurals=2; plural=(n%10==1 && n%100!=11 ? 0 : 1);"


@dataclass(frozen=True, slots=True)
class Language:
    """A language Drom speaks.

    ``name`` is its own name for itself. ``locale`` is Babel's name, empty for Romani, which CLDR does not know.
    ``tag`` is the IETF tag for a page's ``lang``; ``template`` is WhatsApp's code, empty where it has none.
    ``forms`` is the plural rule as a .po header, ``plural`` the same as a function from a count to an index.
    """

    code: str
    name: str
    script: Script
    locale: str
    tag: str
    template: str
    forms: str
    plural: Callable[[int], int]


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", "Latn", "en_GB", "en", "en", _EN_FORMS, _english),
        Language("sq", "Shqip", "Latn", "sq", "sq", "sq", _EN_FORMS, _english),
        Language("sr_Cyrl", "Српски", "Cyrl", "sr_Cyrl", "sr-Cyrl", "sr", _SR_FORMS, _serbian),
        Language("sr_Latn", "Srpski", "Latn", "sr_Latn", "sr-Latn", "sr", _SR_FORMS, _serbian),
        # Babel 2.18 gives Macedonian the English rule; CLDR's is the one here (21 is singular, 11 is not).
        Language("mk", "Македонски", "Cyrl", "mk", "mk", "mk", _MK_FORMS, _macedonian),
        Language("rom", "Romanes", "Latn", "", "rom", "", _EN_FORMS, _english),
    )
}
"""Every language by its code, which is also the name of its folder in ``locales``."""

SOURCE = "en"
"""The language that flows are written in."""

_DAY = {
    "en": "EEEE d MMMM",
    "sq": "EEEE, d MMMM",
    "sr_Cyrl": "EEEE, d. MMMM",
    "sr_Latn": "EEEE, d. MMMM",
    "mk": "EEEE, d MMMM",
}
"""Explicit patterns: the libraries' short ones give 12 hours in Albanian and cut weekdays elsewhere."""

_TIME = {"sq": "ora {}"}

_OF_COUNTRY = {"AL": "sq", "XK": "sq", "RS": "sr_Latn", "ME": "sr_Latn", "BA": "sr_Latn", "MK": "mk"}

_OF_TAG = {
    **{"en": "en", "sq": "sq", "als": "sq", "aln": "sq", "mk": "mk"},
    **{"sr": "sr_Latn", "sh": "sr_Latn", "hr": "sr_Latn", "bs": "sr_Latn", "cnr": "sr_Latn"},
    **{"rom": "rom", "rmn": "rom", "rmy": "rom", "rmc": "rom", "rmf": "rom", "rml": "rom", "rmo": "rom", "rmw": "rom"},
}

_OF_PREFIX = {
    **{"+355": "AL", "+383": "XK", "+381": "RS", "+382": "ME", "+387": "BA", "+389": "MK"},
    **{"+90": "TR", "+45": "DK", "+46": "SE"},
}


@cache
def chain(language: str, country: str = "") -> tuple[str, ...]:
    """Return the languages to try, best first, English last; an unknown ``language`` counts as English.

    ``country`` is an ISO 3166 code (Kosovo: XK). It decides only Romani's chain: what a reader of Romani
    most likely went to school in.
    """
    match language:
        case "rom":
            return tuple(dict.fromkeys(("rom", *chain(from_phone_country(country)))))
        case "sr_Latn":
            return ("sr_Latn", "sr_Cyrl", SOURCE)
        case "sr_Cyrl":
            return ("sr_Cyrl", "sr_Latn", SOURCE)
        case "sq" | "mk":
            return (language, SOURCE)
        case _:
            return (SOURCE,)


def told(texts: Mapping[str, str], language: str, country: str = "") -> str:
    """Return the text for a reader, from texts by language; raises LookupError where none is of their chain.

    Serbian in Latin letters follows from the Cyrillic.
    """
    for code in chain(language, country):
        if text := texts.get(code):
            return text
        if code == "sr_Latn" and (cyrillic := texts.get("sr_Cyrl")):
            return to_latin(cyrillic)
    raise LookupError(f"no words in {', '.join(chain(language, country))}")


def plural(language: str, n: int) -> int:
    """Return which plural form ``n`` things take, counted from 0; raises KeyError for an unknown language."""
    return LANGUAGES[language].plural(n)


def template_language(language: str, country: str = "") -> str:
    """Return the code of the nearest language in the chain that WhatsApp has templates for."""
    return next(LANGUAGES[code].template for code in chain(language, country) if LANGUAGES[code].template)


def from_tag(tag: str) -> str:
    """Return the language of an IETF tag such as ``sq-AL`` or ``sr_Cyrl_RS``, empty where Drom does not speak it.

    Written by hand: ``negotiate_locale`` finds neither ``sr`` nor ``rom-RS``. Serbian without a script is Latin,
    and so are its near relatives, which have no catalogue of their own.
    """
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] in {"sr", "sh", "bs", "cnr"} and "cyrl" in parts:
        return "sr_Cyrl"
    return _OF_TAG.get(parts[0], "")


def from_phone_country(country: str) -> str:
    """Return the language most people with a phone of that ISO country read; English for any other country."""
    return _OF_COUNTRY.get(country.upper(), SOURCE)


def country_of_phone(number: str) -> str:
    """Return the ISO code of a number such as ``+38344123456`` or ``whatsapp:+355...``, empty where unknown."""
    digits = number.removeprefix("whatsapp:")
    return next((country for prefix, country in _OF_PREFIX.items() if digits.startswith(prefix)), "")


def without_trunk(digits: str) -> str:
    """Return an international number's digits without the 0 that some write after the country: 381 (0)64."""
    for prefix in _OF_PREFIX:
        if digits.startswith(f"{prefix[1:]}0"):
            return f"{prefix[1:]}{digits[len(prefix) :]}"
    return digits


def format_day(moment: datetime, language: str, country: str = "") -> str:
    """Return weekday, day and month ("Thursday 3 December"); ``moment`` is on the reader's wall clock already.

    Raises KeyError for a language that is not in ``LANGUAGES``.
    """
    if language == "rom":
        return f"{_romani_weekday(moment, country)}, {moment.day} {MONTHS[moment.month - 1]}"
    return format_date(moment.date(), _DAY[language], locale=LANGUAGES[language].locale)


def format_short_day(moment: datetime, language: str, country: str = "") -> str:
    """Return weekday, day and month in figures ("Thursday 3.12"), short enough for a choice; else as ``format_day``."""
    if language == "rom":
        return f"{_romani_weekday(moment, country)} {moment.day}.{moment.month}"
    weekday = format_date(moment.date(), "EEEE", locale=LANGUAGES[language].locale)
    return f"{weekday} {moment.day}.{moment.month}"


def format_time(moment: datetime, language: str) -> str:
    """Return hours and minutes, 24-hour ("18:00", Albanian "ora 18:00")."""
    return _TIME.get(language, "{}").format(f"{moment:%H:%M}")


def format_event(moment: datetime, language: str, country: str = "") -> str:
    """Return day and time together ("Thursday 3 December, 18:00")."""
    return f"{format_day(moment, language, country)}, {format_time(moment, language)}"


def _romani_weekday(moment: datetime, country: str) -> str:
    other = WEEKDAYS_FROM.get(country.upper())
    if other is None:
        return WEEKDAYS[moment.weekday()]
    return format_date(moment.date(), "EEEE", locale=LANGUAGES[other].locale)
