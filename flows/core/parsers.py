"""Free answers turned into values, purely; each parser carries good and bad samples so that it can be tried."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Parser(Protocol):
    """Turns free text into a value, or into None where it cannot be one."""

    @property
    def good(self) -> tuple[str, ...]:
        """Texts that must be accepted."""

    @property
    def bad(self) -> tuple[str, ...]:
        """Texts that must be refused."""

    def parse(self, text: str) -> str | None:
        """Return the value, or None."""


NAME_LENGTH = 60
"""The longest name that is kept, in characters; a longer one is asked for again, never cut."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_KEPT_MARKS = {"\u200c", "\u200d"}
_MARKS = frozenset("{}[]<>")
"""What neither a number nor the end of a sentence is written with, so that it may be somebody's mark."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A first name or nickname as the person writes it: anything visible on one line, kept unchanged."""

    good: tuple[str, ...] = ("Ana", "Besim", "Đulijana", "Ана", "{0.__class__}", "{{7*7}}", "%s", "Ana_*[", "<b>")
    bad: tuple[str, ...] = ("", "   ", "1", "12345", "?!", "1)", "+383 (44) 123", "x" * (NAME_LENGTH + 1), "\u200b")

    def parse(self, text: str) -> str | None:
        """Return the text without outer white space if it has a letter or a sign that could be a name."""
        name = " ".join(text.split())
        visible = [char for char in name if unicodedata.category(char) not in _INVISIBLE or char in _KEPT_MARKS]
        if not visible or len(name) > NAME_LENGTH:
            return None
        if not any(char.isalpha() for char in visible) and not _is_symbolic(visible):
            return None
        return name


def _is_symbolic(visible: list[str]) -> bool:
    """Tell whether the signs could be a pictogram or a mark that somebody uses for a name."""
    return any(unicodedata.category(char) == "So" or char in _MARKS for char in visible)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """The name of a town or village as the person writes it, kept unchanged."""

    good: tuple[str, ...] = ("Fushë Kosovë", "Нови Пазар", "Shuto Orizari", "{{xy}}")
    bad: tuple[str, ...] = ("", "7", "...", "x" * (NAME_LENGTH + 1))

    def parse(self, text: str) -> str | None:
        """Return the text without outer white space if it has at least two letters."""
        place = " ".join(text.split())
        letters = sum(char.isalpha() for char in place)
        return place if letters >= 2 and len(place) <= NAME_LENGTH else None


_CLOCK = re.compile(r"(?:ora\s+)?([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*h)?|(1\d|2[0-3])(?:\s*h)?", re.ASCII)


def clock(text: str) -> tuple[int, int] | None:
    """Return the hours and minutes that a text says on a clock of 24 hours, None where it says none."""
    found = _CLOCK.fullmatch(text.strip().lower())
    return (int(found[1] or found[3]), int(found[2] or 0)) if found else None


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day on a clock of 24 hours; one figure alone is the number of a choice."""

    good: tuple[str, ...] = ("19:00", "9:05", "18.30", "19", "ora 18:00", "17 h")
    bad: tuple[str, ...] = ("", "7", "24:00", "18:60", "noon", "1900")

    def parse(self, text: str) -> str | None:
        """Return the text without outer white space."""
        return text.strip() if clock(text) is not None else None


_DATE = re.compile(r"(?:[^\W\d_]+[\s,]+){0,2}([0-9]{1,2})[./]([0-9]{1,2})(?:[./]([0-9]{4})?)?")
_LEAP = 2028
"""A year in which every day of the calendar is."""


def calendar_day(text: str) -> tuple[int, int, int] | None:
    """Return the day, the month and the year (0 where none is said) of a text, None where it says no day."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year = int(found[1]), int(found[2]), int(found[3] or 0)
    try:
        date(year or _LEAP, month, day)
    except ValueError:
        return None
    return day, month, year


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar in figures, its month after it; the year may be left out, a weekday may stand before it."""

    good: tuple[str, ...] = ("5.12", "5.12.", "14/1", "29.2", "05.12.2026", "Monday 14.12", "e hënë, 14.12.2026")
    bad: tuple[str, ...] = ("", "5", "31.2", "29.2.2027", "12.13", "14.12.26", "14-12", "tomorrow")

    def parse(self, text: str) -> str | None:
        """Return the text without outer white space."""
        return text.strip() if calendar_day(text) is not None else None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 1 to 999, in figures of any script."""

    good: tuple[str, ...] = ("1", "8", "150", "٢")
    bad: tuple[str, ...] = ("", "0", "000", "-3", "1.5", "two", "1000", "²")

    def parse(self, text: str) -> str | None:
        """Return the figures without outer white space."""
        number = text.strip()
        return number if number.isdecimal() and len(number) <= 3 and int(number) > 0 else None


WORDS_LENGTH = 1000
"""The longest text of somebody's own that is kept, in characters; a longer one is asked for again, never cut."""


@dataclass(frozen=True, slots=True)
class AnyWords:
    """Whatever somebody wants to tell, kept unchanged."""

    good: tuple[str, ...] = ("To sort metal", "Да ниш не фрлам", "{{x}}", "👍 12")
    bad: tuple[str, ...] = ("", "  ", "?!", "\u200b", "x" * (WORDS_LENGTH + 1))

    def parse(self, text: str) -> str | None:
        """Return the text without outer white space if it has a letter or a digit."""
        words = text.strip()
        return words if len(words) <= WORDS_LENGTH and any(char.isalnum() for char in words) else None


_LATIN, _CYRILLIC = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u01e6-\u01e9\u0218-\u021b",
    "\u0400-\u045f\u0490\u0491",
)
PAPER_LETTER = re.compile(f"[{_LATIN}{_CYRILLIC}]")
"""Latin letters of Europe and Turkey, and Cyrillic ones."""
_BETWEEN = frozenset(" .'\u2019-")
"""What stands between the letters of a name."""


@dataclass(frozen=True, slots=True)
class PaperName:
    """A name as a paper can bear it: every letter must be in the font; whoever writes otherwise may say it."""

    good: tuple[str, ...] = ("Ana", "Đulijana Đorđević", "Ана-Марија", "O'Brien", "Ümit Çelik", "Gj. Žić")
    bad: tuple[str, ...] = ("", "   ", "1", "Ana 2", "ليلى", "Ana 🌸", "{name}", "<b>", "...", "x" * (NAME_LENGTH + 1))

    def parse(self, text: str) -> str | None:
        """Return the text without outer white space, letter and mark as one sign."""
        name = " ".join(unicodedata.normalize("NFC", text).split())
        letters = [char for char in name if PAPER_LETTER.fullmatch(char)]
        strange = [char for char in name if char not in _BETWEEN and not PAPER_LETTER.fullmatch(char)]
        return name if letters and not strange and len(name) <= NAME_LENGTH else None
