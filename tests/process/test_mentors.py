"""The commands about mentors beside nobody: made, changed, listed; questions told step by step and counted."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.sqlite import sqlite_engine
from tests.process.programs import Teller, database
from tests.questions.village import ask, member

pytestmark = pytest.mark.process


def test_from_the_first_mentor_to_the_count(teller: Teller, polling: dict[str, str]) -> None:
    def run(*words: str, code: int = 0) -> str:
        done = teller.run(polling, "mentors", *words)
        assert done.code == code, done
        return done.out + done.err

    assert teller.run(polling, "migrate").code == 0
    assert run("list").startswith("There is no mentor.")
    told = run("add", "--languages", "sq, en", "--topics", "money", "--hours", "9-17", "--label", "M.")
    assert told.startswith("Role 1. Send this to the bot within ten minutes: /start staff-")
    assert "drom staff link 1." in told
    run("add", "--helper", "--languages", "rom,en", "--country", "AL")
    assert run("list").splitlines() == [
        "1  mentor  all  sq,en  money  all countries  9-17  M.  (not taken yet)",
        "2  helper  all  rom,en  all topics  AL  7-22  (not taken yet)",
    ]
    assert run("change", "1", "--topics", "green,eu", "--countries", "RS") == "Changed.\n"
    assert "1  mentor  all  sq,en  green,eu  RS  9-17" in run("list")
    assert "Languages: 'fr' is none of sq, rom, sr, mk, en" in run("add", "--languages", "fr", code=1)
    assert "[country.FR] is not in the programme file" in run("add", "--languages", "sq", "--country", "FR", code=1)
    assert "Hours must be two whole hours" in run("add", "--languages", "sq", "--hours", "nine", code=1)
    assert "There is no mentor or helper with the role 9." in run("change", "9", code=1)
    assert run("questions").startswith("No question waits.")
    assert run("count").endswith(f"No question was asked. The database is {database(polling)}.\n")

    engine = sqlite_engine(database(polling))
    with engine.begin() as connection:
        ask(connection, member(connection), now=datetime.now(UTC) - timedelta(hours=50))
    engine.dispose()
    assert run("questions") == "1  waiting  AL  en  money  50 h\n"
    assert run("explain", "1").endswith("  asked  en, money\n")
    assert "There is no question 2." in run("explain", "2", code=1)
    assert "Question 1 is waiting: only a flagged one is given back." in run("release", "1", code=1)
    assert run("count", "--by", "topic") == (
        "money  asked *  answered 0  first answer: half within -, nine of ten within -  helped 0 of 0  "
        "lapsed claims 0  over 48 h 0  waiting *\n"
        "* under 5, or what would tell how many these are.\n"
    )
    assert "No such" not in run("expert", "1", "1", code=1)
    assert run("close", "1") == "Closed.\n"
    assert run("questions").startswith("No question waits.")


def test_the_next_command_is_told_for_the_same_database(teller: Teller, polling: dict[str, str]) -> None:
    alone = {name: value for name, value in polling.items() if "TELEGRAM" not in name}
    assert teller.run(alone, "--demo", "migrate").code == 0
    of_demo = teller.run(alone, "--demo", "mentors", "add", "--languages", "en")
    assert "drom --demo staff link 1." in of_demo.out
