"""The command that announces: nothing goes unless it is said twice, and its words are plain."""

from pathlib import Path

import pytest

from storage.sqlite import sqlite_engine
from storage.tables import contact
from tests.bench.audience import seat
from tests.process.programs import Teller, database

pytestmark = pytest.mark.process


async def test_counted_sent_paused_and_cancelled(teller: Teller, polling: dict[str, str], tmp_path: Path) -> None:
    def run(*words: str, code: int = 0) -> str:
        done = teller.run(polling, "announce", *words)
        assert done.code == code, done
        return done.out + done.err

    assert teller.run(polling, "migrate").code == 0
    assert run("list") == f"Nothing was announced. The database is {database(polling)}.\n"
    first, second, third = await seat(f"sqlite:///{database(polling)}", (1001, 1002, 1003))
    engine = sqlite_engine(database(polling))
    with engine.begin() as connection:
        connection.execute(contact.update().where(contact.c.id == third).values(language="sq"))
    engine.dispose()
    chosen = f"{first},{second},{third}"
    told = "3 invited.\n3 to go in turn.\n1 read sq, which has no text: they get another one.\n"
    hello = ("send", "--text", "en=Hello", "--to")
    assert run(*hello, chosen) == f"{told}Nothing is sent. Say it again with --yes to send it.\n"
    assert run("list").startswith("Nothing was announced.")
    file = tmp_path / "people.txt"
    file.write_text(chosen.replace(",", "\n"))
    assert run(*hello, str(file), "--yes") == f"{told}Announcement 1 is on its way.\n"
    assert run("pause", "1") == "3 invited.\n3 to go in turn.\n"
    assert run("pause", "1", code=1) == "Announcement 1 is paused.\n"
    assert run("continue", "1") == "3 invited.\n3 to go in turn.\n"
    assert run("cancel", "1") == "3 invited.\n3 cancelled.\n"
    assert run("again", "1", code=1) == "Announcement 1 is cancelled.\n"
    assert run("list").endswith("cancelled  en  3 invited: 3 cancelled\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("send", "--text", "xx=Hello", "--to", "1"), "'xx' is no language"),
        (("send", "--text", "en", "--to", "1"), "An announcement needs words"),
        (("send", "--text", "en=Hello", "--to", "1", "--yes"), "There is no contact 1"),
        (("send", "--text", "en=Hello", "--to", "Ana"), "--to takes numbers of contacts"),
        (("send", "--text", "en=Hello", "--text", "en=Bye", "--to", "1"), "--text names a language twice"),
        (("pause", "7"), "There is no announcement 7"),
    ],
)
def test_what_is_wrong_is_said(teller: Teller, polling: dict[str, str], words: tuple[str, ...], said: str) -> None:
    assert teller.run(polling, "migrate").code == 0
    done = teller.run(polling, "announce", *words)
    assert done.code == 1
    assert done.err.startswith(said), done.err
