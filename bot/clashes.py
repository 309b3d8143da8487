"""Whether every label keeps to the registry of concepts: one pictogram, one meaning; it never knows who reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from bot.emoji import is_newer, take_apart
from flows.concepts import APART, CONCEPTS, SEVERAL, Concept, pictogram_of
from flows.core.asides import ASIDES
from flows.core.asides import key as aside_key
from flows.core.checks import fixed_options
from flows.core.flow import Book


class Named(Protocol):
    """Something of a programme file that has a label in every language."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the label by language."""


LABELS = ("more",)
"""The asides that are labels of choices."""


def labels(book: Book) -> dict[str, str]:
    """Return the English label of every fixed choice of every flow, by its key."""
    found = {
        f"{flow.name}.{state.name}.{option.value}": option.label
        for flow in book.pages
        for state in flow.states
        for option in fixed_options(state)
    }
    return {**found, **{aside_key(name): ASIDES[name] for name in LABELS}}


def clashes(found: Mapping[str, str], concepts: Sequence[Concept] = CONCEPTS) -> Iterator[str]:
    """Say what is wrong with the registry, and which labels, by key, do not keep to it, each in one sentence."""
    yield from _in_registry(concepts)
    for key, label in found.items():
        if text := _defect(key, label, concepts):
            yield f"{key}: {text}."
    yield from _unused(found, concepts)


def trade_clashes(trades: Mapping[str, Named]) -> Iterator[str]:
    """Say which trades of a programme file have no pictogram of their own, that old phones know, in every language."""
    seen: dict[str, str] = {one.pictogram: f"{one.name} in Drom's own words" for one in CONCEPTS}
    for key, trade in trades.items():
        signs = {pictogram_of(label) for label in trade.labels.values()}
        sign = min(signs, default="")
        if len(signs) != 1 or not sign or is_newer(sign):
            yield f"[trade.{key}] its labels must all begin with one pictogram that Unicode 11 (2018) had."
        elif sign in seen:
            yield f"[trade.{key}] {sign} means {seen[sign]} already."
        seen[sign] = f"the trade {key}"


def apart(key: str) -> bool:
    """Tell whether a choice is one that the registry does not bind."""
    return any(key == one or key.startswith(f"{one}.") for one in APART)


def _in_registry(concepts: Iterable[Concept]) -> Iterator[str]:
    """Find one pictogram for two meanings, and one word beside two pictograms."""
    pictograms: dict[str, list[str]] = defaultdict(list)
    words: dict[str, list[str]] = defaultdict(list)
    for one in concepts:
        pictograms[one.pictogram].append(one.name)
        for word in one.words:
            words[word].append(one.pictogram)
        if take_apart(one.pictogram)[1].strip() or is_newer(one.pictogram):
            yield f"{one.name}: {one.pictogram} is no pictogram that old phones know."
    yield from (f"{sign} means {' and '.join(names)}." for sign, names in pictograms.items() if len(names) > 1)
    for word, signs in words.items():
        if (len(signs) > 1) != (word in SEVERAL):
            yield f"{word} stands beside {' and '.join(signs)}, which the list of such words does not say."


def _defect(key: str, label: str, concepts: Iterable[Concept]) -> str:
    """Say what is wrong with one label, "" for nothing."""
    sign = pictogram_of(label)
    if is_newer(label):
        return f"{label} is newer than Unicode 11, old phones draw a box"
    if apart(key):
        return ""
    if not sign:
        return f"{label} has no pictogram"
    known = next((one for one in concepts if one.pictogram == sign), None)
    if known is None:
        return f"{sign} is not in the registry of concepts"
    word = label.removeprefix(sign).strip()
    return "" if word in known.words else f"{sign} means {known.name}, which has no word {word}"


def _unused(found: Mapping[str, str], concepts: Iterable[Concept]) -> Iterator[str]:
    """Find words of the registry that no label has any more, and exceptions that nothing needs."""
    said = {label for key, label in found.items() if not apart(key)}
    for one in concepts:
        for word in one.words:
            if f"{one.pictogram} {word}" not in said:
                yield f"{one.name}: nothing says {one.pictogram} {word} any more."
    for beginning in APART:
        if not any(key == beginning or key.startswith(f"{beginning}.") for key in found):
            yield f"{beginning}: this exception from the registry of concepts is of nothing."
