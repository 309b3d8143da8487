"""Which of all transactions looks at the outbox and takes from it, one at a time; it never knows what is there.

Two that set rows aside as each of them sees them would wait for one another, which PostgreSQL ends after a second (run:
two workers, 50 people). SQLite has one writer.
"""

from sqlalchemy import Connection, func, select

from storage.prepared import Prepared

_LOCK = 6_040_203
"""Our number among PostgreSQL's advisory locks."""
_WAIT = Prepared(select(func.pg_advisory_xact_lock(_LOCK)))
_TRY = Prepared(select(func.pg_try_advisory_xact_lock(_LOCK)))


def wait(connection: Connection) -> None:
    """Look from now to the end of this transaction, as soon as no other one does.

    To be done before anything else is written: whoever looks may have to wait for whatever others have written.
    """
    if connection.dialect.name == "postgresql":
        _WAIT.rows(connection, {})


def try_now(connection: Connection) -> bool:
    """Look from now to the end of this transaction; False where another one does."""
    return connection.dialect.name != "postgresql" or bool(_TRY.rows(connection, {})[0][0])
