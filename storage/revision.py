"""Whether a SQLite file needs a migration, told without loading the migration tool (it costs a third of a start)."""

import sqlite3
from contextlib import closing
from pathlib import Path

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """Return the newest revision in the code: revisions are named by their file, four digits first."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def is_current(path: Path) -> bool:
    """Tell whether a SQLite file is at the newest revision; False for a file that is missing or cannot be read."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return False
    return found is not None and found[0] == newest()
