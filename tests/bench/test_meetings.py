"""The measurement of a large meeting does what it says it measures."""

from pathlib import Path

from tests.bench.meetings import idle, plan
from tests.faults.ledger import Ledger


def test_all_is_planned_and_planned_anew(tmp_path: Path) -> None:
    found = plan(tmp_path, 7)
    assert all(seconds > 0 for seconds in found.values())
    rows = Ledger(tmp_path / "meeting.db").rows("SELECT kind, state, count(*) FROM notice GROUP BY 1, 2 ORDER BY 1, 2")
    assert [tuple(row) for row in rows] == [
        ("meeting_changed", "waiting", 7),
        *(("meeting_reminder", "cancelled", 21), ("meeting_reminder", "waiting", 21)),
        *(("missed", "cancelled", 7), ("missed", "waiting", 7)),
    ]


def test_nothing_is_due_however_much_waits(tmp_path: Path) -> None:
    assert idle(tmp_path, 9) > 0
    rows = Ledger(tmp_path / "future.db").rows("SELECT count(*), count(DISTINCT next_at), min(state) FROM notice")
    assert [tuple(row) for row in rows] == [(9, 9, "waiting")]
