"""What is asked of the outbox for many at once goes by an index, never through all rows."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from storage import deadletters, deliveries, held, parked
from storage.figures import figures
from storage.withdrawals import withdraw
from tests.databases import sqlite_url
from tests.storage.once import do
from tests.storage.people import NOON

WORKS: dict[str, Callable[[Connection], object]] = {
    "cancel": lambda connection: deliveries.cancel(connection, 1, NOON),
    "pull_back": lambda connection: deliveries.pull_back(connection, 1, NOON),
    "at_rest": lambda connection: deliveries.at_rest(connection, 1),
    "queued": lambda connection: deliveries.queued(connection, "telegram", NOON),
    "withdraw": lambda connection: withdraw(connection, ["notice:1"], "moved", NOON),
    "held": held.held,
    "counts": deadletters.counts,
    "figures": lambda connection: figures(connection, NOON),
    "undecided": lambda connection: parked.undecided(connection, 1),
    "reopen": parked.reopen,
    "expire": lambda connection: parked.expire(connection, NOON),
}


@pytest.mark.parametrize("name", WORKS)
def test_no_statement_reads_all_messages(tmp_path: Path, name: str) -> None:
    def work(connection: Connection) -> list[str]:
        held.hold(connection, NOON - timedelta(days=1))
        return plans(connection, WORKS[name])

    found = do(sqlite_url(tmp_path), work)
    assert found
    assert [step for step in found if step.startswith("SCAN") and "outbox" in step and "USING" not in step] == []


def plans(connection: Connection, work: Callable[[Connection], object]) -> list[str]:
    """Return each step of SQLite's plans for what a work asks."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    work(connection)
    event.remove(connection, "before_cursor_execute", note)
    told: list[str] = []
    for statement, parameters in asked:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        told += [f"{row[3]}" for row in rows]
    return told
