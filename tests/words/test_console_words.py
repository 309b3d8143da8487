"""Every word of the console is used where it stands, and every word that a page asks for is there."""

import re
from collections.abc import Iterator

import pytest

from bot.catalog import load, sources
from bot.console_words import PAGES, PREFIX, WORDS
from bot.languages import fold
from bot.web.console.frame import Page
from bot.web.console.pages import ENTRIES
from flows import BOOK
from tests.sources import ROOT

KNOWN = re.compile(r"""known\(["']([a-z_.]+)["']""")
QUOTED = re.compile(r"""["']([a-z_]+\.[a-z0-9_.]+)["']""")
COMPUTED = re.compile(r"""f["']([a-z_]+(?:\.[a-z_]+)*[._])\{""")

OTHER_WORDS = {
    "sq": re.compile(
        r"\b(staf|skic|inciz|regjistri ruan)|\b(shkruani|zgjidhni|shikoni|kthejuani|mbylleni|jepjani)\b", re.I
    ),
    "mk": re.compile(r"\b\w+јте\b|\b(изберете|погледнете|вратете|затворете|напишете|бидете)\b|\bДром\b", re.I),
    "sr_Cyrl": re.compile(r"\b\w+(ајте|ујте)\b|\b(изаберите|вратите|затворите|упишите|пошаљите)\b", re.I),
}
"""Words for a thing that has another one, and an address to more than one."""


def texts() -> Iterator[str]:
    """Give every page and template of the console."""
    for folder, ending in (("bot/web/console", "*.py"), ("bot/web/pages/console", "*.html")):
        yield from (path.read_text("utf-8") for path in sorted((ROOT / folder).glob(ending)))


def test_no_two_pages_have_one_word() -> None:
    keys = [key for page in PAGES for key in page]
    assert len(keys) == len(set(keys))


def test_each_word_that_a_page_asks_for_is_there() -> None:
    asked = {key for text in texts() for key in re.findall(r"""say\(["']([a-z_]+\.[a-z0-9_.]+)["']""", text)}
    asked |= {f"{one.name}.menu" for one in ENTRIES if isinstance(one, Page) and one.place}
    assert len(asked) > 150
    assert sorted(key for key in asked if f"{PREFIX}{key}" not in WORDS) == []


def test_each_word_is_asked_for_somewhere() -> None:
    every = list(texts())
    quoted = {key for text in every for key in QUOTED.findall(text)}
    begun = {
        begin for text in every for begin in [*(f"{one}." for one in KNOWN.findall(text)), *COMPUTED.findall(text)]
    }
    begun |= {f"{one.name}.menu" for one in ENTRIES if isinstance(one, Page) and one.place}
    quoted |= {f"{key}.one" for key in quoted if f"{PREFIX}{key}" in WORDS}  # how the same is said of one
    idle = [key for page in PAGES for key in page if key not in quoted and not key.startswith(tuple(begun))]
    assert idle == []


def test_the_catalogues_know_them_all() -> None:
    kinds = {source.key: source.kind for source in sources(BOOK)}
    assert all(kinds[key] == "page" for key in WORDS)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_no_word_says_a_message_where_the_house_says_another(key: str) -> None:
    assert not re.search(r"\b(user|chatbot|bot|broadcast|event|RSVP)s?\b", WORDS[key], re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "sq", "sr_Cyrl", "sr_Latn", "mk"])
def test_the_way_into_the_console_is_told_as_the_chat_says_it(language: str) -> None:
    words = load()
    told = words.of(language)["console.signing.how"]
    for button in ("menu.team.staff", "staff.menu.console"):
        assert fold(words.of(language)[button].partition(" ")[2]) in fold(told), button


@pytest.mark.parametrize("language", sorted(OTHER_WORDS))
def test_one_thing_has_one_word_and_one_person_is_addressed(language: str) -> None:
    told = {key: text for key, text in load().of(language).items() if key in WORDS}
    assert len(told) > 1000
    assert {key: text for key, text in told.items() if OTHER_WORDS[language].search(text)} == {}


def test_macedonian_has_no_latin_letter_within_a_word() -> None:
    latin = re.compile("[а-џѐ-џ][a-zà-ÿ]|[a-zà-ÿ][а-џѐ-џ]", re.IGNORECASE)
    assert [key for key, text in load().of("mk").items() if latin.search(text)] == []
