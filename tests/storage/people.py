"""Rows that other rows need, made with as few words as possible."""

from datetime import UTC, datetime
from itertools import count

from sqlalchemy import Connection, insert

from storage.tables import contact

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
_addresses = count(1)


def a_contact(connection: Connection) -> int:
    """Add a contact and return its number."""
    values = {"channel": "telegram", "address": str(next(_addresses)), "created_at": NOON}
    key = connection.execute(insert(contact), values).inserted_primary_key
    assert key is not None
    return int(key[0])
