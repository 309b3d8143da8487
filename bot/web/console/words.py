"""What is missing or a draft in each language; it never changes a word."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot import messages, pofile
from bot.catalog import LOCALES, path_of, sources
from bot.console_words import PREFIX
from bot.languages import LANGUAGES, SOURCE
from bot.messages import Count
from bot.web.console.frame import Entry, Page, Sitting
from flows.core.flow import Book

LENGTH = 100
KEPT = "words"
STATES = ("missing", "draft", "stale")


@dataclass(frozen=True, slots=True)
class Unready:
    """An entry that somebody must look at; ``text`` is "" where it is missing or left to the country's language."""

    language: str
    key: str
    english: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Every language's counts, and what is not ready in it."""

    counts: tuple[Count, ...]
    unready: Mapping[str, tuple[Unready, ...]]


async def _before(sitting: Sitting) -> Looked:
    """Read the catalogues once: they do not change while Drom runs."""
    kept = sitting.office.kept
    if KEPT not in kept:
        kept[KEPT] = await asyncio.to_thread(_look, sitting.office.speech.book)
    found: Looked = kept[KEPT]
    return found


def _look(book: Book) -> Looked:
    found = sources(book)
    counts = messages.count(found, LOCALES)
    return Looked(counts, {code: _unready(code) for code in LANGUAGES if code != SOURCE})


def _unready(language: str) -> tuple[Unready, ...]:
    entries = pofile.read(path_of(language)).values()
    rows = (Unready(language, one.key, one.english, one.text, _state(one)) for one in entries)
    return tuple(row for row in rows if row.state)


def _state(entry: pofile.Entry) -> str:
    if not entry.text:
        return "missing"
    return "stale" if entry.stale else "draft" if entry.draft else ""


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    looked: Looked = sitting.asked
    language = sitting.sought("language")
    language = language if language in looked.unready else next(iter(looked.unready))
    state = sitting.sought("state") if sitting.sought("state") in STATES else ""
    whose, page = sitting.sought("of"), sitting.sought("page")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 0
    rows = [one for one in looked.unready[language] if _meant(one, state, whose)]
    return {
        "counts": [one for one in looked.counts if one.language != SOURCE],
        "chosen": language,
        "state": state,
        "whose": whose if whose in {"people", "staff"} else "",
        "rows": rows[number * LENGTH : (number + 1) * LENGTH],
        "all": len(rows),
        "number": number,
        "more": len(rows) > (number + 1) * LENGTH,
        "tag_of": LANGUAGES[language].tag,
    }


def _meant(one: Unready, state: str, whose: str) -> bool:
    staff = one.key.startswith(PREFIX)
    mine = staff if whose == "staff" else not staff if whose == "people" else True
    return mine and (not state or one.state == state)


ENTRIES: tuple[Entry, ...] = (Page("words", "/words", "read_words", _show, place=80, before=_before),)
