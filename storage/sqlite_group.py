"""The works of a group, each in a savepoint of SQLite: one that fails hurts nobody else; it never knows a table."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from storage.down import StorageDown, down
from storage.works import Finish, Work

Job = tuple[Work[Any], "asyncio.Future[Any]"]
Result = tuple["asyncio.Future[Any]", BaseException | None, Any]
"""Whom to tell, and what: an error or a value."""

_log = logging.getLogger(__name__)


def apart(connection: Connection, raw: Any, job: Job) -> Result:
    """Run one job in a savepoint; raises StorageDown when the whole transaction is lost."""
    work, future = job
    raw.execute("SAVEPOINT work")
    try:
        value = work(connection)
    except BaseException as error:
        _roll_back(raw, down(error))
        return future, carried(error), None
    if not raw.in_transaction:
        raise StorageDown("gone", "a work ended the transaction")
    raw.execute("RELEASE work")
    return future, None, value


def carried(error: BaseException) -> BaseException:
    """Return what a caller is told: the trouble with the database, or the work's own error."""
    if isinstance(error, StopIteration):  # no future can carry it
        return RuntimeError("a work ran out of something to iterate")
    trouble = down(error)
    return trouble.again(error) if trouble else error


def _roll_back(raw: Any, trouble: StorageDown | None) -> None:
    # SQLite itself rolls everything back after some errors (sqlite.org/lang_transaction.html, section 3).
    if not raw.in_transaction:
        raise trouble or StorageDown("gone", "a work ended the transaction")
    raw.execute("ROLLBACK TO work")
    raw.execute("RELEASE work")


def finished(connection: Connection, raw: Any, finish: Finish) -> Callable[[], None] | None:
    """Add what ends a group and return what to call after the commit; where it fails, the group's works stand."""
    raw.execute("SAVEPOINT work")
    try:
        after = finish(connection)
    except BaseException as error:
        _roll_back(raw, down(error))
        _log.exception("the end of a group failed; its works are kept")
        return None
    raw.execute("RELEASE work")
    return after
