"""Whether a database needs a migration, told without loading the migration tool (it costs a third of a start)."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """Return the newest revision in the code: revisions are named by their file, four digits first."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def found(connection: Connection) -> str:
    """Return the revision of a database; raises what the database says where it has none."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def is_current(path: Path) -> bool:
    """Tell whether a SQLite file is at the newest revision; False for a file that is missing or cannot be read."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return False
    return row is not None and row[0] == newest()
