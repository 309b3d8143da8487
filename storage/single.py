"""A lock that one process holds as long as it lives, on every operating system; it never knows what for.

It is an open exclusive transaction on a small SQLite file of its own: ``kill -9`` ends it, no number is left behind.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Self


class Taken(Exception):
    """Another process holds the lock; the message names its file."""


class Single:
    """A lock on ``path``; held from ``take`` until ``release`` or the death of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def take(self, seconds: float = 2.0) -> Self:
        """Wait at most so long; raises Taken, and OSError where the folder cannot be written."""
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(self.path, timeout=seconds, isolation_level=None, check_same_thread=False)
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if connection is not None:
                connection.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise Taken(f"another process holds {self.path}") from error
            raise OSError(f"{self.path} cannot be locked: {error}") from error
        self._connection = connection
        return self

    def release(self) -> None:
        """Let the lock go; does nothing where it is not held."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        """Return the lock, already taken."""
        return self

    def __exit__(self, *error: object) -> None:
        """Let the lock go."""
        self.release()


def running(path: Path) -> Single:
    """Return the lock of the one process that may run on the SQLite file ``path``; raises Taken, OSError."""
    told = _address(path)
    try:
        lock = Single(path.with_name(path.name + ".running")).take()
    except Taken as error:
        where = f" at {told.read_text('utf-8')}" if told.is_file() else ""
        raise Taken(
            f"Drom is already running on {path}{where}: "
            "use it, or stop it first (several need PostgreSQL, DROM_DATABASE_URL)"
        ) from error
    told.unlink(missing_ok=True)  # of a process that was killed
    return lock


def tell_where(path: Path, address: str) -> None:
    """Keep where the process answers that holds the lock on ``path``, for whoever finds it taken."""
    with suppress(OSError):  # a full disk: the sentence does without it
        _address(path).write_text(address, "utf-8")


def _address(path: Path) -> Path:
    return path.with_name(path.name + ".address")
