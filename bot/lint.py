"""What must be true of a text before anybody reads it: variables, length, number of words; it never knows who reads.

Variables count as one word, pictograms as none. Labels count with their pictogram.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.catalog import Kind, Source
from bot.emoji import is_newer
from bot.pofile import Entry
from bot.vocabulary_words import alternatives

WORDS_IN_PROMPT = 12
"""For each part: what somebody agrees to stands on lines of its own above the question, in one message."""
LABEL_LENGTH = {"label": 16, "row": 20}
"""Characters, as ``len`` counts them; both platforms take a few more, which the number before a label needs."""

Fault = Literal["variables", "pictograms", "lines", "words", "signs", "empty"]
Reason = Fault | Literal["hidden", "letters", "birth", "command", "alike", "meaning", "long"]
"""What may be wrong with a text in one word: by itself, or among all that is said in its language."""

_VARIABLE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong with a text: ``told`` in English for translators; ``most`` is the limit that it is over."""

    reason: Reason
    told: str
    most: int = 0

    def __str__(self) -> str:
        """Return it as it is told to translators."""
        return self.told


def words(text: str) -> int:
    """Return how many words a reader meets: whatever has a letter or a digit in it."""
    return sum(any(char.isalnum() for char in token) for token in text.split())


def variables(text: str) -> tuple[str, ...]:
    """Return the names of the variables in a text, sorted, each as often as it stands there."""
    return tuple(sorted(_VARIABLE.findall(text)))


def defects(source: Source, text: str) -> Iterator[Defect]:
    """Say what is wrong with a text for ``source``, each in a few words."""
    if variables(text) != variables(source.english):
        yield Defect("variables", f"has the variables {variables(text)} for {variables(source.english)}")
    if pictograms(text) != pictograms(source.english):
        yield Defect("pictograms", f"has the pictograms {pictograms(text)!r} for {pictograms(source.english)!r}")
    if is_newer(text):
        yield Defect("pictograms", "has a pictogram that Unicode 11 did not have: old phones draw a box")
    if text.count("\n") != source.english.count("\n"):
        yield Defect("lines", f"has {text.count(chr(10)) + 1} lines for {source.english.count(chr(10)) + 1}")
    if source.kind != "words" and any(words(said) and not words(line) for said, line in _lines(source.english, text)):
        yield Defect("empty", "has no word" if not words(text) else "has a line without a word")
    yield from _too_long(source.kind, text)


def _lines(english: str, text: str) -> Iterator[tuple[str, str]]:
    """Pair the lines of a text with those of its English; lines that are not there are told by their number."""
    return zip(english.splitlines(), text.splitlines() or [""], strict=False)


def pictograms(text: str) -> str:
    """Return the pictograms of a text, in order."""
    return "".join(char for char in text if ord(char) >= FIRST_PICTOGRAM)


FIRST_PICTOGRAM = 0x2190
"""Where arrows begin; what lies below is letters, digits and punctuation of our languages."""


def longest(text: str) -> int:
    """Return how many words the longest part of a prompt has."""
    return max(map(words, text.splitlines()), default=0)


def _too_long(kind: Kind, text: str) -> Iterator[Defect]:
    if kind in {"prompt", "parts"} and (count := longest(text)) > WORDS_IN_PROMPT:
        yield Defect("words", f"has {count} words, at most {WORDS_IN_PROMPT}", WORDS_IN_PROMPT)
    if kind in LABEL_LENGTH and len(text) > LABEL_LENGTH[kind]:
        yield Defect("signs", f"has {len(text)} characters, at most {LABEL_LENGTH[kind]}", LABEL_LENGTH[kind])
    if kind == "words" and not alternatives(text):
        yield Defect("empty", "has no words")


def defects_of_entry(source: Source, entry: Entry | None, chains: bool) -> Iterator[str]:
    """Say what is wrong with a language's entry; ``chains`` where it may leave one to the country's language."""
    if entry is None or (not entry.text and not (chains and entry.chained)):
        yield "is missing"
    elif entry.stale or entry.english != source.english:
        yield "is stale: the English has changed"
    elif entry.text and not entry.text.strip():
        yield "is empty"
    elif entry.text:
        yield from map(str, defects(source, entry.text))
