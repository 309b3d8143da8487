"""Brings a database to this version's tables, whole or not at all; it never knows what the tables hold.

On SQLite: one process at a time, a copy of the file first, foreign keys off while tables are rebuilt (a rebuild would
delete the rows that refer to them), one transaction for everything, and a check of all references before its commit.
"""

import asyncio
import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, inspect, make_url, text

from storage.down import down
from storage.postgres import postgres_engine
from storage.single import Single
from storage.sqlite import sqlite_engine
from storage.store import sqlite_path

SCRIPTS = Path(__file__).with_name("migrations")
"""Where the revisions are."""
WAIT_SECONDS = 60.0
"""How long a process waits while another one migrates."""
_LOCK = 6_040_201
"""Our number among PostgreSQL's advisory locks."""


class MigrationRefused(Exception):
    """The database is not one that this version can bring up; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: revisions before ("" for an empty database) and after, and the copy made first."""

    before: str
    after: str
    backup: Path | None = None


def head(scripts: Path = SCRIPTS) -> str:
    """Return the revision that this version of the code needs."""
    return ScriptDirectory.from_config(_config(scripts)).get_current_head() or ""


def current(connection: Connection) -> str:
    """Return the revision of a database, "" where it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(url: str | URL, directory: Path, *, scripts: Path = SCRIPTS) -> Migrated:
    """Bring a database to ``head``; a SQLite file is first copied into ``directory``, both are made where missing.

    Blocks, and starts an event loop for PostgreSQL: call it before yours, or in a thread.
    Raises MigrationRefused, StorageDown, Taken where another process migrates for more than a minute, or what a
    revision raises; then nothing of it is kept.
    """
    try:
        if make_url(url).get_backend_name() == "sqlite":
            return _migrate_file(sqlite_path(url), directory, scripts)
        return asyncio.run(_migrate_server(url, scripts))
    except Exception as error:
        trouble = down(error)
        if trouble is None or trouble is error:
            raise
        raise trouble from error


def _migrate_file(path: Path, directory: Path, scripts: Path) -> Migrated:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlite_engine(path, foreign_keys=False)
    with Single(path.with_name(path.name + ".migrating")).take(WAIT_SECONDS), contextlib.ExitStack() as stack:
        stack.callback(engine.dispose)
        with engine.connect() as connection:
            before = _before(connection, scripts)
        if before == head(scripts):
            return Migrated(before, before)
        backup = _copy(path, directory, before) if before else None
        with engine.begin() as connection:
            after = prepared(connection, scripts)
            _check_references(connection)
        return Migrated(before, after, backup)


async def _migrate_server(url: str | URL, scripts: Path) -> Migrated:
    engine = postgres_engine(url, connections=1, patient=True)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return await connection.run_sync(_migrate_here, scripts)
    finally:
        await engine.dispose()


def _migrate_here(connection: Connection, scripts: Path) -> Migrated:
    before = _before(connection, scripts)
    return Migrated(before, prepared(connection, scripts))


def _before(connection: Connection, scripts: Path) -> str:
    """Return the revision found; raises MigrationRefused for one that is not ours."""
    found = current(connection)
    if found:
        try:
            ScriptDirectory.from_config(_config(scripts)).get_revision(found)
        except CommandError as error:
            raise MigrationRefused(
                f"the database is at revision {found}, which this version of Drom (up to {head(scripts)}) does not "
                "know: start the newer version, or restore a backup made before it"
            ) from error
    elif inspect(connection).get_table_names():
        raise MigrationRefused("the database has tables but no revision: it is not Drom's; check DROM_DATABASE_URL")
    return found


def prepared(connection: Connection, scripts: Path = SCRIPTS, to: str = "head") -> str:
    """Bring a database up inside a transaction that is open, to a revision or to the newest; return which it is.

    Raises MigrationRefused for a revision that is not ours.
    """
    config = _config(scripts)
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise MigrationRefused(f"this version of Drom (up to {head(scripts)}) does not know revision {to}") from error
    return current(connection)


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = sorted({str(row[0]) for row in broken})
        raise MigrationRefused(
            f"{len(broken)} rows refer to rows that are missing, in {', '.join(tables)}; nothing was changed"
        )


def _copy(path: Path, directory: Path, revision: str) -> Path:
    """Copy a database in use, without the rests of deleted rows; replaces an earlier copy of the same revision."""
    directory.mkdir(parents=True, exist_ok=True)
    copy = directory / f"{path.stem}-{revision}.db"
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(part),))
    return part.replace(copy)
