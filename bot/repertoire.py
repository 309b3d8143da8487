"""All that somebody records for Drom to say, each once, the most heard first; pure, it never knows what is recorded.

Words are known by how they sound, not by their key: whoever says "Yes" says it for every screen. Frames are recorded
segment by segment; what stands between them (days, months, times, numbers) is recorded once for all.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.aloud import HEARD, every_atom
from bot.catalog import Words
from bot.languages import SOURCE
from bot.prompts import READERS, Prompt, prompts
from bot.script import Piece
from bot.voices.recordings import hash_of
from flows.core.flow import Book
from flows.core.values import Reply

_LABELS = tuple(f"programme.{kind}." for kind in ("organisation", "programme", "country", "home", "town", "trade"))
"""How the keys begin of what a programme file names: trades, towns, organisations."""

_VALUES = {
    **dict.fromkeys(("weekday", "month", "day"), frozenset({"day"})),
    "clock": frozenset({"time", "until"}),
    "number": frozenset({"number", "free", "total", "days", "hours", "people"}),
}
"""Which variables say what kind of atom: so often is it heard."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words to record. ``key`` is where they stand first, ``hash`` what a voice note knows them by.

    ``screens`` is on how many screens they are heard.
    """

    key: str
    words: str
    hash: str
    screens: int


_kept: dict[tuple[int, int, str], tuple[Book, Words, tuple[Line, ...]]] = {}
"""What was worked out, by flows, words and language; both are held, so that their numbers stay theirs."""


def lines(book: Book, words: Words, language: str) -> tuple[Line, ...]:
    """Return all that is said by a voice of ``language`` (``HEARD``'s values), the most heard first."""
    about = (id(book), id(words), language)
    if about not in _kept:
        _kept[about] = (book, words, _worked_out(book, words, language))
    return _kept[about][2]


def forget() -> None:
    """Forget what was worked out: to be called when catalogues say other words than before."""
    _kept.clear()


def _worked_out(book: Book, words: Words, language: str) -> tuple[Line, ...]:
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
    told = [Line(piece.key, piece.words, hash, screens[hash]) for hash, piece in found.items()]
    return tuple(sorted(told, key=lambda line: -line.screens))


def _labels(words: Words) -> Iterator[Prompt]:
    """Yield what a programme file names, as screens of their own."""
    named = ((key, text) for key, text in words.of(SOURCE).items() if key.startswith(_LABELS))
    yield from (Prompt(Reply(key, text), frozenset(), open=False, long=False) for key, text in named)


def _pieces(prompt: Prompt, words: Words, language: str) -> Iterator[Piece]:
    """Yield what of a screen can be recorded in a language, for each of its readers."""
    for reader, country in READERS:
        if HEARD[reader] == language:
            said = prompt.script(words, reader, country).pieces
            yield from (one for one in said if one.key and one.language == language and not one.personal)
