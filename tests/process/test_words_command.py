"""The command that takes along what staff corrected in the console."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.catalog import load
from tests.process.programs import Teller

pytestmark = pytest.mark.process
ENGLISH = "I help small businesses save money and stay green."


def correct(folder: Path, english: str, text: str) -> None:
    values = ("sq", "welcome.why", english, text, True, "x", "2026-06-15 10:00:00.000000")
    names = "language, context, english, text, confirmed, made_by, made_at"
    with closing(sqlite3.connect(folder / "drom.db")) as connection, connection:
        connection.execute(f"INSERT INTO correction ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def test_corrections_are_written_as_a_patch(teller: Teller, polling: dict[str, str], tmp_path: Path) -> None:
    file, data = tmp_path / "words.patch", Path(polling["DROM_DATA_DIR"])
    assert teller.run(polling, "migrate").code == 0
    nothing = teller.run(polling, "messages", "export", str(file))
    assert (nothing.code, nothing.out) == (0, "Nothing has been corrected.\n"), nothing
    assert not file.exists()
    correct(data, ENGLISH, "Ndihmoj biznese të vogla.")
    done = teller.run(polling, "messages", "export", str(file))
    assert (done.code, done.out.partition(".")[0]) == (0, f"Written: {file}".partition(".")[0]), done
    patch = file.read_text("utf-8")
    assert patch.startswith("diff --git a/locales/REVIEW.md b/locales/REVIEW.md\n--- a/locales/REVIEW.md\n")
    assert f'-msgstr "{load().given("welcome.why", "sq")}"\n+msgstr "Ndihmoj biznese të vogla."\n' in patch
    correct(data, "I help.", "Ndihmoj.")
    done = teller.run(polling, "messages", "export", str(file))
    assert done.out == ("Left out, for the English has changed since: sq welcome.why\nNothing has been corrected.\n"), (
        done
    )
