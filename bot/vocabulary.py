"""The words of all languages in the form they are compared in; it never knows which screen is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.catalog import Words
from bot.emoji import take_apart
from bot.heard import squash
from bot.languages import LANGUAGES
from bot.letters import spellings
from bot.vocabulary_words import WORDS, alternatives
from flows.core.commands import COMMANDS
from flows.core.values import Shown

PICTURES = {
    **{"🏠": "menu", "◀": "back", "✋": "stop", "🙋": "help", "🔊": "again", "🗣": "language"},
    **{"👍": "yes", "👎": "no"},
}
"""Pictograms that mean the same on every screen that does not use them itself (``conversations.md`` 1, rule 13)."""

KEPT_LABELS = 4096
"""How many options' forms are remembered at most; names and towns of a large programme would grow without end."""

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    """The forms of one option: its label's spellings by language and in all, and its pictograms."""

    by_language: Mapping[str, frozenset[str]]
    everywhere: frozenset[str]
    pictures: frozenset[str]


class Vocabulary:
    """What people may type in every state, built once from the catalogues, and the labels met so far."""

    __slots__ = ("_commands", "_everywhere", "_labels", "_of", "pictures")

    def __init__(self, words: Words) -> None:
        self._of: dict[str, dict[str, frozenset[str]]] = {code: {} for code in LANGUAGES}
        self._everywhere: dict[str, frozenset[str]] = {}
        self.pictures: Mapping[str, str] = dict(PICTURES)
        for code in LANGUAGES:
            for name, word in _entries(words, code):
                self._add(code, name, word)
        self._commands = {code: _by_command(own) for code, own in (*self._of.items(), ("", self._everywhere))}
        self._labels: tuple[Words, dict[tuple[str, str, str], Wording]] = (words, {})

    def meanings(self, phrase: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return what a phrase names in the reader's language, and in any: commands, yes, no, n0 to n10."""
        return self._of.get(language, {}).get(phrase, NOTHING), self._everywhere.get(phrase, NOTHING)

    def phrases(self, language: str) -> Mapping[str, frozenset[str]]:
        """Return every phrase of one language with what it names."""
        return MappingProxyType(self._of[language])

    def commands(self, language: str) -> Iterator[Mapping[str, frozenset[str]]]:
        """Yield the phrases that name each command, in the reader's language and then in all."""
        yield self._commands.get(language, {})
        yield self._commands[""]

    def wording(self, option: Shown, words: Words, country: str) -> Wording:
        """Return the forms of an option's label in every language, and in its own words where it has no key."""
        known, labels = self._labels
        if known is not words:
            labels = {}
            self._labels = (words, labels)
        place = (option.key, option.label, country)
        if (found := labels.get(place)) is None:
            if len(labels) >= KEPT_LABELS:
                labels.clear()
            found = labels[place] = _wording(option, words, country)
        return found

    def __len__(self) -> int:
        """Return how many labels are remembered."""
        return len(self._labels[1])

    def _add(self, code: str, name: str, word: str) -> None:
        pictures, plain = take_apart(word)
        self.pictures = {**dict.fromkeys(pictures, name), **self.pictures}
        for phrase in _phrases(plain):
            for book in (self._of[code], self._everywhere):
                book[phrase] = book.get(phrase, NOTHING) | {name}


def _entries(words: Words, language: str) -> Iterator[tuple[str, str]]:
    for key, english in WORDS.items():
        for word in alternatives(words.text(key, english, language)):
            yield key.removeprefix("word."), word


def _by_command(names: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(phrase for phrase, named in names.items() if name in named) for name in COMMANDS}


def _wording(option: Shown, words: Words, country: str) -> Wording:
    by_language: dict[str, frozenset[str]] = {}
    pictures: set[str] = set()
    for code in LANGUAGES:
        label = words.text(option.key, option.label, code, country) if option.key else option.label
        signs, plain = take_apart(label)
        pictures.update(signs)
        by_language[code] = _phrases(plain)
    return Wording(by_language, NOTHING.union(*by_language.values()), frozenset(pictures))


def _phrases(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(squash, spellings(text))))
