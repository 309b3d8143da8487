"""Which of all transactions brings content in, one at a time; it never knows what is brought.

Two processes that start at once on a new database would both bring what came with Drom. SQLite has one writer.
"""

from sqlalchemy import Connection, func, select

from storage.prepared import Prepared

_LOCK = 6_040_204
"""Our number among PostgreSQL's advisory locks."""
_WAIT = Prepared(select(func.pg_advisory_xact_lock(_LOCK)))


def wait(connection: Connection) -> None:
    """Bring content from now to the end of this transaction, as soon as no other one does; then see what is there."""
    if connection.dialect.name == "postgresql":
        _WAIT.rows(connection, {})
