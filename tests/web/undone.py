"""A store in which nothing lasts: all that is tried is taken back at once, so that each trial finds the same rows.

It never knows a table. One transaction holds everything, works are savepoints in it, and reads see it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection

from storage.sqlite import sqlite_engine
from storage.store import Store
from storage.works import T, Work


class Undone:
    """Runs the works of a store in one transaction that is never committed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def run(self, work: Work[T]) -> T:
        """Run a work; what it did is there until ``undo``, unless it raised."""
        with self.connection.begin_nested():
            return work(self.connection)

    async def read(self, work: Work[T]) -> T:
        """Run a work that reads."""
        return work(self.connection)

    def undo(self) -> None:
        """Take back all that was done."""
        self.connection.rollback()


@asynccontextmanager
async def undone(store: Store, path: Path) -> AsyncIterator[Undone]:
    """Lead the works of a store on a SQLite file here; nothing else may write to it meanwhile."""
    engine = sqlite_engine(path, synchronous="NORMAL")
    kept = {name: getattr(store, name) for name in ("run", "run_first", "read")}
    with engine.connect() as connection:
        found = Undone(connection)
        for name, work in zip(kept, (found.run, found.run, found.read), strict=True):
            setattr(store, name, work)
        yield found
        found.undo()
        for name, work in kept.items():
            setattr(store, name, work)
    engine.dispose()
