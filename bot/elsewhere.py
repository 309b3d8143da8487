"""Countries that are not in the programme file: their keys, clocks and names, and which one a town is in; pure.

A key is ``ZZ`` where nobody knows which country it is, else ``ZZ-`` and its code in ISO 3166. Names are those of the
Unicode CLDR, as are the towns that zones are named after; zones are those of the IANA.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global

from bot.languages import LANGUAGES
from bot.letters import fold

UNKNOWN = "ZZ"
"""Some country that is not in the programme file (CLDR's code for a region that is not known)."""
UNNAMED: Mapping[str, str] = {
    **{"en": "Another country", "sq": "Vend tjetër", "sr_Cyrl": "Друга земља", "sr_Latn": "Druga zemlja"},
    "mk": "Друга земја",
}
"""What that is called; Romani says it in its chain."""
_WORLD: Mapping[str, tuple[str, str]] = {
    **{"AL": ("Europe/Tirane", "+355"), "AT": ("Europe/Vienna", "+43"), "AU": ("Australia/Sydney", "+61")},
    **{"BA": ("Europe/Sarajevo", "+387"), "BE": ("Europe/Brussels", "+32"), "BG": ("Europe/Sofia", "+359")},
    **{"CA": ("America/Toronto", ""), "CH": ("Europe/Zurich", "+41"), "CY": ("Asia/Nicosia", "+357")},
    **{"CZ": ("Europe/Prague", "+420"), "DE": ("Europe/Berlin", "+49"), "DK": ("Europe/Copenhagen", "+45")},
    **{"ES": ("Europe/Madrid", "+34"), "FI": ("Europe/Helsinki", "+358"), "FR": ("Europe/Paris", "+33")},
    **{"GB": ("Europe/London", "+44"), "GR": ("Europe/Athens", "+30"), "HR": ("Europe/Zagreb", "+385")},
    **{"HU": ("Europe/Budapest", "+36"), "IE": ("Europe/Dublin", "+353"), "IT": ("Europe/Rome", "+39")},
    **{"LU": ("Europe/Luxembourg", "+352"), "MD": ("Europe/Chisinau", "+373"), "ME": ("Europe/Podgorica", "+382")},
    **{"MK": ("Europe/Skopje", "+389"), "MT": ("Europe/Malta", "+356"), "NL": ("Europe/Amsterdam", "+31")},
    **{"NO": ("Europe/Oslo", "+47"), "PL": ("Europe/Warsaw", "+48"), "PT": ("Europe/Lisbon", "+351")},
    **{"RO": ("Europe/Bucharest", "+40"), "RS": ("Europe/Belgrade", "+381"), "RU": ("Europe/Moscow", "")},
    **{"SE": ("Europe/Stockholm", "+46"), "SI": ("Europe/Ljubljana", "+386"), "SK": ("Europe/Bratislava", "+421")},
    **{"TR": ("Europe/Istanbul", "+90"), "UA": ("Europe/Kyiv", "+380"), "US": ("America/New_York", "")},
    "XK": ("Europe/Belgrade", "+383"),
}
"""The clock that most people of a country live by, and how its phone numbers begin; "" where others share that."""
_MORE: Mapping[str, tuple[str, ...]] = {
    "AT": ("Graz", "Linz", "Salzburg", "Beč"),
    "CH": ("Geneva", "Genève", "Basel", "Bern", "Ženeva"),
    "DE": ("Munich", "München", "Minhen", "Hamburg", "Frankfurt", "Cologne", "Köln", "Keln", "Stuttgart", "Dortmund"),
    "FR": ("Lyon", "Marseille"),
    "GB": ("Birmingham", "Manchester", "Glasgow"),
    "GR": ("Thessaloniki", "Solun"),
    "IT": ("Milan", "Milano", "Turin", "Torino", "Naples", "Napoli", "Bologna", "Florence", "Firenze"),
    "NL": ("Rotterdam", "The Hague", "Den Haag"),
}
"""Larger towns where people of the region live and that no zone is named after."""
_COMMON = frozenset(
    f"America/{name}" for name in ("Creston", "Nome", "Regina", "Resolute", "Swift_Current", "Whitehorse")
)
"""Zones whose small towns are called as people, places and things are everywhere."""

KEYS = (UNKNOWN, *(f"{UNKNOWN}-{code}" for code in _WORLD))
"""Every key of a country that no programme file has."""


def is_elsewhere(country: str) -> bool:
    """Tell whether a key is of a country that is not in the programme file."""
    return country.startswith(UNKNOWN)


def zone(country: str) -> ZoneInfo | None:
    """Return the clock of a country that is not in the programme file; None where nobody knows it."""
    found = _WORLD.get(country.removeprefix(f"{UNKNOWN}-")) if is_elsewhere(country) else None
    return ZoneInfo(found[0]) if found else None


def code_of_country(words: str) -> str:
    """Return the country that somebody's words name, alone or beside a town, as its ISO code; "" for none."""
    return next((code for part in _parts(words) if (code := _countries().get(part))), "")


def code_of_town(words: str) -> str:
    """Return the country that somebody's words name, or else that their town is in, as its ISO code; "" for none."""
    return code_of_country(words) or next((code for part in _parts(words) if (code := _towns().get(part))), "")


def code_of_phone(number: str) -> str:
    """Return the country of an international number, as its ISO code; "" where it is not known."""
    digits = number.removeprefix("whatsapp:")
    return next((code for code, (_, prefix) in _WORLD.items() if prefix and digits.startswith(prefix)), "")


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Return what every key is called, by language; a language that CLDR does not know is left to its chain."""
    found = {UNKNOWN: UNNAMED}
    for code in _WORLD:
        found[f"{UNKNOWN}-{code}"] = {language: one.territories[code] for language, one in _locales()}
    return MappingProxyType(found)


def overlay() -> dict[str, Mapping[str, str]]:
    """Return every name under its context in the catalogues, as a programme's labels are."""
    return {f"programme.country.{key.lower()}": names for key, names in labels().items()}


def _parts(words: str) -> Iterator[str]:
    """Yield words as they may be a name: all of them, then what commas and brackets part."""
    yield from (fold(part.strip(" .)")) for part in (words, *words.replace("(", ",").split(",")))


@cache
def _countries() -> Mapping[str, str]:
    """Return the countries of the world by their own names, folded."""
    found = {fold(one.territories[code]): code for _, one in _locales() for code in _WORLD}
    return MappingProxyType(found)


@cache
def _towns() -> Mapping[str, str]:
    """Return the countries of the world by the names, folded, of their towns."""
    found = {fold(town): code for code, towns in _MORE.items() for town in towns}
    for key, code in get_global("zone_territories").items():
        if code not in _WORLD or key.count("/") > 1 or key in _COMMON:  # a zone of a part of a zone is of a small town
            continue
        found.setdefault(fold(key.rpartition("/")[2].replace("_", " ")), code)
        for _, one in _locales():
            found.setdefault(fold(one.time_zones.get(key, {}).get("city", "")), code)
    found.pop("", None)
    return MappingProxyType(found)


def _locales() -> Iterator[tuple[str, Locale]]:
    """Yield the languages of which CLDR has the names of countries."""
    for code, language in LANGUAGES.items():
        if code != "rom":
            yield code, Locale.parse(language.locale)
