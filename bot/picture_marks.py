"""What stands on a card for a choice that is read off a list: a town, a day, a time, a language; pure, and no name.

Only the lists named here get such a card: they say the same to everybody. A list of somebody's own, with their
questions, their stories or people's names, has none, so that no picture of it lies anywhere.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from bot.render import Choice
from flows.concepts import pictogram_of

BESIDE = "|"
"""What stands between a pictogram and the mark beside it."""
LETTER, LEAF, CLOCK = "letter", "leaf", "clock"
"""The marks: first letters, the leaf of a calendar with a day on it, and a clock that shows a time in place of the
pictogram; each as ``mark:what is on it``."""
MOST_LETTERS = 6
"""How many first letters a mark has at most: more are too small to see."""
TOWN, LANGUAGE, TIME = "📍", "🗣️", "🕘"

_BY_LETTER = f"{{}}{BESIDE}{LETTER}:"

Sign = Callable[[Choice], tuple[str, str]]
"""Returns the sign of a choice, "" where nothing can be drawn for it, and its words."""

_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\b(?!\.?\d)")
_TIME = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")


def _letters(pictogram: str, many: int) -> Sign:
    def sign(choice: Choice) -> tuple[str, str]:
        return f"{_BY_LETTER.format(pictogram)}{choice.label[:many]}", choice.label

    return sign


def apart(signs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return signs with their words, marks that are first letters with as many of them as tell them apart."""
    found = list(signs)
    for many in range(2, MOST_LETTERS + 1):
        alike = Counter(sign for sign, _ in found)
        found = [(_longer(sign, words, many) if alike[sign] > 1 else sign, words) for sign, words in found]
    return found


def _longer(sign: str, words: str, many: int) -> str:
    head, mark, letters = sign.partition(_BY_LETTER.format(""))
    return f"{head}{mark}{words[: max(many, len(letters))].strip()}" if mark else sign


def _day(choice: Choice) -> tuple[str, str]:
    """Return what a meeting is and its day."""
    pictogram = pictogram_of(choice.label)
    words = choice.label.removeprefix(pictogram).strip()
    day = _DAY.search(words)
    return (f"{pictogram}{BESIDE}{LEAF}:{day[1]}" if pictogram and day else ""), words


def _hour(choice: Choice) -> tuple[str, str]:
    """Return a time, with its day where it has one; whose it is stays off the card."""
    day, time = _DAY.search(choice.label), _TIME.search(choice.label)
    if time is None:
        return "", ""
    return f"{TIME}{BESIDE}{CLOCK}:{time[0]}", f"{day[0]} {time[0]}" if day else time[0]


def _meant(choice: Choice) -> tuple[str, str]:
    """Return what somebody may have said as it is drawn on their own card: a language, a town, a meeting."""
    for key, sign in {"language.which.": _letters(LANGUAGE, 2), "programme.town.": _letters(TOWN, 1)}.items():
        if choice.key.startswith(key):
            return sign(choice)
    return _day(choice) if not choice.key else ("", "")


SIGNS: Mapping[str, Sign] = {
    "language.which": _letters(LANGUAGE, 2),
    "question.speaks": _letters(LANGUAGE, 2),
    "registration.town": _letters(TOWN, 1),
    "meeting.list": _day,
    "helpdesk.said": _meant,
    "slot.date": _day,
    "slot_mentor.given": _day,
    "slot.hour": _hour,
    "slot_mentor.okay": _hour,
}
"""The screens whose choices are drawn, each by how."""


def sign_of(key: str, choice: Choice) -> tuple[str, str]:
    """Return the sign and the words of a choice of a screen; no sign where it is not to be drawn."""
    pictogram = pictogram_of(choice.label)
    if choice.key and pictogram:
        return pictogram, choice.label.removeprefix(pictogram).strip()
    drawn = SIGNS.get(key)
    return drawn(choice) if drawn else ("", "")
