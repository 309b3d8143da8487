"""The commands about numbers: every target of the sample in a list, and a table that spreadsheets open."""

import csv
from pathlib import Path

import pytest

from tests.process.programs import Teller
from tests.services.sample import programme

pytestmark = pytest.mark.process


def test_targets_are_listed_and_written(teller: Teller, polling: dict[str, str], tmp_path: Path) -> None:
    assert teller.run(polling, "migrate").code == 0
    listed = teller.run(polling, "indicators")
    assert listed.code == 0, listed
    lines = listed.out.splitlines()
    targets = [one.key for campaign in programme().programme.values() for one in campaign.targets]
    assert [line.split()[0] for line in lines if line.startswith("  ")] == targets
    assert "nordic  Open spaces  2026-01 to 2027-12" in lines
    assert any(line.startswith("  info_people  0 of 60  People at info sessions  ") for line in lines)
    assert any(line.startswith("  prizes  Not counted yet of 3  ") for line in lines), "nothing typed is not nought"
    file = tmp_path / "nordic.csv"
    written = teller.run(polling, "indicators", "csv", "nordic", str(file))
    assert (written.code, written.out) == (0, f"Written: {file}.\n"), written
    with file.open(encoding="utf-8-sig", newline="") as rows:
        found = list(csv.reader(rows, delimiter=";"))
    assert {row[2] for row in found[1:]} == {one.labels["en"] for one in programme().programme["nordic"].targets}
    missing = teller.run(polling, "indicators", "csv", "unknown", str(file))
    assert (missing.code, missing.out) == (1, "")
    assert missing.err.startswith("There is no programme unknown; there is: green_albania, ")


def test_numbers_are_typed_listed_and_taken_back(teller: Teller, polling: dict[str, str]) -> None:
    assert teller.run(polling, "migrate").code == 0

    def typed(*words: str) -> tuple[int, str]:
        done = teller.run(polling, "indicators", "type", *words)
        return done.code, done.out or done.err

    prizes = ("green_albania", "prizes", "2", "--source", "List of June")
    assert typed(*prizes, "--day", "2026-02-03", "--country", "al") == (0, "Number 1 is kept.\n")
    listed = teller.run(polling, "indicators", "typed", "green_albania").out
    assert listed == "1  2026-02-03  prizes  AL  2  List of June\n"
    assert any("prizes  2 of 3" in line for line in teller.run(polling, "indicators").out.splitlines())
    assert typed("green_albania", "selected", "7", "--source", "Files")[0] == 0
    assert "  7  " not in teller.run(polling, "indicators", "typed", "green_albania").out, "people are not told apart"
    for words, said in (
        (("nowhere", "prizes", "2", "--source", "x"), "There is no target prizes of nowhere"),
        (
            ("green_albania", "nothing", "2", "--source", "x"),
            "There is no target nothing of green_albania; there is: info",
        ),
        (("green_albania", "prizes", "0", "--source", "x"), "Write a whole number, at least 1."),
        (("green_albania", "prizes", "2", "--source", " "), "Say where it is written"),
        (("green_albania", "prizes", "2", "--source", "x", "--country", "DK"), "Choose a country."),
        (("green_albania", "prizes", "2", "--source", "x", "--day", "2999-01-01"), "Choose a day"),
    ):
        code, told = typed(*words)
        assert (code, told.startswith(said)) == (1, True), told
    assert teller.run(polling, "indicators", "take-back", "1").out == "Number 1 counts no more.\n"
    again = teller.run(polling, "indicators", "take-back", "1")
    assert (again.code, again.err) == (1, "There is no number 1 that counts.\n")
