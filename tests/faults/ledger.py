"""What Drom's SQLite file says when the process is down; it only reads, by the tables of ``storage/tables.py``."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ledger:
    """One database; a file, unless a kind of its own says otherwise."""

    path: Path | str

    def rows(self, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(question, values).fetchall()

    def integrity(self) -> str:
        """Return what SQLite's own check says: ``ok``."""
        return str(self.rows("PRAGMA integrity_check")[0][0])

    def outcomes(self) -> Counter[tuple[str, str]]:
        """Count the messages received by state and outcome."""
        return Counter((str(state), str(outcome)) for state, outcome in self.rows("SELECT state, outcome FROM inbox"))

    def received(self) -> Counter[int]:
        """Count the rows of each update by its order."""
        return Counter(int(seq) for (seq,) in self.rows("SELECT seq FROM inbox"))

    def unworked(self) -> list[str]:
        """Return what is wrong with the inbox: rows that still wait or failed, or were worked without an outcome."""
        question = "SELECT id, state, outcome FROM inbox WHERE state NOT IN ('done', 'merged') OR outcome = ''"
        return [f"inbox {row} is {state} with outcome {outcome!r}" for row, state, outcome in self.rows(question)]

    def unsent(self) -> list[str]:
        """Return what is wrong with the outbox: rows that are neither sent nor on the list of those in doubt."""
        question = "SELECT id, state, reason FROM outbox WHERE state NOT IN ('sent', 'in_doubt')"
        return [f"outbox {row} is {state} ({reason})" for row, state, reason in self.rows(question)]

    def count(self, table: str, where: str = "1 = 1") -> int:
        """Count rows."""
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def outlive_leases(self) -> None:
        """Do nothing: on a file the one process takes over at once."""
