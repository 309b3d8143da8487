"""Tips as their file tells them: one row a tip, checked row by row; it never knows who sees one, or which trades exist.

========= ==============================================================================================
column    what it holds
========= ==============================================================================================
key       letters, digits and underscores: the tip is called so for ever
status    draft, live or retired: only live ones are shown
trade     a key of the programme file, or all
seasons   keys of the programme file with spaces between them; nothing is the whole year
countries keys of the programme file with spaces between them; nothing is all of them
pictogram one pictogram
en ...    what it says, 25 words at most; Latin Serbian follows from the Cyrillic, Romani may be left out
reviewed  the languages whose words a native reader has confirmed; all others are drafts
fact      what is behind it
source    where the fact is from
story_... what a neighbour tells of it, 25 words at most; nothing where nobody has
========= ==============================================================================================
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.content import sheet
from flows.content.form import CHAINED, STATUSES, ContentDefect, Texts, count
from flows.content.form import COLUMNS as LANGUAGES
from flows.content.sheet import Row

PLACE = ("key", "status", "trade", "seasons", "countries", "pictogram")
COLUMNS = (*PLACE, *LANGUAGES, "reviewed", "fact", "source", *(f"story_{language}" for language in LANGUAGES))
ALL = "all"
"""How the sheet calls a tip for every trade."""
WORDS, LONGEST = 25, 200
"""Words and characters of a tip, at most: it must stand on one screen (rule 1)."""
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,23}")


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip as its row tells it; ``trade`` "" is for all, empty ``seasons`` and ``countries`` are every one."""

    key: str
    status: str
    trade: str
    seasons: tuple[str, ...]
    countries: tuple[str, ...]
    pictogram: str
    words: Texts
    reviewed: tuple[str, ...]
    fact: str
    source: str
    story: Texts


@dataclass(frozen=True, slots=True)
class Line:
    """A tip and the line of its file."""

    at: int
    tip: Tip


def parse(data: bytes, where: str) -> tuple[Line, ...]:
    """Read a file of tips; ``where`` names it in the message of ``ContentDefect``, which tells the first defect."""
    lines: list[Line] = []
    keys: set[str] = set()
    for row in sheet.read(data, COLUMNS, where):
        found = Line(row.at, _tip(row))
        defect = next(_defects(found.tip, keys), "")
        if defect:
            raise ContentDefect(f"{where}:{row.at}: {defect}")
        keys.add(found.tip.key)
        lines.append(found)
    return tuple(lines)


def dump(tips: Iterable[Tip]) -> bytes:
    """Return tips as the file that ``parse`` reads."""
    return sheet.write(COLUMNS, map(_cells, tips))


def _tip(row: Row) -> Tip:
    cells = row.cells
    return Tip(
        key=cells["key"],
        status=cells["status"],
        trade="" if cells["trade"] == ALL else cells["trade"],
        seasons=tuple(cells["seasons"].split()),
        countries=tuple(cells["countries"].split()),
        pictogram=cells["pictogram"],
        words=_texts(cells, ""),
        reviewed=tuple(cells["reviewed"].split()),
        fact=cells["fact"],
        source=cells["source"],
        story=_texts(cells, "story_"),
    )


def _texts(cells: Mapping[str, str], before: str) -> Texts:
    return {language: words for language in LANGUAGES if (words := cells[f"{before}{language}"])}


def _cells(tip: Tip) -> dict[str, str]:
    plain = {name: getattr(tip, name) for name in ("key", "status", "pictogram", "fact", "source")}
    lists = {name: " ".join(getattr(tip, name)) for name in ("seasons", "countries", "reviewed")}
    texts = {language: tip.words.get(language, "") for language in LANGUAGES}
    story = {f"story_{language}": tip.story.get(language, "") for language in LANGUAGES}
    return {**plain, "trade": tip.trade or ALL, **lists, **texts, **story}


def _defects(tip: Tip, keys: Iterable[str]) -> Iterator[str]:
    """Say what is wrong with a tip by itself, or beside those of other rows."""
    if not _KEY.fullmatch(tip.key):
        yield f"{tip.key!r} cannot be the key of a tip: letters, digits and underscores, a letter first, 24 at most"
    if tip.key in keys:
        yield f"the key {tip.key} is written twice"
    if tip.status not in STATUSES:
        yield f"the status must be one of {', '.join(STATUSES)}, it is {tip.status!r}"
    signs = tip.pictogram
    if not signs or len(signs) > 8 or any(char.isalnum() or char.isspace() or char.isascii() for char in signs):
        yield f"the pictogram must be one pictogram, it is {signs!r}"
    if unknown := sorted(set(tip.reviewed) - set(tip.words)):
        yield f"reviewed names {unknown[0]}, in which there are no words"
    if tip.status == "live":
        yield from _not_ready(tip)
    for texts in (tip.words, tip.story):
        yield from _of_texts(texts)
    for name in ("fact", "source"):
        if any(ord(sign) < 32 for sign in getattr(tip, name)):
            yield f"the {name} holds a new line or another control sign"


def _not_ready(tip: Tip) -> Iterator[str]:
    """Say what a tip needs before anybody may see it."""
    if missing := [language for language in LANGUAGES if language not in tip.words and language != CHAINED]:
        yield f"a live tip needs words in {', '.join(missing)}"
    if tip.story and (missing := [one for one in LANGUAGES if one not in tip.story and one != CHAINED]):
        yield f"a live tip's story needs words in {', '.join(missing)}"
    if not tip.fact:
        yield "a live tip needs the fact behind it"


def _of_texts(texts: Texts) -> Iterator[str]:
    for language, text in texts.items():
        if count(text) > WORDS:
            yield f"there are {count(text)} words in {language}, at most {WORDS}"
        if len(text) > LONGEST:
            yield f"there are {len(text)} characters in {language}, at most {LONGEST}"
        if any(sign in "{}" or ord(sign) < 32 for sign in text):
            yield f"the words in {language} hold a brace or a new line"
