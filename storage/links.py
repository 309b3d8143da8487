"""One-time links: only the hash of each, used once and in time; it never sees the link."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from storage.rows import add, columns
from storage.tables import link


@dataclass(frozen=True, slots=True)
class Link:
    """A link by the hash of its random part; ``role_id`` is whose it is."""

    id: int
    hash: str
    purpose: str
    role_id: int | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


_LINK = columns(link, Link)


def create(
    connection: Connection, *, hash: str, purpose: str, now: datetime, expires: datetime, role_id: int | None = None
) -> int:
    """Keep a new link and return its number."""
    values = {"hash": hash, "purpose": purpose, "role_id": role_id, "created_at": now, "expires_at": expires}
    return add(connection, link, values)


def is_good(connection: Connection, hash: str, now: datetime, purpose: str) -> bool:
    """Tell whether a link could be used up now."""
    return connection.execute(select(link.c.id).where(*_good(hash, now, purpose))).first() is not None


def use(connection: Connection, hash: str, now: datetime, purpose: str) -> Link | None:
    """Use a link up and return it; None where it is unknown, for something else, used or expired."""
    if connection.execute(update(link).where(*_good(hash, now, purpose)).values(used_at=now)).rowcount != 1:
        return None
    return Link(*connection.execute(select(*_LINK).where(link.c.hash == hash)).one())


def _good(hash: str, now: datetime, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return link.c.hash == hash, link.c.purpose == purpose, link.c.used_at.is_(None), link.c.expires_at > now


def sweep(connection: Connection, before: datetime) -> int:
    """Forget links that expired before a moment; returns how many."""
    return connection.execute(delete(link).where(link.c.expires_at < before)).rowcount
