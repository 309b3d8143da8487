"""Which errors mean that the database cannot take anything now; it never knows a table or a query.

Codes: SQLite's result codes (sqlite.org/rescode.html), PostgreSQL's SQLSTATE classes (manual, appendix A).
"""

import sqlite3
from collections.abc import Iterator
from typing import Literal

from sqlalchemy import exc

Reason = Literal["locked", "readonly", "full", "damaged", "gone", "removed"]

_SQLITE: dict[int, Reason] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "gone",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_CANTOPEN: "gone",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_PERM: "readonly",
}
# A full disk also shows as a failed write of the file or of its shared memory.
_SQLITE_FULL = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})

_POSTGRES: dict[str, Reason] = {
    "08": "gone",  # connection exceptions
    "25006": "readonly",
    "40": "locked",  # rolled back for the sake of another, and again after our retries
    "53": "gone",  # too many connections, no memory
    "53100": "full",
    "55P03": "locked",
    "57P": "gone",  # shutting down, starting up
    "58": "gone",  # the server's own disk or system
    "XX": "gone",
    "28": "gone",  # no entry
    "3D": "gone",  # no such database
}
_WHERE = "the database of DROM_DATABASE_URL (by default in DROM_DATA_DIR)"
_SENTENCES: dict[Reason, str] = {
    "locked": f"{_WHERE} is locked by another program",
    "readonly": f"{_WHERE} cannot be written to",
    "full": f"the disk of {_WHERE} is full",
    "damaged": f"{_WHERE} is damaged, or its file is none",
    "gone": "the database of DROM_DATABASE_URL cannot be reached",
    "removed": f"the file of {_WHERE} was removed or replaced: put it back, or start Drom again",
}


class StorageDown(Exception):
    """The database cannot take or give anything now; ``reason`` says why, nothing of the work was kept.

    After "gone" on PostgreSQL it may be unknown whether the commit arrived; works are repeatable for that reason.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{_SENTENCES[reason]} ({detail})" if detail else _SENTENCES[reason])
        self.reason: Reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["StorageDown"], tuple[Reason, str]]:
        """Let it pass from one process to another."""
        return StorageDown, (self.reason, self.detail)

    def again(self, cause: BaseException) -> "StorageDown":
        """Return the same trouble for one more caller: an exception raised twice mixes its tracebacks."""
        found = StorageDown(self.reason, self.detail)
        found.__cause__ = cause
        return found


def down(error: BaseException) -> StorageDown | None:
    """Return the trouble behind an error, by its cause, or None where the error is the work's own."""
    if isinstance(error, StorageDown):
        return error
    if isinstance(error, exc.TimeoutError):
        return StorageDown("locked", "all connections are in use")
    for cause in _causes(error):
        reason = _reason(cause)
        if reason:
            return StorageDown(reason, type(cause).__name__)
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return StorageDown("gone", type(error).__name__)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, exc.DBAPIError):
        found: BaseException | None = error.orig
    elif isinstance(error, sqlite3.Error) or hasattr(error, "sqlstate"):
        found = error
    else:
        return
    while found is not None:
        yield found
        found = found.__cause__


def _reason(cause: BaseException) -> Reason | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if code in _SQLITE_FULL:
        return "full"
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state:
        return next((_POSTGRES[state[:n]] for n in (5, 3, 2) if state[:n] in _POSTGRES), None)
    return "gone" if isinstance(cause, OSError) else None
