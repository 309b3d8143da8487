"""Whole numbers in words of the five languages that are heard; it never knows what is counted.

Serbian stands in Latin letters: both scripts sound alike. Romani's words are those of the project's glossary (1 to 20
and 100, each with its source there); what is not attested is None here, for the language of the country to say.
Drafts: no native reader has confirmed them.
"""

from collections.abc import Mapping, Sequence

ONES: Mapping[str, Sequence[str]] = {
    "en": (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    ),
    "sq": (
        *("zero", "një", "dy", "tre", "katër", "pesë", "gjashtë", "shtatë", "tetë", "nëntë", "dhjetë"),
        *("njëmbëdhjetë", "dymbëdhjetë", "trembëdhjetë", "katërmbëdhjetë", "pesëmbëdhjetë", "gjashtëmbëdhjetë"),
        *("shtatëmbëdhjetë", "tetëmbëdhjetë", "nëntëmbëdhjetë"),
    ),
    "sr": (
        *("nula", "jedan", "dva", "tri", "četiri", "pet", "šest", "sedam", "osam", "devet", "deset", "jedanaest"),
        *("dvanaest", "trinaest", "četrnaest", "petnaest", "šesnaest", "sedamnaest", "osamnaest", "devetnaest"),
    ),
    "mk": (
        *("нула", "еден", "два", "три", "четири", "пет", "шест", "седум", "осум", "девет", "десет", "единаесет"),
        *("дванаесет", "тринаесет", "четиринаесет", "петнаесет", "шеснаесет", "седумнаесет", "осумнаесет"),
        "деветнаесет",
    ),
    "rom": (
        *("", "jekh", "duj", "trin", "štar", "pandž", "šov", "efta", "ofto", "enja", "deš", "dešujekh", "dešuduj"),
        *("dešutrin", "dešuštar", "dešupandž", "dešušov", "dešefta", "dešofto", "dešenja"),
    ),
}
"""0 to 19 by language; "" where no word is attested."""

TENS: Mapping[str, Sequence[str]] = {
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    "sq": (
        *("njëzet", "tridhjetë", "dyzet", "pesëdhjetë"),
        *("gjashtëdhjetë", "shtatëdhjetë", "tetëdhjetë", "nëntëdhjetë"),
    ),
    "sr": ("dvadeset", "trideset", "četrdeset", "pedeset", "šezdeset", "sedamdeset", "osamdeset", "devedeset"),
    "mk": ("дваесет", "триесет", "четириесет", "педесет", "шеесет", "седумдесет", "осумдесет", "деведесет"),
    "rom": ("biš", "", "", "", "", "", "", ""),
}
"""20 to 90."""

HUNDREDS: Mapping[str, Sequence[str]] = {
    "en": tuple(f"{one} hundred" for one in ONES["en"][1:10]),
    "sq": tuple(f"{one}qind" for one in ONES["sq"][1:10]),
    "sr": ("sto", "dvesta", "trista", "četiristo", "petsto", "šesto", "sedamsto", "osamsto", "devetsto"),
    "mk": (
        *("сто", "двесте", "триста", "четиристотини", "петстотини", "шестотини"),
        *("седумстотини", "осумстотини", "деветстотини"),
    ),
    "rom": ("šel", "", "", "", "", "", "", "", ""),
}
"""100 to 900."""

AND: Mapping[str, str] = {"en": " ", "sq": " e ", "sr": " ", "mk": " и ", "rom": " thaj "}
"""What stands between tens and ones."""

ORDINALS: Mapping[str, Sequence[str]] = {
    "en": (
        *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
        *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    ),
    "sr": (
        *("prvi", "drugi", "treći", "četvrti", "peti", "šesti", "sedmi", "osmi", "deveti", "deseti", "jedanaesti"),
        *("dvanaesti", "trinaesti", "četrnaesti", "petnaesti", "šesnaesti", "sedamnaesti", "osamnaesti"),
        "devetnaesti",
    ),
    "mk": (
        *("први", "втори", "трети", "четврти", "петти", "шести", "седми", "осми", "деветти", "десетти"),
        *("единаесетти", "дванаесетти", "тринаесетти", "четиринаесетти", "петнаесетти", "шеснаесетти"),
        *("седумнаесетти", "осумнаесетти", "деветнаесетти"),
    ),
}
"""First to nineteenth, of a day in its month. Albanian and Romani count days with plain numbers."""

_ROUND = {"en": ("twentieth", "thirtieth"), "sr": ("dvadeseti", "trideseti"), "mk": ("дваесетти", "триесетти")}

_THOUSAND = {"en": "one thousand", "sq": "një mijë", "sr": "hiljadu", "mk": "илјада"}
_THOUSANDS = {"en": "thousand", "sq": "mijë", "sr": "hiljada", "mk": "илјади"}
_FEW_THOUSANDS = {"sr": "hiljade"}
_FEMALE = {"sr": {1: "jedna", 2: "dve"}, "mk": {1: "една", 2: "две"}}
"""Thousands are feminine there."""


def cardinal(number: int, language: str) -> str | None:
    """Return a number from 0 to 999,999 in words; None where the language has no attested word for it."""
    if not 0 <= number < 1_000_000 or (language == "rom" and number >= 1000):
        return None
    if number < 1000:
        return _below_thousand(number, language)
    return " ".join(filter(None, (_thousands(number // 1000, language), _rest(number % 1000, language))))


def ordinal(number: int, language: str) -> str | None:
    """Return which day of a month (1 to 31), as dates are said in the language."""
    if language not in ORDINALS:
        return cardinal(number, language)
    if number < 20:
        return ORDINALS[language][number - 1]
    ten, one = divmod(number, 10)
    if not one:
        return _ROUND[language][ten - 2]
    return f"{TENS[language][ten - 2]}{AND[language]}{ORDINALS[language][one - 1]}"


def _below_thousand(number: int, language: str) -> str | None:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, language)
    head = HUNDREDS[language][hundreds - 1]
    if not rest:
        return head or None
    tail = _below_hundred(rest, language)
    if not head or tail is None:
        return None
    glued = language in {"en", "sr"} or (language == "mk" and rest > 20 and rest % 10)
    return f"{head}{' ' if glued else AND[language]}{tail}"


def _below_hundred(number: int, language: str) -> str | None:
    if number < 20:
        return ONES[language][number] or None
    ten, one = divmod(number, 10)
    head = TENS[language][ten - 2]
    if not head:
        return None
    return f"{head}{AND[language]}{ONES[language][one]}" if one else head


def _thousands(number: int, language: str) -> str:
    if number == 1:
        return _THOUSAND[language]
    ten, one = divmod(number, 10)
    said = _below_thousand(number, language) or ""
    female = _FEMALE.get(language, {}).get(one)
    if female and ten % 10 != 1:
        said = said.removesuffix(ONES[language][one]) + female
    few = one in {2, 3, 4} and ten % 10 != 1
    return f"{said} {_FEW_THOUSANDS.get(language, _THOUSANDS[language]) if few else _THOUSANDS[language]}"


def _rest(number: int, language: str) -> str:
    return (_below_thousand(number, language) or "") if number else ""
