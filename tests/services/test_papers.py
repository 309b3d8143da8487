"""Papers hold what they are given, in every script, and say so where they cannot draw it."""

import logging
import re

import pytest

from bot.papers import data_paper
from tests.services.paper import text_of


def test_a_paper_names_signs_that_it_cannot_draw() -> None:
    rows = [{"name": "Ana 🧵 ليلى \u202ex", "nfd": "Ljerka Žu\u030cz\u030c"}, {"long": "x" * 5000}]
    text = " ".join(text_of(data_paper("Title", {"person": rows})).split())
    assert "[spool of thread]" in text
    assert "[arabic letter lam]" in text
    assert "[right-to-left override]" in text
    assert "Žǔž" in text
    assert text.count("x") >= 5000


def test_a_long_paper_has_pages() -> None:
    paper = data_paper("Title", {"inbox": [{"text": f"line {n}"} for n in range(200)]})
    assert paper.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", paper)) > 3


def test_nothing_that_a_person_wrote_gets_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        data_paper("Title", {"person": [{"name": "ليلى ☃ 漢"}]})
    assert not [record for record in caplog.records if any(sign in record.getMessage() for sign in "ليى☃漢")]
