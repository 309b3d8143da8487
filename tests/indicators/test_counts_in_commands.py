"""What commands tell of tips and courses: no group under five, nor what would tell how many these are."""

import pytest

from bot.commands.lists import HIDDEN, counted, say_what_is_hidden
from storage.tip_tallies import Tally

ROWS = {"sewing": Tally(seen=40, tried=12, done=6), "hair": Tally(seen=9, tried=3), "": Tally(seen=5, tried=8)}


def test_no_group_under_five_is_told() -> None:
    told = counted(ROWS, Tally.__slots__)
    assert [row["seen"] for row in told.values()] == ["40", "9", "5"]
    assert [row["tried"] for row in told.values()] == ["12", HIDDEN, HIDDEN], "three of 23 could be worked out"
    assert [row["done"] for row in told.values()] == ["6", "0", "0"]


def test_alone_a_few_are_hidden_as_well() -> None:
    assert counted({"sewing": Tally(tried=4, done=5)}, ("tried", "done")) == {"sewing": {"tried": HIDDEN, "done": "5"}}


def test_the_sign_is_explained_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    say_what_is_hidden(counted(ROWS, ("seen",)))
    assert capsys.readouterr().out == ""
    say_what_is_hidden(counted(ROWS, ("tried",)))
    assert capsys.readouterr().out == "* under 5, or what would tell how many these are.\n"
