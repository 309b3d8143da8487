"""What is kept of erased people for 72 hours: keyed hashes, so that a late repeat does not bring them back."""

import secrets
from datetime import datetime

from sqlalchemy import Connection

from storage import erasures, facts

_KEPT, _MADE_IN = "drom ledger key", "drom ledger key's transaction"


def add(connection: Connection, channel: str, address: str, keys: list[str], now: datetime) -> None:
    """Remember an erased address and the messages that came from it."""
    secret = _secret(connection)
    erasures.add(connection, erasures.keyed(secret, "address", channel, address), now)
    for key in keys:
        erasures.add(connection, erasures.keyed(secret, "key", channel, key), now)


def has_key(connection: Connection, channel: str, key: str) -> bool:
    """Tell whether a message came from an address that has been erased."""
    return erasures.has(connection, erasures.keyed(_secret(connection), "key", channel, key))


def hashes(connection: Connection, number: int, channel: str, address: str) -> set[str]:
    """Return under which hashes the erasure of a contact is remembered."""
    secret = _secret(connection)
    return {pseudonym(connection, "contact", number), erasures.keyed(secret, "address", channel, address)}


def pseudonym(connection: Connection, kind: str, number: int) -> str:
    """Return the name under which logs and consents know somebody; it cannot be turned back without the database."""
    return erasures.keyed(_secret(connection), kind, str(number))[:16]


def make_ready(connection: Connection) -> None:
    """Make this database's key: what only reads cannot."""
    _secret(connection)


def _secret(connection: Connection) -> bytes:
    """Return this database's own key, made at its first use and then kept beside the connection.

    It is kept there only when a later transaction finds it: the one that made it may be rolled back.
    """
    known: bytes | None = connection.info.get(_KEPT)
    if known is not None:
        return known
    fresh, transaction = secrets.token_bytes(32), connection.get_transaction()
    found = facts.secret(connection, "ledger", fresh)
    if found == fresh:
        connection.info[_MADE_IN] = transaction
    elif connection.info.get(_MADE_IN) is not transaction:
        connection.info[_KEPT] = found
    return found
