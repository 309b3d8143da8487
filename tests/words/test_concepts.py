"""The registry of concepts: one pictogram, one meaning, on every label of every flow, in every language."""

from collections import defaultdict
from dataclasses import replace

import pytest

from bot import programme
from bot.catalog import Source
from bot.clashes import apart, clashes, labels, trade_clashes
from bot.emoji import is_newer
from bot.languages import LANGUAGES
from bot.lint import defects
from bot.services.meeting_talk import PICTURES
from flows import BOOK
from flows.concepts import APART, COLOURS, CONCEPTS, colour_of, pictogram_of
from flows.core import Choose, Option
from tests.flows.readers import PROGRAMME, WORDS

OTHER_WORDS = {
    ("sr_Cyrl", "👥 Anybody"): "who answers, and to whom: another case",
    ("sr_Latn", "👥 Anybody"): "who answers, and to whom: another case",
    ("mk", "👥 Anybody"): "who answers, and to whom: another case",
    ("rom", "👥 Anybody"): "who answers, and to whom: another word",
    ("rom", "🔑 Staff"): "our menu, and we",
}
"""Labels that one language says in two ways, each with the reason."""


FOUND = labels(BOOK)


def test_every_label_of_every_flow_keeps_to_the_registry() -> None:
    assert list(clashes(FOUND)) == []


def test_there_are_many_labels_and_few_that_it_does_not_bind() -> None:
    found = FOUND
    assert len(found) > 600
    assert sum(map(apart, found)) < 75
    assert all(reason for reason in APART.values())


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Yes", "has no pictogram"),
        ("🍕 Yes", "is not in the registry"),
        ("👎 Yes", "means no, which has no word Yes"),
        ("👍 Pizza", "means yes, which has no word Pizza"),
        ("🦽 Access", "newer than Unicode 11"),
    ],
)
def test_a_label_that_does_not_keep_to_it_is_named(label: str, said: str) -> None:
    (text,) = clashes({**FOUND, "ask.odd.one": label})
    assert text.startswith("ask.odd.one: ")
    assert said in text


def test_a_pictogram_of_two_meanings_and_a_word_of_two_pictograms_are_named() -> None:
    twice = (*CONCEPTS, replace(CONCEPTS[0], name="again_yes"))
    assert any("means yes and again_yes" in text for text in clashes(FOUND, twice))
    moved = (*CONCEPTS, replace(CONCEPTS[0], name="odd", pictogram="🍕", words=("Menu",)))
    assert any(text.startswith("Menu stands beside 🏠 and 🍕") for text in clashes(FOUND, moved))


def test_what_nothing_says_any_more_is_named() -> None:
    more = (*CONCEPTS, replace(CONCEPTS[0], name="pizza", pictogram="🍕", words=("Pizza",)))
    assert list(clashes(FOUND, more)) == ["pizza: nothing says 🍕 Pizza any more."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_label_is_one_word_in_each_language(language: str) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for key, label in FOUND.items():
        hit = WORDS.find(key, language, "")
        assert hit is not None
        if hit[1] == language:
            said[label].add(hit[0])
    twice = {label for label, words in said.items() if len(words) > 1}
    assert twice == {label for code, label in OTHER_WORDS if code == language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_has_its_pictogram_in_each_language(language: str) -> None:
    for key, label in FOUND.items():
        assert pictogram_of(WORDS.text(key, label, language)) == pictogram_of(label), key


@pytest.mark.parametrize("known", ["👍", "🧵", "♻️", "👩‍🏫", "🇪🇺", "ℹ️", "🧹", "🧰", "🥳", "🛹", "⭐", "❤️"])
def test_pictograms_of_2018_and_before_are_known(known: str) -> None:
    assert not is_newer(f"{known} word")


@pytest.mark.parametrize("newer", ["🥱", "🪡", "🧑‍🏫", "🛖", "🟢", "🦽", "🫶", "🤌", "❤️‍🔥", "🧇"])
def test_newer_ones_are_found(newer: str) -> None:
    assert is_newer(f"a {newer} word")
    assert any("Unicode 11" in str(text) for text in defects(Source("a.b", f"{newer} Hi", "prompt"), f"{newer} Hi"))


@pytest.mark.parametrize(
    ("label", "sign"), [("👍 Yes", "👍"), ("ℹ️ Info", "ℹ️"), ("Shqip", ""), ("Ћирилица", ""), ("12 Fish", ""), ("👍", "")]
)
def test_a_pictogram_stands_before_the_words(label: str, sign: str) -> None:
    assert pictogram_of(label) == sign


def test_meetings_are_shown_by_the_same_pictograms_everywhere() -> None:
    kinds = {option.value: option.label for option in _options("new_meeting", "what")}
    assert {value: pictogram_of(label) for value, label in kinds.items()} == PICTURES


def test_trades_have_pictograms_of_their_own() -> None:
    assert list(trade_clashes(PROGRAMME.trade)) == []
    signs = {key: programme.Named(labels=dict.fromkeys(LANGUAGES, label)) for key, label in _TRADES.items()}
    found = list(trade_clashes(signs))
    assert [text.partition("]")[0] for text in found] == ["[trade.taken", "[trade.bare", "[trade.new", "[trade.twin"]


_TRADES = {"taken": "📅 Planning", "bare": "Bees", "new": "🪡 Sewing", "first": "🐝 Bees", "twin": "🐝 Honey"}


def test_a_colour_is_always_the_same() -> None:
    assert colour_of("👍") == CONCEPTS[0].colour
    assert colour_of("🐝") == colour_of("🐝")
    assert colour_of("🐝") in COLOURS


def _options(flow: str, state: str) -> tuple[Option, ...]:
    found = BOOK.flows[flow].by_name[state]
    assert isinstance(found, Choose)
    return found.options
