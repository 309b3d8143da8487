"""The one door to the database: durable works in, results out; it never knows a table."""

from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, make_url

from storage.down import Reason, StorageDown
from storage.hails import Hails, NoHails
from storage.sqlite import SqliteStore, Synchronous
from storage.works import Finish, T, Work

__all__ = ["Finish", "Reason", "StorageDown", "Store", "Work", "open_hails", "open_store", "sqlite_path"]


class Store(Protocol):
    """A database that takes works; ``open`` and ``run`` belong to one event loop."""

    @property
    def dialect(self) -> str:
        """Return "sqlite" or "postgresql"."""

    @property
    def commits(self) -> int:
        """Return how many writing transactions have been committed since ``open``."""

    async def open(self) -> None:
        """Connect; raises StorageDown."""

    async def close(self) -> None:
        """Finish the works that wait, then disconnect."""

    async def run(self, work: Work[T]) -> T:
        """Run a work in one durable transaction and return its result.

        Raises what the work raises (rolled back) and StorageDown. Cancelling the caller does not stop the work.
        """

    async def run_first(self, work: Work[T]) -> T:
        """Run a work as ``run`` does, behind no other work: for what must be on disk soon. One at a time."""

    async def read(self, work: Work[T]) -> T:
        """Run a work that only reads, on a snapshot of its own; raises like ``run``."""

    async def checkpoint(self) -> bool:
        """Let deleted rows vanish from the write-ahead log too; False while a reader still needs it."""

    def finish_with(self, finish: Finish) -> None:
        """Set what is added before each commit, in a savepoint: once a group on SQLite, once a run on PostgreSQL."""


def open_store(url: str | URL, *, synchronous: Synchronous = "FULL") -> Store:
    """Return the store for ``sqlite:///path`` or ``postgresql://...``, not yet opened; raises ValueError.

    ``synchronous`` is SQLite's; less than FULL may lose what was acknowledged, and is for benchmarks.
    """
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        return SqliteStore(sqlite_path(found), synchronous=synchronous)
    if found.get_backend_name() == "postgresql":
        # The PostgreSQL driver is an extra, and SQLite's start is faster without it.
        from storage.postgres import PostgresStore  # noqa: PLC0415

        return PostgresStore(found)
    raise ValueError(f"DROM_DATABASE_URL begins with {found.drivername}; use sqlite:/// or postgresql://")


def open_hails(url: str | URL) -> Hails:
    """Return what the processes on the database at a URL call to each other, not yet opened."""
    if make_url(url).get_backend_name() == "sqlite":
        return NoHails()
    from storage.postgres_hails import PostgresHails  # noqa: PLC0415

    return PostgresHails(url)


def sqlite_path(url: str | URL) -> Path:
    """Return the file of a SQLite URL; raises ValueError for a database in memory, which cannot be shared."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ValueError("DROM_DATABASE_URL names no file; use sqlite:///path/to/drom.db")
    return Path(name)
