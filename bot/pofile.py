"""Gettext .po files as plain entries, read and written the same way for every language; it never knows a flow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

DRAFT = "draft"
"""Translator comment: no native reader has confirmed this entry."""

CHAIN = "chain"
"""Translator comment of an empty Romani entry that is left to the country's language on purpose."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: its context, its English, its text (empty where there is none) and what is said about it.

    ``comments`` are the translator's, ``notes`` are ours for translators. ``stale`` is gettext's ``fuzzy``:
    the English has changed since the text was written.
    """

    key: str
    english: str
    text: str = ""
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stale: bool = False

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

    Raises ``babel.messages.pofile.PoFileError`` for a broken file and ValueError for an entry without context.
    """
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, ignore_obsolete=True, abort_invalid=True)
    entries = (_entry(message, path) for message in catalog if message.id)
    return {entry.key: entry for entry in entries}


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


def _entry(message: Message, path: Path) -> Entry:
    if not message.context or not isinstance(message.id, str) or not isinstance(message.string, str):
        raise ValueError(f"{path}, line {message.lineno}: an entry needs a context and no plural")
    return Entry(
        key=message.context,
        english=message.id,
        text=message.string,
        comments=tuple(message.user_comments),
        notes=tuple(message.auto_comments),
        stale=message.fuzzy,
    )
