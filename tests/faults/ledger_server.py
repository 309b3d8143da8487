"""What Drom's PostgreSQL database says, by the same questions as of a file; it changes nothing but leases' ends."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import asyncpg

from storage.tables import metadata
from tests.faults.ledger import Ledger


@dataclass(frozen=True, slots=True)
class ServerLedger(Ledger):
    """One database on a server; ``path`` is its URL."""

    def rows(self, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query without values."""
        with ThreadPoolExecutor(1) as thread:  # the caller may have a loop of its own
            return thread.submit(asyncio.run, self._ask(question)).result()

    async def _ask(self, question: str) -> list[tuple[Any, ...]]:
        connection: Any = await asyncpg.connect(str(self.path))  # type: ignore[no-untyped-call]
        try:
            return [tuple(row) for row in await connection.fetch(question)]
        finally:
            await connection.close()

    def integrity(self) -> str:
        """Return ``ok`` when every row of every table can be read: the server has no check of its own in its wheel."""
        for name in metadata.tables:
            self.rows(f"SELECT * FROM {name}")
        return "ok"

    def outlive_leases(self) -> None:
        """Let every lease have run out: a dead sender's would keep its successor waiting for a minute."""
        self.rows("UPDATE lease SET until = '2000-01-01T00:00:00+00'")
