"""That somebody was erased, for 72 hours: keyed hashes of what must not come back; it never holds the thing itself.

A message of an erased person that a provider delivers again is recognised by them. For a backup that is restored
later, ``known`` adds the log's pseudonyms, which stay: they are keyed hashes of contacts' numbers.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select

from storage.prepared import Prepared
from storage.rows import put
from storage.tables import erasure, log

KEPT = timedelta(hours=72)
"""How long a hash is kept; providers redeliver for less (Telegram 24 hours)."""


def keyed(secret: bytes, *parts: str) -> str:
    """Return the keyed hash of an address or a dedupe key, 64 letters (HMAC-SHA256)."""
    return hmac.new(secret, "\x00".join(parts).encode(), hashlib.sha256).hexdigest()


def add(connection: Connection, hash: str, at: datetime) -> None:
    """Remember an erasure; a second one of the same thing counts from now."""
    put(connection, erasure, "hash", {"hash": hash, "at": at})


def has(connection: Connection, hash: str) -> bool:
    """Say whether this was erased."""
    return bool(_HAS.rows(connection, {"hash": hash}))


_HAS = Prepared(select(erasure.c.id).where(erasure.c.hash == bindparam("hash")))


def known(connection: Connection) -> dict[str, datetime]:
    """Return every keyed hash of somebody erased with the last time: addresses' for 72 hours, numbers' for ever."""
    last = func.max(log.c.at, type_=log.c.at.type)
    numbers = select(log.c.subject, last).where(log.c.act == "erased").group_by(log.c.subject)
    found = {row[0]: row[1] for row in connection.execute(numbers)}
    return found | {row.hash: row.at for row in connection.execute(select(erasure.c.hash, erasure.c.at))}


def sweep(connection: Connection, now: datetime) -> int:
    """Forget what was erased 72 hours ago or earlier; returns how many."""
    return connection.execute(delete(erasure).where(erasure.c.at <= now - KEPT)).rowcount
