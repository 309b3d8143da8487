"""All that somebody records for Drom to say, each once, the most heard first; it never knows what is recorded.

Words are known by how they sound, not by their key: whoever says "Yes" says it for every screen. Frames are recorded
segment by segment; what stands between them (days, months, times, numbers) is recorded once for all.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from bot.aloud import HEARD, every_atom
from bot.catalog import Words
from bot.languages import SOURCE, told
from bot.prompts import READERS, Prompt, prompts
from bot.script import Piece, Script, script
from bot.voices.recordings import hash_of
from flows.core.flow import Book
from flows.core.values import Offer, Reply

_LABELS = tuple(f"programme.{kind}." for kind in ("organisation", "programme", "country", "home", "town", "trade"))
"""How the keys begin of what a programme file names: trades, towns, organisations."""

_VALUES = {
    **dict.fromkeys(("weekday", "month", "day"), frozenset({"day"})),
    "clock": frozenset({"time", "until"}),
    "number": frozenset({"number", "free", "total", "days", "hours", "people"}),
}
"""Which variables say what kind of atom: so often is it heard."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Saying:
    """Words to record. ``key`` is where they stand first, ``hash`` what a voice note knows them by.

    ``screens`` is on how many screens they are heard.
    """

    key: str
    words: str
    hash: str
    screens: int


@dataclass(frozen=True, slots=True)
class Content:
    """Words of a tip or a lesson under their key: pairs of a language and its text."""

    key: str
    texts: tuple[tuple[str, str], ...]

    def script(self, words: Words, language: str, country: str) -> Script:
        """Return what is said of it to a reader; nothing where it has no words for them."""
        with suppress(LookupError):
            text = told(dict(self.texts), language, country)
            return script(Reply("", "{content}", {"content": Offer("", text, self.key)}), words, language, country, {})
        return Script(())


Contents = tuple[Content, ...]
"""What rows of content say, in the order in which it is recorded."""


class Repertoire:
    """All that is said by every voice, remembered until the words change; turns of several threads may ask at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._screens: dict[str, tuple[Book, object, tuple[Saying, ...]]] = {}
        self._contents: dict[str, tuple[Contents, object, tuple[Saying, ...]]] = {}

    def sayings(self, book: Book, words: Words, language: str, contents: Contents = ()) -> tuple[Saying, ...]:
        """Return all that is said by a voice of ``language`` (``HEARD``'s values), the most heard first."""
        screens = self._known(self._screens, book, words, language, _worked_out)
        if not contents:
            return screens
        known = {one.hash for one in screens}
        told = self._known(self._contents, contents, words, language, _of_contents)
        more = [one for one in told if one.hash not in known]
        return tuple(sorted((*screens, *more), key=lambda saying: -saying.screens)) if more else screens

    def _known(
        self,
        kept: dict[str, tuple[T, object, tuple[Saying, ...]]],
        source: T,
        words: Words,
        language: str,
        work: Callable[[T, Words, str], tuple[Saying, ...]],
    ) -> tuple[Saying, ...]:
        """Return what was worked out, or work it out; it is kept unless the words changed meanwhile."""
        version = words.version
        with self._lock:
            found = kept.get(language)
        if found is not None and found[1] is version and (found[0] is source or found[0] == source):
            return found[2]
        made = work(source, words, language)
        with self._lock:
            if words.version is version:
                kept[language] = (source, version, made)
        return made


def _of_contents(contents: Contents, words: Words, language: str) -> tuple[Saying, ...]:
    """Return what tips and courses say, each once; a text is a screen."""
    found: dict[str, Saying] = {}
    for one in contents:
        for reader, country in READERS:
            if HEARD[reader] == language:
                for piece in _recordable(one.script(words, reader, country), language):
                    hash = hash_of(piece.words)
                    found.setdefault(hash, Saying(piece.key, piece.words, hash, 1))
    return tuple(found.values())


def _worked_out(book: Book, words: Words, language: str) -> tuple[Saying, ...]:
    found: dict[str, Piece] = {}
    screens: Counter[str] = Counter()
    every = (*prompts(book), *_labels(words))
    for prompt in every:
        on_screen = {hash_of(piece.words): piece for piece in _pieces(prompt, words, language)}
        screens.update(on_screen.keys())
        for hash, piece in on_screen.items():
            found.setdefault(hash, piece)
    for atom in every_atom(language):
        hash = hash_of(atom.words)
        found.setdefault(hash, Piece(atom.key, atom.words, language))
        meant = _VALUES[atom.key.partition(".")[0]]
        screens[hash] += sum(bool(meant & prompt.variables) for prompt in every)
    told = [Saying(piece.key, piece.words, hash, screens[hash]) for hash, piece in found.items()]
    return tuple(sorted(told, key=lambda saying: -saying.screens))


def _labels(words: Words) -> Iterator[Prompt]:
    """Yield what a programme file names, as screens of their own."""
    named = ((key, text) for key, text in words.of(SOURCE).items() if key.startswith(_LABELS))
    yield from (Prompt(Reply(key, text), frozenset(), open=False, long=False) for key, text in named)


def _pieces(prompt: Prompt, words: Words, language: str) -> Iterator[Piece]:
    """Yield what of a screen can be recorded in a language, for each of its readers."""
    for reader, country in READERS:
        if HEARD[reader] == language:
            yield from _recordable(prompt.script(words, reader, country), language)


def _recordable(said: Script, language: str) -> Iterator[Piece]:
    yield from (one for one in said.pieces if one.key and one.language == language and not one.personal)
