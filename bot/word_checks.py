"""What must be true of a text that staff put in place of another while Drom runs; it never knows who they are.

These are the rules of the catalogues: of one text alone (``bot.lint``), and among the texts of its language.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from bot.catalog import Source, Words
from bot.languages import LANGUAGES, fold
from bot.letters import spellings
from bot.lint import Defect, defects
from bot.vocabulary_words import WORDS, alternatives
from flows.core.checks import fixed_options, words_of
from flows.core.commands import COMMANDS
from flows.core.flow import Book, Flow
from flows.core.states import State

LONGEST = 3
"""A text may be so many times as long as its English, and ``SPARE`` characters more: a screen must still hold it."""
SPARE = 60
DENIED = ("rom", "ром", "cigan", "цига", "gyps", "gips", "magjup", "evgj", "egjipt", "etni", "ethn", "етни", "nacional")
"""Beginnings of words for who somebody is by birth: Drom never asks and never says it."""
OWN_NAMES = {"Shqip", "Romanes", "Srpski", "Македонски", "English", "Latinica", "Ћирилица"}
"""Languages and scripts by their own names: the same everywhere."""

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def defects_of_change(
    book: Book, words: Words, language: str, source: Source, text: str, keys: tuple[str, ...] = ()
) -> Iterator[Defect]:
    """Say what is wrong with saying ``text`` for a source from now on, and for all ``keys`` that say the same."""
    yield from defects(source, text)
    yield from _by_itself(source, language, text)
    after = words.with_overlay({key: {language: text} for key in (source.key, *keys)})
    if source.kind == "words":
        yield from _meaning_two(after)
        yield from _naming_labels(book, after, language)
    for key in dict.fromkeys((source.key, *keys)):
        yield from _on_its_screen(book, after, language, key)


def _by_itself(source: Source, language: str, text: str) -> Iterator[Defect]:
    if len(text) > LONGEST * len(source.english) + SPARE:
        most = LONGEST * len(source.english) + SPARE
        yield Defect("long", f"has {len(text)} characters, at most {most}", most)
    if any(unicodedata.category(sign) in _HIDDEN for sign in text if sign not in source.english + "\n"):
        yield Defect("hidden", "has signs that nobody sees")
    if text == source.english and text in OWN_NAMES:
        return
    letters = [token.lower() for token in re.findall(r"[^\W\d_]+", re.sub(r"\{\w*\}", " ", text))]
    if any(token.startswith(DENIED) for token in letters):
        yield Defect("birth", "says who somebody is by birth")
    if LANGUAGES[language].script == "Latn" and _CYRILLIC.search(text):
        yield Defect("letters", "has Cyrillic letters")
    # Staff's console names programs, which are written in Latin letters everywhere.
    if LANGUAGES[language].script == "Cyrl" and source.kind != "page" and any(map(str.isascii, letters)):
        yield Defect("letters", "has Latin letters")


def _on_its_screen(book: Book, words: Words, language: str, key: str) -> Iterator[Defect]:
    """Say so where a label now looks like its neighbour, or is a command that it does not mean."""
    found = _state_of(book, key)
    if found is None:
        return
    flow, state = found
    labels = _labels(words, language, flow, state)
    mine = labels.get(key)
    if mine is None:
        return
    if sum(one == mine for one in labels.values()) > 1:
        yield Defect("alike", f"looks like another choice of {flow.name}.{state.name}")
    if _is_strange_command(_commands(words, language), flow, state, key, mine):
        yield Defect("command", "is a command that it does not mean")


def _naming_labels(book: Book, words: Words, language: str) -> Iterator[Defect]:
    """Say so where what people may type is now the label of something else."""
    commands = _commands(words, language)
    for flow in book.pages:
        for state in flow.states:
            for key, label in _labels(words, language, flow, state).items():
                if _is_strange_command(commands, flow, state, key, label):
                    yield Defect("command", f"stands on a button of {flow.name}.{state.name}")


def _is_strange_command(commands: Mapping[str, str], flow: Flow, state: State, key: str, label: str) -> bool:
    option = next(one for one in fixed_options(state) if f"{flow.name}.{state.name}.{one.value}" == key)
    return commands.get(label, option.command) not in {option.command, words_of(option.label)}


def _meaning_two(words: Words) -> Iterator[Defect]:
    """Say so where something that people may type means two things, in whatever language."""
    meanings: dict[str, str] = {}
    for language in LANGUAGES:
        for key in WORDS:
            for word in alternatives(words.of(language).get(key, "")):
                for spelling in spellings(word):
                    if meanings.setdefault(spelling, key) != key:
                        yield Defect("meaning", f"{word} means {key} and {meanings[spelling]}")


def _state_of(book: Book, key: str) -> tuple[Flow, State] | None:
    for flow in book.pages:
        for state in flow.states:
            if key.startswith(f"{flow.name}.{state.name}."):
                return flow, state
    return None


def _labels(words: Words, language: str, flow: Flow, state: State) -> dict[str, str]:
    keys = [f"{flow.name}.{state.name}.{option.value}" for option in fixed_options(state)]
    return {key: fold(words_of(words.text(key, "", language))) for key in keys}


def _commands(words: Words, language: str) -> dict[str, str]:
    named = ((command, words.text(f"word.{command}", "", language)) for command in COMMANDS)
    return {fold(word): command for command, said in named for word in alternatives(said)}
