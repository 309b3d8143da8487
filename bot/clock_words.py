"""Times of the day in words of the five languages that are heard, as people say them; it never knows a day.

Twelve hours and the part of the day: "six in the evening". Romani says so only where the glossary attests the words
(sabalje, akšami, sahati), and counts to 24 elsewhere. Drafts: no native reader has confirmed them.
"""

from collections.abc import Mapping

from bot.number_words import cardinal

PARTS: Mapping[str, Mapping[int, str]] = {
    "en": {0: "at night", 4: "in the morning", 12: "noon", 13: "in the afternoon", 18: "in the evening"},
    "sq": {0: "natën", 4: "në mëngjes", 12: "në mesditë", 13: "pasdite", 18: "në mbrëmje"},
    "sr": {0: "posle ponoći", 4: "ujutru", 12: "u podne", 13: "po podne", 18: "uveče"},
    "mk": {0: "по полноќ", 4: "наутро", 12: "напладне", 13: "попладне", 18: "навечер"},
    "rom": {4: "sabalje", 18: "akšami"},
}
"""From which hour on a part of the day is called how; Romani has none for the hours from 12 to 18 and from 0 to 4."""

_MORNING, _NOON, _AFTERNOON, _EVENING = 4, 12, 13, 18


def clock(hour: int, minute: int, language: str) -> str | None:
    """Return a time in words; None where the language has no attested word for a number in it."""
    part = _part(hour, language)
    said = cardinal((hour % 12 or 12) if part else hour, language)
    if said is None:
        return None
    whole = _whole(said, hour % 12 or 12, language) if not minute else _broken(said, minute, language)
    if whole is None:
        return None
    comma = ", " if language in {"sq", "rom"} or hour == _NOON else " "
    return f"{whole}{comma}{part}" if part else whole


def _part(hour: int, language: str) -> str:
    begins = max((first for first in (0, _MORNING, _NOON, _AFTERNOON, _EVENING) if first <= hour), default=0)
    return PARTS[language].get(begins, "")


def _whole(said: str, hour: int, language: str) -> str:
    match language:
        case "en":
            return f"{said} o'clock"
        case "sq":
            return f"ora {said}"
        case "sr":
            return f"{said} {'sat' if hour == 1 else 'sata' if hour in {2, 3, 4} else 'sati'}"
        case "mk":
            return f"{said} часот"
        case _:
            return f"{said} sahati"


def _broken(said: str, minute: int, language: str) -> str | None:
    """Return an hour and minutes."""
    rest = cardinal(minute, language)
    if rest is None:
        return None
    match language:
        case "en":
            return f"half past {said}" if minute == 30 else f"{said} {'oh ' if minute < 10 else ''}{rest}"
        case "sq":
            return f"ora {said} e gjysmë" if minute == 30 else f"ora {said} e {rest} minuta"
        case "sr":
            return f"{said} i {rest}"
        case "mk":
            return f"{said} и {rest}"
        case _:
            return f"{said} sahati thaj {rest}"
