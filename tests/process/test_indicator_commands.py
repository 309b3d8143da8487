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
    assert any(line.startswith("  prizes  Not counted yet of 3  ") for line in lines), "no source is not nought"
    file = tmp_path / "nordic.csv"
    written = teller.run(polling, "indicators", "csv", "nordic", str(file))
    assert (written.code, written.out) == (0, f"Written: {file}.\n"), written
    with file.open(encoding="utf-8-sig", newline="") as rows:
        found = list(csv.reader(rows))
    assert {row[2] for row in found[1:]} == {one.labels["en"] for one in programme().programme["nordic"].targets}
    missing = teller.run(polling, "indicators", "csv", "unknown", str(file))
    assert (missing.code, missing.out) == (1, "")
    assert missing.err.startswith("There is no programme unknown; there is: green_albania, ")
