"""What somebody makes out of a voice note who reads nothing: which words they heard, and which number is for what.

It knows the notes alone: what a note says is in its file, and no word that is only shown is looked at for a choice.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from bot.aloud import HEARD, aloud
from bot.letters import to_latin
from bot.number_words import cardinal
from bot.services.voices import Voices
from tests.flows.readers import WORDS

MOST = 12
"""The highest number that is said for a choice."""
_LABEL, _SEVEN = "Xlabelx", 7
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOICES = tuple(dict.fromkeys(HEARD.values()))


def said(voices: Voices, name: str) -> str:
    """Return the words of a note that is kept; raises OSError where it was never made."""
    return " ".join(item[-1] for item in json.loads(voices.path(name).read_text()))


def sounds(text: str) -> str:
    """Return nothing of a text but letters and digits, as who compares by ear alone would."""
    return "".join(char for char in text.casefold() if char.isalnum())


def choices(words: str, language: str, country: str) -> Mapping[int, Sequence[str]]:
    """Return, by its number, what was heard right before a number was said to be pressed for it."""
    found: dict[int, list[str]] = {}
    for frame, numbers in _frames(language, country):
        for hit in frame.finditer(words):
            found.setdefault(numbers[hit["number"].casefold()], []).append(hit["label"].strip(" ,.;:!?"))
    return found


def hears(words: str, text: str, language: str, country: str) -> bool:
    """Tell whether each line of a text is said in these words, by whichever voice: all its words, at least one."""
    return all(_line(words, line, language, country) for line in text.split("\n") if any(map(str.isalnum, line)))


def ways(line: str, language: str, country: str) -> Iterator[str]:
    """Yield how a line may be said: the reader's own voice first, then those that may stand in for it."""
    for voice in dict.fromkeys((HEARD[language], *_VOICES)):
        yield aloud(line, voice, country)


def _line(words: str, line: str, language: str, country: str) -> bool:
    heard = sounds(words)
    if any(sounds(one) in heard for one in ways(line, language, country)):
        return True
    # Romani says a number that it has no word for, and what has no Romani word, in the language of the country.
    wanted = set(_WORD.findall(to_latin(line).casefold()))
    return bool(wanted) and wanted <= set(_WORD.findall(to_latin(words).casefold()))


@cache
def _frames(language: str, country: str) -> Sequence[tuple[re.Pattern[str], Mapping[str, int]]]:
    """Return how each language says that a number is for something: own names of languages are said in their own."""
    found = []
    for reader in dict.fromkeys((language, *HEARD)):
        text, voice = WORDS.find("common.spoken_choice", reader, country) or ("", "")
        numbers = {word.casefold(): number for number, word in _numbers(country)}
        any_number = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
        spoken = aloud(text.format(label=_LABEL, number=_SEVEN), HEARD[voice], country)
        seven = cardinal(_SEVEN, HEARD[voice]) or ""
        pattern = re.escape(spoken).replace(_LABEL, "(?P<label>.+?)").replace(re.escape(seven), "(?P<number>@)", 1)
        pattern = pattern.replace(",", ",?").replace(":", ":?").replace("@", rf"\b(?:{any_number})\b")
        found.append((re.compile(pattern, re.IGNORECASE), numbers))
    return tuple(found)


def _numbers(country: str) -> Iterator[tuple[int, str]]:
    for voice in _VOICES:
        say = partial(cardinal, language=voice)
        yield from ((number, word) for number in range(1, MOST + 1) if (word := say(number)))
