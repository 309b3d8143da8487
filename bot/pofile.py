"""Gettext .po files as plain entries, read and written the same way for every language; it never knows a flow.

They are read by hand: Babel's reader took a third of a second for our six, which every command and start waited for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

DRAFT = "draft"
"""Translator comment: no native reader has confirmed this entry."""

CHAIN = "chain"
"""Translator comment of an empty Romani entry that is left to the country's language on purpose."""

_KEYWORDS = ("msgctxt", "msgid", "msgstr")
_KEYWORD = re.compile(r'(msgctxt|msgid|msgstr)\s+"(.*)"\s*$')
_MORE = re.compile(r'\s*"(.*)"\s*$')
_ESCAPED = re.compile(r"\\(.)")
_PLAIN = re.compile(
    r"""((?:\#.*\n)*)
    (?:msgctxt[ ]"(.*)"\n)?
    msgid[ ]"(.*)"\n((?:".*"\n)*)
    (msgstr)[ ]"(.*)"\n((?:".*"\n)*)
    (?:\n|\Z)""",
    re.VERBOSE,
)
"""An entry, or the header, as ``write`` leaves it: nothing between its lines, an empty one or the end after it."""
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: its context, its English, its text (empty where there is none) and what is said about it.

    ``comments`` are the translator's, ``notes`` are ours for translators. ``stale`` is gettext's ``fuzzy``:
    the English has changed since the text was written. ``line`` is where its text begins in the file it was read from.
    """

    key: str
    english: str
    text: str = ""
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stale: bool = False
    line: int = field(default=0, compare=False)

    @property
    def draft(self) -> bool:
        """Whether nobody has confirmed the text yet."""
        return DRAFT in self.comments

    @property
    def chained(self) -> bool:
        """Whether the entry is left to the chain on purpose."""
        return not self.text and CHAIN in self.comments


def read(path: Path) -> dict[str, Entry]:
    """Return the entries of a file by context, in its order; none where there is no file.

    Raises ValueError, with file and line, for what is no entry and for one without context.
    """
    if not path.exists():
        return {}
    text = path.read_text("utf-8-sig")
    entries = _plain(text)
    return {entry.key: entry for entry in (_entries(path, text) if entries is None else entries)}


def _plain(text: str) -> list[Entry] | None:
    """Return what ``_entries`` yields, three times as fast, where all of a file is as ``write`` leaves it; else None.

    Few comments differ, so each is read once.
    """
    entries: list[Entry] = []
    said: dict[str, tuple[tuple[str, ...], tuple[str, ...], bool]] = {}
    place, counted, line = 0, 0, 1
    while place < len(text):
        found = _PLAIN.match(text, place)
        if found is None or (found[2] is None and (place or found[3] or found[4])):
            return None
        place = found.end()
        if found[2] is None:
            continue  # the header
        if (about := said.get(found[1])) is None:
            about = said[found[1]] = _said(found[1])
        begins = found.start(5)
        line, counted = line + text.count("\n", counted, begins), begins
        english, own = _whole(found[3], found[4]), _whole(found[6], found[7])
        entries.append(Entry(_unquoted(found[2]), english, own, *about, line))
    return entries


def _said(above: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    found = _Read()
    for line in above.split("\n")[:-1]:
        _comment(found, line)
    return tuple(found.comments), tuple(found.notes), found.stale


def _whole(text: str, more: str) -> str:
    return _unquoted(text + "".join(line[1:-1] for line in more.split("\n")) if more else text)


@dataclass(slots=True)
class _Read:
    """An entry as far as it was read: its texts by keyword, still quoted, and the comments above."""

    texts: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stale: bool = False
    keyword: str = ""
    line: int = 0

    def entry(self, path: Path) -> Entry:
        """Return the whole entry."""
        if "msgctxt" not in self.texts or "msgid" not in self.texts:
            raise ValueError(f"{path}, line {self.line}: an entry needs a context and its English")
        key, english, text = (_unquoted(self.texts[name]) for name in _KEYWORDS)
        return Entry(key, english, text, tuple(self.comments), tuple(self.notes), self.stale, self.line)


def _entries(path: Path, text: str) -> Iterator[Entry]:
    """Yield what stands in a file (gettext manual, "The Format of PO Files"), without its header."""
    found = _Read()
    for number, line in enumerate((*text.split("\n"), "#"), 1):
        begins = line.startswith(("#", "msgctxt", "msgid"))
        if begins and "msgstr" in found.texts:
            if found.texts.get("msgid") != "" or "msgctxt" in found.texts:
                yield found.entry(path)
            found = _Read()
        if line.startswith("#"):
            _comment(found, line)
        elif named := _KEYWORD.match(line):
            found.keyword, found.line = named[1], number
            found.texts[named[1]] = named[2]
        elif (more := _MORE.match(line)) and found.keyword:
            found.texts[found.keyword] += more[1]
        elif line.strip():
            raise ValueError(f"{path}, line {number}: this is no line of a catalogue")


def _comment(found: _Read, line: str) -> None:
    """Take a comment: a note of ours, a mark, or a translator's word. What is obsolete or a place is not kept."""
    match line[1:2]:
        case ".":
            found.notes += filter(None, (line[2:].strip(),))
        case ",":
            found.stale |= "fuzzy" in (flag.strip() for flag in line[2:].split(","))
        case ":" | "~" | "|":
            pass
        case _:
            found.comments.append(line[1:].strip())


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), text) if "\\" in text else text


def write(path: Path, header: Mapping[str, str], entries: Iterable[Entry]) -> None:
    """Write a file that depends on nothing but its arguments: no dates, no tool version, one line a text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered(header, entries))


def rendered(header: Mapping[str, str], entries: Iterable[Entry]) -> bytes:
    """Return what ``write`` writes."""
    catalog = Catalog(charset="utf-8")
    for entry in entries:
        catalog.add(
            entry.english,
            entry.text,
            context=entry.key,
            user_comments=entry.comments,
            auto_comments=entry.notes,
            flags={"fuzzy"} if entry.stale else (),
        )
    body = BytesIO()
    # Without Babel's header: it holds dates, and for Romani and Macedonian no plural rule or a wrong one.
    write_po(body, catalog, width=0, omit_header=True)
    return (_header(header) + "\n").encode() + body.getvalue().rstrip(b"\n") + b"\n"


def _header(fields: Mapping[str, str]) -> str:
    lines = [f'"{name}: {value}\\n"' for name, value in fields.items()]
    return "\n".join(['msgid ""', 'msgstr ""', *lines]) + "\n"
