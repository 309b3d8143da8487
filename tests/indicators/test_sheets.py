"""Tables that spreadsheets open: no text becomes a formula, and telephone numbers stay what they are."""

import csv
import io

import pytest

from bot.sheets import cell, sheet

STARTS = ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "﹦", "﹢", "﬩"]
BEFORE = ["", " ", "\t", "\r", "\n", "\0", "\u00a0", "\u200b", "\ufeff", "\u202e", "\u2028", "\x0b", "\x85"]
TAILS = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "SUM(A1:A9)*cmd|'/c'!A1", "x;=1+1", '";=1+1', "a,=1+1"]
HOSTILE = [f"{start}{tail}" for start in STARTS for tail in TAILS]


def _read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("before", BEFORE)
def test_no_cell_begins_as_a_formula(before: str) -> None:
    rows = _read(sheet([[f"{before}{text}", 7] for text in HOSTILE]))
    for row, text in zip(rows, HOSTILE, strict=True):
        assert row[0].startswith("'"), repr(text)
        assert row[1] == "7"
        assert row[0].replace("'", "").endswith(text.replace("'", "")), "nothing of it is lost"


def test_a_text_never_leaves_its_cell() -> None:
    for separator in (",", ";", "\t"):
        data = sheet([['a";=1+1', "b\r\n=1+1", "c,=1+1;=1+1"]]).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(data, newline=""), delimiter=separator))
        assert len(rows) == 1
        assert not any(found.lstrip('" ').startswith("=") for row in rows for found in row), separator


@pytest.mark.parametrize("number", ["+355691234567", "+355 69 123 4567", "+381-64-123-45-67", " +45 12345678 "])
def test_telephone_numbers_stay_readable(number: str) -> None:
    found = cell(number)
    assert found == f"tel:{number.strip()}"


@pytest.mark.parametrize("text", ["+1+1", "+cmd", "+12", "+A1:B9"])
def test_what_only_looks_like_one_is_a_text(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_plain_values_stay_as_they_are() -> None:
    assert [cell(one) for one in ("Џеладин", "Elbasan, AL", "5 = 5", None, 0, -3)] == [
        "Џеладин",
        "Elbasan, AL",
        "5 = 5",
        "",
        0,
        -3,
    ]
    data = sheet([["Name", 12], [None, 0]])
    assert data == '\ufeff"Name";12\r\n"";0\r\n'.encode()
