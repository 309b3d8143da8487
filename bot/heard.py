"""What a typed message holds: its words, numbers and pictograms, in one plain form; it never knows a screen."""

import re
import unicodedata
from dataclasses import dataclass

from bot.emoji import take_apart
from bot.letters import fold

LONGEST = 200
"""How many characters may mean an option or a command; a longer text is only ever free text."""

COURTESY = frozenset(
    fold(word)
    for word in (
        *("please", "thanks", "thank", "you", "hi", "hello"),
        *("faleminderit", "ju", "lutem", "të", "përshëndetje"),
        *("hvala", "vam", "molim", "te", "vas", "zdravo", "ви", "благодарам", "молам", "фала"),
        *("ov", "oven", "sasto", "sasti", "saste"),
        *("number", "numri", "numër", "broj", "број", "nr", "br"),
    )
)
"""Words around an answer that do not change it; one of them alone stays what it is."""

_PLAIN_NUMBER = re.compile(r"[\s(\[#.]*(\d{1,3})[\s).\]:,!]*")
_BETWEEN = re.compile(r"[\W_]+")
_KEYCAP = "\u20e3\ufe0e\ufe0f"
_NUMBER_SIGNS = "№°"
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it is compared with labels and words.

    ``phrases`` are its folded words without pictograms and punctuation, the second time without courtesy and words
    said twice; empty where it has none. ``numbers`` are set where it is nothing but numbers. ``length`` is that of
    the text as it came, without outer white space.
    """

    phrases: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    pictures: tuple[str, ...] = ()
    length: int = 0


def hear(text: str) -> Heard:
    """Return what a text holds; nothing where it is longer than ``LONGEST``."""
    plain = text.strip()
    if len(plain) > LONGEST:
        return Heard(length=len(plain))
    if found := _PLAIN_NUMBER.fullmatch(plain):
        number = int(found[1])
        return Heard((found[1] if found[1].isascii() else str(number),), (number,), (), len(plain))
    if numbers := _numbers(plain):
        return Heard((" ".join(map(str, numbers)),), numbers, (), len(plain))
    pictures, words = take_apart(plain)
    phrase = phrase_of(words)
    short = _short(phrase)
    phrases = (phrase,) if short in ("", phrase) else (phrase, short)
    numbers = (int(short),) if short.isdecimal() and len(short) <= _DIGITS else ()
    return Heard(phrases if phrase else (), numbers, pictures, len(plain))


def phrase_of(text: str) -> str:
    """Return the folded words of a text with single spaces and no punctuation."""
    return squash(fold(text))


def squash(folded: str) -> str:
    """Return folded words without punctuation; an apostrophe joins what stands around it."""
    return _BETWEEN.sub(" ", folded.replace("'", "")).strip()


def _short(phrase: str) -> str:
    """Return a phrase without courtesy around it and without words said several times in a row."""
    words = phrase.split(" ")
    first, last = 0, len(words)
    while last - first > 1 and words[last - 1] in COURTESY:
        last -= 1
    while last - first > 1 and words[first] in COURTESY:
        first += 1
    kept = words[first:last]
    return " ".join(word for at, word in enumerate(kept) if at == 0 or word != kept[at - 1] or word.isdecimal())


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a text that is nothing else: any script's digits, keycaps, digits in circles."""
    digits = []
    for char in text:
        if char.isalpha():
            return ()
        digits.append(_digit(char))
    found = "".join(digits).split()
    if not found or not all(word.isdecimal() and len(word) <= _DIGITS for word in found):
        return ()
    return tuple(int(word) for word in found)


def _digit(char: str) -> str:
    """Return the number a character stands for, nothing for a keycap's frame, a space for what may stand between."""
    if char in _KEYCAP:
        return ""
    if char == "\U0001f51f":
        return "10"
    value = unicodedata.numeric(char, -1.0)
    if value >= 0 and value.is_integer():
        return str(int(value))
    if (unicodedata.category(char)[0] in "PZC" or char in _NUMBER_SIGNS) and char not in ":/":
        return " "
    return char
