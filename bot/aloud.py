"""Any text as it is said: numbers, times and dates in words, no pictogram, no sign; pure, it never knows a screen.

What is found in a text is a list of atoms: one with a key (``number.7``, ``clock.18``, ``weekday.3``, ``month.12``,
``day.3``) always says the same words, so that a person can record it once for every sentence.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from babel.dates import get_day_names, get_month_names

from bot.clock_words import clock
from bot.emoji import take_apart
from bot.languages import chain
from bot.letters import to_latin
from bot.number_words import cardinal, ordinal
from bot.romani import MONTHS, WEEKDAYS

HEARD: Mapping[str, str] = {"en": "en", "sq": "sq", "sr_Latn": "sr", "sr_Cyrl": "sr", "mk": "mk", "rom": "rom"}
"""The language that is heard, by the language that is read: both scripts of Serbian sound alike."""

_LOCALES = {"en": "en_GB", "sq": "sq", "sr": "sr_Latn", "mk": "mk"}
_CURRENCY = {
    "€": {"en": "euro", "sq": "euro", "sr": "evra", "mk": "евра", "rom": "euro"},
    "%": {"en": "percent", "sq": "për qind", "sr": "posto", "mk": "отсто", "rom": "posto"},
    "&": {"en": "and", "sq": "dhe", "sr": "i", "mk": "и", "rom": "thaj"},
    "+": {"en": "plus", "sq": "plus", "sr": "plus", "mk": "плус", "rom": "plus"},
}
_MACEDONIAN = str.maketrans({"ѓ": "đ", "Ѓ": "Đ", "ќ": "ć", "Ќ": "Ć", "ѕ": "dz", "Ѕ": "Dz", "ѐ": "e", "ѝ": "i"})
_UNTIL = {"en": " to ", "sq": " deri ", "sr": " do ", "mk": " до ", "rom": ", "}
"""What a dash between two numbers or days says."""

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_RANGE = re.compile(r"(?<=\w)\s+[–—]\s+(?=\w)|(?<=\b\d)[-–—](?=\d\d?\b)|(?<=\b\d\d)[-–—](?=\d\d?\b)")
_QUIET = re.compile('[«»„“”"*_#|<>\\[\\]{}~^=\u2068\u2069]')
_ASIDE = re.compile(r"\s*[()•·]\s*")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_BEFORE_SIGN = re.compile(r"\s+([,.;:!?…])")
_DOUBLED = re.compile(r"([.!?…])(?:\s*[,.;:])+|([,;:])(?:\s*[,;:])+")
EDGES = " ,;:"
"""Signs that mean nothing where nothing stands before or after them."""
_LONG = 5
"""From so many digits on a number is a telephone's or a paper's: it is said digit by digit."""


Say = Callable[[str], str | None]
"""Says one thing in a language."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of what is said. ``key`` names words that are always the same, "" any others."""

    key: str
    words: str
    language: str


def atoms(text: str, language: str, country: str = "") -> tuple[Atom, ...]:
    """Return a text as it is said by a voice of ``language`` (``HEARD``'s values), in order; () for no words.

    A number that Romani has no attested word for is said in the language of the country.
    """
    plain = _plain(text, language)
    found: list[Atom] = []
    place = 0
    for hit in _pattern(language).finditer(plain):
        found += _between(plain[place : hit.start()], language)
        found += _said(hit, language, country)
        place = hit.end()
    found += _between(plain[place:], language)
    return tuple(found) if any(any(char.isalnum() for char in atom.words) for atom in found) else ()


def aloud(text: str, language: str, country: str = "") -> str:
    """Return a text as one line of words with the signs that make pauses, "" where nothing in it can be said."""
    return joined(atom.words for atom in atoms(text, language, country)).strip(EDGES)


def joined(words: Iterable[str]) -> str:
    """Return words as one line, signs close to the word before them."""
    line = _SPACES.sub(" ", " ".join(words)).strip()
    return _DOUBLED.sub(r"\1\2", _BEFORE_SIGN.sub(r"\1", line))


def every_atom(language: str) -> tuple[Atom, ...]:
    """Return what days, dates, times and numbers are said of, in a voice's own words: each once.

    Weekdays, months, the 31 days of a month, numbers from 0 to 31, hours and half hours.
    """
    found = [Atom(f"weekday.{place}", name, language) for place, name in enumerate(_weekdays(language), 1)]
    found += [Atom(f"month.{place}", name, language) for place, name in enumerate(_months(language), 1)]
    found += [next(_date(day, 1, language, "")) for day in range(1, 32)]
    found += [_cardinal(number, language, "") for number in range(32)]
    found += [_clock(hour, minute, language, "") for hour in range(24) for minute in (0, 30)]
    return tuple(atom for atom in found if atom.language == language and atom.words)


def heard_in(text: str, language: str) -> str:
    """Return by which voice a text is said whose language nobody told: Romani may stand for the country's words.

    Only Romani's chain is unsure. Cyrillic is Macedonian, or Serbian where it has Serbian letters; ë and ç are
    Albanian. What is left is Romani.
    """
    if language != "rom":
        return HEARD[language]
    lower = text.lower()
    if re.search("[а-џѐ-ѝ]", lower):
        return "sr" if re.search("[ђћ]", lower) else "mk"
    return "sq" if re.search("[ëç]", lower) else "rom"


def _plain(text: str, language: str) -> str:
    """Return a text without pictograms, links and signs that are only for the eye; a new line is a pause."""
    _, plain = take_apart(text)
    plain = _LINK.sub(" ", plain)
    if language != "mk":  # a voice that does not know the letters spells them out, in English
        plain = to_latin(plain).translate(_MACEDONIAN)
    plain = _RANGE.sub(_UNTIL[language], plain)
    for sign, by in _CURRENCY.items():
        plain = plain.replace(sign, f" {by[language]} ") if sign in plain else plain
    plain = _ASIDE.sub(", ", _QUIET.sub(" ", plain))
    plain = _LINES.sub("\n", plain.strip())
    plain = re.sub(r"(?<![.!?…:,;])\n", ". ", plain).replace("\n", " ").replace("/", " ")
    return _SPACES.sub(" ", plain)


def _between(text: str, language: str) -> list[Atom]:
    stripped = text.strip()
    return [Atom("", stripped, language)] if stripped else []


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Return what finds days, dates, times and numbers, the longest first."""
    months = "|".join(map(re.escape, _months(language)))
    days = "|".join(map(re.escape, (*_weekdays(language), *(_weekdays("sq") if language == "rom" else ()))))
    hours = "(?:ora )?" if language == "sq" else ""
    return re.compile(
        rf"(?P<short>\b(?:{days}) \d{{1,2}}\.\d{{1,2}}\b)"
        rf"|\b(?P<weekday>{days})\b"
        rf"|\b(?P<date>\d{{1,2}}\.? (?:{months}))\b"
        rf"|(?P<clock>{hours}\b(?:[01]?\d|2[0-3]):[0-5]\d\b)"
        rf"|(?P<number>\b\d[\d.,]*\d\b|\b\d\b)",
        re.IGNORECASE,
    )


def _said(hit: re.Match[str], language: str, country: str) -> Iterator[Atom]:
    text = hit[0]
    match hit.lastgroup:
        case "short":
            day, _, date = text.rpartition(" ")
            yield _weekday(day, language)
            number, month = map(int, date.split("."))
            yield from _date(number, month, language, country)
        case "weekday":
            yield _weekday(text, language)
        case "date":
            number_text, _, name = text.partition(" ")
            month = [known.lower() for known in _months(language)].index(name.lower()) + 1
            yield from _date(int(number_text.rstrip(".")), month, language, country)
        case "clock":
            hour, minute = map(int, text.rpartition(" ")[2].split(":"))
            yield _clock(hour, minute, language, country)
        case _:
            yield from _number(text, language, country)


def _weekday(name: str, language: str) -> Atom:
    for code in (language, "sq"):
        names = [known.lower() for known in _weekdays(code)]
        if name.lower() in names:
            return Atom(f"weekday.{names.index(name.lower()) + 1}", name, code)
    return Atom("", name, language)


def _date(day: int, month: int, language: str, country: str) -> Iterator[Atom]:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        yield from _number(f"{day}", language, country)
        yield from _number(f"{month}", language, country)
        return
    said = ordinal(day, language)
    if said is None:
        yield _otherwise(f"day.{day}", country, lambda code: ordinal(day, code))
    else:
        yield Atom(f"day.{day}", f"the {said} of" if language == "en" else said, language)
    yield Atom(f"month.{month}", _months(language)[month - 1], language)


def _clock(hour: int, minute: int, language: str, country: str) -> Atom:
    key = f"clock.{hour}.{minute}" if minute else f"clock.{hour}"
    if said := clock(hour, minute, language):
        return Atom(key, said, language)
    return _otherwise(key, country, lambda code: clock(hour, minute, code))


def _number(text: str, language: str, country: str) -> Iterator[Atom]:
    whole = text.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text) else text
    if not whole.isdecimal():
        for part in re.split(r"[.,]", whole):
            yield from _number(part, language, country) if part else ()
        return
    if len(whole) >= _LONG or (len(whole) > 1 and whole[0] == "0"):
        for digit in whole:
            yield _cardinal(int(digit), language, country)
        return
    yield _cardinal(int(whole), language, country)


def _cardinal(number: int, language: str, country: str) -> Atom:
    if said := cardinal(number, language):
        return Atom(f"number.{number}", said, language)
    return _otherwise(f"number.{number}", country, lambda code: cardinal(number, code))


def _otherwise(key: str, country: str, said: Say) -> Atom:
    """Return what Romani has no word for, in the words of the country's language."""
    code = HEARD[chain("rom", country)[1]]
    return Atom(key, said(code) or "", code)


@cache
def _months(language: str) -> tuple[str, ...]:
    if language == "rom":
        return MONTHS
    names = get_month_names("wide", locale=_LOCALES[language])
    return tuple(names[number] for number in range(1, 13))


@cache
def _weekdays(language: str) -> tuple[str, ...]:
    if language == "rom":
        return WEEKDAYS
    names = get_day_names("wide", locale=_LOCALES[language])
    return tuple(names[number] for number in range(7))
