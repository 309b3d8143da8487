"""The words of all languages in the form they are compared in; it never knows which screen is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class _Known:
    """Phrases with what they name, by language and in all; pictograms; and the labels of ``words`` met so far."""

    words: Words
    of: Mapping[str, Mapping[str, frozenset[str]]]
    everywhere: Mapping[str, frozenset[str]]
    commands: Mapping[str, Mapping[str, frozenset[str]]]
    pictures: Mapping[str, str]
    labels: dict[tuple[str, str, str], Wording]


class Vocabulary:
    """What people may type in every state, built from the catalogues, and the labels met so far."""

    __slots__ = ("_known",)

    def __init__(self, words: Words) -> None:
        self._known = _learned(words)

    def learn(self, words: Words) -> None:
        """Know other words from now on, or the same ones after they were corrected; safe beside other threads."""
        self._known = _learned(words)

    @property
    def pictures(self) -> Mapping[str, str]:
        """Return the pictograms that mean the same on every screen."""
        return self._known.pictures

    def meanings(self, phrase: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return what a phrase names in the reader's language, and in any: commands, yes, no, n0 to n10."""
        known = self._known
        return known.of.get(language, {}).get(phrase, NOTHING), known.everywhere.get(phrase, NOTHING)

    def phrases(self, language: str) -> Mapping[str, frozenset[str]]:
        """Return every phrase of one language with what it names."""
        return MappingProxyType(self._known.of[language])

    def commands(self, language: str) -> Iterator[Mapping[str, frozenset[str]]]:
        """Yield the phrases that name each command, in the reader's language and then in all."""
        commands = self._known.commands
        yield commands.get(language, {})
        yield commands[""]

    def wording(self, option: Shown, words: Words, country: str) -> Wording:
        """Return the forms of an option's label in every language, and in its own words where it has no key."""
        known = self._known
        if known.words is not words:
            known = self._known = replace(known, words=words, labels={})
        place, labels = (option.key, option.label, country), known.labels
        if (found := labels.get(place)) is None:
            if len(labels) >= KEPT_LABELS:
                labels.clear()
            found = labels[place] = _wording(option, words, country)
        return found

    def __len__(self) -> int:
        """Return how many labels are remembered."""
        return len(self._known.labels)


def _learned(words: Words) -> _Known:
    of: dict[str, dict[str, frozenset[str]]] = {code: {} for code in LANGUAGES}
    everywhere: dict[str, frozenset[str]] = {}
    pictures: dict[str, str] = dict(PICTURES)
    for code in LANGUAGES:
        for name, word in _entries(words, code):
            signs, plain = take_apart(word)
            pictures = {**dict.fromkeys(signs, name), **pictures}
            for phrase in _phrases(plain):
                for book in (of[code], everywhere):
                    book[phrase] = book.get(phrase, NOTHING) | {name}
    commands = {code: _by_command(own) for code, own in (*of.items(), ("", everywhere))}
    return _Known(words, of, everywhere, commands, pictures, {})


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
