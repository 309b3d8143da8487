"""The measurement of voices does what it says it measures: words alone, a note that is not ready, one that is."""

from pathlib import Path

from bot.prompts import READERS
from tests.bench.voice import WAYS, added, measure, table


def test_a_reply_is_measured_in_each_way(tmp_path: Path) -> None:
    found = measure(tmp_path, 1, 6)
    assert tuple(found) == WAYS
    assert {one["replies"] for one in found.values()} == {6 * len(READERS)}
    assert all(0 < one["median"] <= one["p95"] for one in found.values())
    assert list(tmp_path.rglob("*.ogg")) == [], "each note is ready for one reply only"
    assert added(found, WAYS[0]) == 0
    assert f"| ready | {6 * len(READERS)} | " in table(found)
