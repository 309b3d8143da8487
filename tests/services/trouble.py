"""Trouble with SQLite's file as the driver itself tells it, in the midst of a transaction; nothing is tested here."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

TROUBLES = {
    "readonly": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
    "full": ("PRAGMA max_page_count=1", "PRAGMA max_page_count=1000000"),
}
"""How each begins and ends; a file is never made smaller, so it is full at the size it has."""


@contextmanager
def troubled(connection: Connection, name: str) -> Iterator[None]:
    """Let the file take nothing new meanwhile."""
    begin, end = TROUBLES[name]
    connection.exec_driver_sql(begin)
    try:
        yield
    finally:
        connection.exec_driver_sql(end)
