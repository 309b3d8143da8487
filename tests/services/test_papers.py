"""Papers hold what they are given, in every script, and say so where they cannot draw it."""

import logging
import re

import pytest

from bot.papers import data_paper
from bot.sections import Section
from tests.services.paper import text_of


def test_a_paper_names_signs_that_it_cannot_draw() -> None:
    lines = ["Ana 🧵 ليلى \u202ex", "Ljerka Žu\u030cz\u030c", "x" * 5000]
    text = " ".join(text_of(data_paper("Title", [Section("Known", lines)])).split())
    assert "[spool of thread]" in text
    assert "[arabic letter lam]" in text
    assert "[right-to-left override]" in text
    assert "Žǔž" in text
    assert text.count("x") >= 5000


def test_a_long_paper_has_pages_and_what_stands_apart_begins_one() -> None:
    long = data_paper("Title", [Section("Said", [f"line {n}" for n in range(200)])])
    assert long.startswith(b"%PDF-")
    assert _pages(long) > 3
    assert _pages(data_paper("Title", [Section("Known", ["a"]), Section("Said", ["b"], apart=True)])) == 2


def test_nothing_that_a_person_wrote_gets_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        data_paper("Title", [Section("Known", ["ليلى ☃ 漢"])])
    assert not [record for record in caplog.records if any(sign in record.getMessage() for sign in "ليى☃漢")]


def _pages(paper: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", paper))
