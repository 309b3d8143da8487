"""The sentence in which words stand that make none alone, with the words marked; pure, it never knows who records.

Who says "For" or "the third of" must see what comes before and after it.
"""

import re

from bot.aloud import HEARD, atoms, every_atom
from bot.catalog import Words
from bot.prompts import READERS
from bot.repertoire import Saying

GAP = "…"
"""What stands for a name, a number or a day that comes between the words."""
MARKS = "«", "»"
"""What stands around the words that are meant."""
_DATE = ("weekday.5", "day.3", "month.6")
"""A day as it is said, by the keys of its parts: in it a day or a month of its own is shown."""
_VARIABLE = re.compile(r"\{[a-z_][a-z0-9_]*\}")
_BARE = re.compile(r"^([\s,.;:!?…]*)(.*?)(\s*)$", re.DOTALL)


def sentence(saying: Saying, words: Words, language: str) -> str:
    """Return the sentence of words that stand in one, marked in it; "" for words that are whole by themselves.

    ``language`` is a voice's (``bot.aloud.HEARD``).
    """
    key, _, place = saying.key.partition("#")
    kind = key.partition(".")[0]
    if kind in {"day", "month"}:
        return _dated(saying, kind, language)
    reader, country = next(one for one in READERS if HEARD[one[0]] == language)
    found = words.find(key, reader, country)
    return _framed(found[0], int(place or 1), language, country) if found is not None else ""


def _dated(saying: Saying, kind: str, language: str) -> str:
    said = {atom.key: atom.words for atom in every_atom(language)}
    shown = [_marked(saying.words) if key.startswith(kind) else said.get(key, GAP) for key in _DATE]
    return " ".join(shown)


def _framed(text: str, place: int, language: str, country: str) -> str:
    """Return the lines of a frame on which its segment of a number stands; segments without words have none."""
    before, number = "", 0
    for hit in re.finditer(rf"{_VARIABLE.pattern}|[^{{]+", text):
        segment = hit[0]
        number += not segment.startswith("{") and bool(atoms(segment, language, country))
        if number == place:
            lead, meant, rest = _bare(segment)
            head = _filled(before + lead).rpartition("\n")[2]
            tail = (rest + _filled(text[hit.end() :])).partition("\n")[0]
            return f"{head}{_marked(meant)}{tail}".strip() if (head + tail).strip() else ""
        before += segment
    return ""


def _bare(segment: str) -> tuple[str, str, str]:
    found = _BARE.match(segment)
    return (found[1], found[2], found[3]) if found else ("", segment, "")


def _filled(text: str) -> str:
    return _VARIABLE.sub(GAP, text)


def _marked(words: str) -> str:
    return f"{MARKS[0]}{words}{MARKS[1]}"
