"""Corrected words as a patch of the catalogues, for git; it never knows who corrected them."""

import difflib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot import messages, pofile
from bot.catalog import LOCALES, header, path_of
from bot.pofile import CHAIN, DRAFT, Entry
from flows.core.flow import Book

REVIEWED = "reviewed"
"""How a translator comment begins that says who confirmed an entry."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to stand in a catalogue; ``reviewed`` is the day on which a native reader confirmed it, "" for none."""

    language: str
    key: str
    text: str
    reviewed: str = ""


def patch(book: Book, corrections: Iterable[Correction], folder: Path = LOCALES) -> str:
    """Return a patch, for ``git apply``, that brings corrections into the catalogues and all that follows from them."""
    by_language: dict[str, dict[str, Correction]] = {}
    for one in corrections:
        by_language.setdefault(one.language, {})[one.key] = one
    with tempfile.TemporaryDirectory() as made:
        changed = Path(made) / folder.name
        shutil.copytree(folder, changed, ignore=shutil.ignore_patterns("voice"))
        for language, own in by_language.items():
            entries = [_corrected(entry, own) for entry in pofile.read(path_of(language, changed)).values()]
            pofile.write(path_of(language, changed), header(language), entries)
        messages.update(book, changed)
        paths = sorted(path.relative_to(changed) for path in changed.rglob("*") if path.is_file())
        return "".join("".join(_difference(folder, changed, path.as_posix())) for path in paths)


def _corrected(entry: Entry, corrections: Mapping[str, Correction]) -> Entry:
    found = corrections.get(entry.key)
    if found is None:
        return entry
    kept = tuple(one for one in entry.comments if one not in {DRAFT, CHAIN} and not one.startswith(REVIEWED))
    mark = f"{REVIEWED}: {found.reviewed}, in the console" if found.reviewed else DRAFT
    return replace(entry, text=found.text, comments=(mark, *kept), stale=False)


def _difference(before: Path, after: Path, path: str) -> Iterator[str]:
    """Yield how a file changes, as git tells it."""
    old, new = (_lines(folder / path) for folder in (before, after))
    if old == new:
        return
    yield f"diff --git a/{before.name}/{path} b/{before.name}/{path}\n"
    yield from difflib.unified_diff(old, new, f"a/{before.name}/{path}", f"b/{before.name}/{path}")


def _lines(path: Path) -> list[str]:
    # Only a line feed ends a line for git; Python also takes signs that may stand within a text.
    return [f"{line}\n" for line in path.read_bytes().decode().removesuffix("\n").split("\n")]
