"""The table takes medians of the right phases and says which bound they reach."""

from typing import Any

from tests.bench.table import Row, as_text, rows


def run(bot: str, label: str, rate: float, delay: float = 0.0) -> dict[str, Any]:
    waits = {"p50": 1.0, "p95": 2.0, "p99": 3.0}
    phase = {"kind": "closed", "turns_per_s": rate, "delay": delay, "cpu_per_1000": 0.5, "first": waits, "last": waits}
    phase |= {"commits_per_turn": 0.2, "parts_per_turn": 1.0, "answered_presses": None}
    return {"bot": bot, "label": label, "phases": [phase], "memory_fresh": 80, "memory_peak": 90, "start": 0.5}


def named(found: list[Row], name: str) -> Row:
    return next(row for row in found if row.name == name)


def test_medians_and_ratio() -> None:
    runs = [run("drom", "text", rate) for rate in (900, 1000, 5000)] + [run("peer", "text", 250)]
    runs += [run("drom", "text", 100, 0.05), {"bot": "peer", "label": "text", "failed": "x"}]
    found = rows(runs)
    assert named(found, "turns/s, text").figures == (1000, 250)
    ratio = named(found, "ratio to the peer, text")
    assert (ratio.figures[0], ratio.verdict()) == (4, "must")
    assert named(found, "turns/s, API answers in 50 ms").verdict() == "MISSED"
    assert named(found, "CPU s per 1000 turns").verdict() == "stretch"


def test_what_was_not_measured_is_left_empty() -> None:
    found = rows([run("drom", "text", 1000)])
    assert named(found, "ratio to the peer, text").verdict() == ""
    assert "| memory per 10,000 open conversations, MB | <= 3 | <= 1 |  |  |  |" in as_text(found)


def test_workers_that_share_a_database_have_rows_of_their_own() -> None:
    found = rows([run("drom", "postgres 1", 300), run("drom", "postgres 2", 400)])
    assert named(found, "turns/s, text, PostgreSQL, 2 workers").figures == (400, None)
    assert named(found, "closed loop, p99 ms, PostgreSQL, 1 worker").figures == (3.0, None)
    assert all("PostgreSQL" in row.name for row in found)
