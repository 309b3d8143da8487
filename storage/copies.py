"""A copy of a whole database, taken beside a running Drom and put into an empty place; it never knows what rows mean.

SQLite is copied by ``VACUUM INTO``: one snapshot, without the rests of deleted rows, while others write. PostgreSQL
gives one file of JSON lines a table under one snapshot: this needs no program of the server's on this machine, and
only our own tables are read, whoever else has some there.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from sqlalchemy import URL, Connection, inspect, make_url, text

from storage import dump
from storage.down import StorageDown, down
from storage.migrate import SCRIPTS, migrate, prepared
from storage.postgres import postgres_engine
from storage.sqlite import sqlite_engine
from storage.store import sqlite_path
from storage.tables import metadata

FILE = "drom.db"
"""The name of a SQLite copy."""
GAP = 1_000_000
"""How many numbers a restored table leaves out at least: they were given out after the copy, and may live elsewhere."""
BUSY_SECONDS = 60.0

T = TypeVar("T")


class RestoreRefused(ValueError):
    """The copy or the place is not fit; the message says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds: its revision, rows by table, the last number given out by table, and its files' names."""

    database: Literal["sqlite", "postgresql"]
    revision: str
    rows: Mapping[str, int]
    numbers: Mapping[str, int]
    files: tuple[str, ...]


def take(url: str | URL, folder: Path) -> Copy:
    """Copy a database into files in a folder; blocks, and starts an event loop for PostgreSQL. Raises StorageDown."""
    with _told():
        if make_url(url).get_backend_name() == "sqlite":
            return _take_file(sqlite_path(url), folder)
        return asyncio.run(_take_server(url, folder))


def is_empty(url: str | URL) -> bool:
    """Tell whether a copy may be put there; raises StorageDown."""
    with _told():
        if make_url(url).get_backend_name() == "sqlite":
            return not _left(sqlite_path(url))
        return asyncio.run(_is_empty(url))


def put(url: str | URL, folder: Path, copy: Copy, ready: Callable[[Connection], T]) -> T:
    """Put a copy from its files into an empty place, bring it up, and let ``ready`` work on it before anybody sees it.

    All or nothing; the files are used up. Raises RestoreRefused, MigrationRefused, StorageDown, what ``ready`` raises.
    """
    backend = make_url(url).get_backend_name()
    if backend != copy.database:
        raise RestoreRefused(f"the copy is of {copy.database}, DROM_DATABASE_URL is {backend}")
    with _told():
        if backend == "sqlite":
            return _put_file(sqlite_path(url), folder / FILE, copy, ready)
        return asyncio.run(_put_server(url, folder, copy, ready))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn errors of the database into StorageDown."""
    try:
        yield
    except Exception as error:
        trouble = down(error)
        if trouble is None or trouble is error:
            raise
        raise trouble from error


def _take_file(path: Path, folder: Path) -> Copy:
    if not path.is_file():
        raise StorageDown("gone", f"there is no {path}; nothing was copied")
    uri = f"{path.resolve().as_uri()}?mode=rw"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.execute("VACUUM INTO ?", (str(folder / FILE),))
    with contextlib.closing(sqlite3.connect(folder / FILE)) as connection:
        _check(connection)
        revision = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        numbers = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        return Copy("sqlite", revision, _rows(connection), numbers, (FILE,))


def _check(connection: sqlite3.Connection) -> None:
    """Raise RestoreRefused where a file is damaged."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check").fetchall()]
    if found != ["ok"] or connection.execute("PRAGMA foreign_key_check").fetchall():
        raise RestoreRefused(f"the database is damaged: {found[0]}")


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    names = sorted(str(row[0]) for row in tables.fetchall())
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608


def _put_file(path: Path, file: Path, copy: Copy, ready: Callable[[Connection], T]) -> T:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        _check(connection)
        if _rows(connection) != dict(copy.rows):
            raise RestoreRefused("the database does not hold what its manifest says")
    migrate(f"sqlite:///{file}", file.parent / "before")
    engine = sqlite_engine(file)
    with engine.begin() as connection:
        found = ready(connection)
        _leave_room(connection, copy.numbers)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    if left := _left(path):
        raise RestoreRefused(f"{left[0]} has come into being meanwhile; nothing was changed")
    file.rename(path)
    return found


def _left(path: Path) -> list[Path]:
    """Return the files of a database that are there; a log of a former one would be played into the copy."""
    return [found for end in ("", "-wal", "-shm", "-journal") if (found := Path(f"{path}{end}")).exists()]


async def _take_server(url: str | URL, folder: Path) -> Copy:
    engine = postgres_engine(url, connections=1)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            revision, rows, numbers = await connection.run_sync(dump.write, folder)
    finally:
        await engine.dispose()
    return Copy("postgresql", revision, rows, numbers, tuple(f"{name}.jsonl" for name in rows))


async def _is_empty(url: str | URL) -> bool:
    engine = postgres_engine(url, connections=1)
    try:
        async with engine.connect() as connection:
            return not await connection.run_sync(lambda found: inspect(found).get_table_names())
    finally:
        await engine.dispose()


async def _put_server(url: str | URL, folder: Path, copy: Copy, ready: Callable[[Connection], T]) -> T:
    def work(connection: Connection) -> T:
        if inspect(connection).get_table_names():
            raise RestoreRefused("the database of DROM_DATABASE_URL has tables; nothing was changed")
        prepared(connection, SCRIPTS, copy.revision)
        if dump.read(connection, folder, copy.rows) != dict(copy.rows):
            raise RestoreRefused("the tables do not hold what their manifest says; nothing was changed")
        prepared(connection, SCRIPTS)
        _leave_room(connection, copy.numbers)
        return ready(connection)

    engine = postgres_engine(url, connections=1)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _leave_room(connection: Connection, numbers: Mapping[str, int]) -> None:
    """Let every table go on with numbers that cannot have been given out between the copy and now."""
    for name in (table.name for table in metadata.sorted_tables if table.autoincrement_column is not None):
        last = int(numbers.get(name, 0))
        values = {"name": name, "last": last + max(GAP, last)}
        if connection.dialect.name == "sqlite":
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)
        else:
            connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), values)
