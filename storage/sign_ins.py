"""Browsers that staff have signed in with: only the hash of each cookie; it never sees the cookie."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from storage import rows
from storage.tables import sign_in


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser by the hash of its cookie; ``device`` tells people which one, ``language`` is "" for the chat's."""

    id: int
    person_id: int
    hash: str
    device: str
    language: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None


_SIGN_IN = rows.columns(sign_in, SignIn)


def begin(connection: Connection, *, person_id: int, hash: str, device: str, now: datetime) -> int:
    """Keep a new sign-in and return its number."""
    values = {"person_id": person_id, "hash": hash, "device": device, "began_at": now, "seen_at": now}
    return rows.add(connection, sign_in, values)


def by_hash(connection: Connection, hash: str) -> SignIn | None:
    """Return a sign-in that has not been ended."""
    found = select(*_SIGN_IN).where(sign_in.c.hash == hash, sign_in.c.ended_at.is_(None))
    row = connection.execute(found).one_or_none()
    return None if row is None else SignIn(*row)


def of_person(connection: Connection, person_id: int, since: datetime) -> list[SignIn]:
    """Return the sign-ins of somebody that have not been ended and were used since a moment, the newest first."""
    mine = (sign_in.c.person_id == person_id) & sign_in.c.ended_at.is_(None) & (sign_in.c.seen_at > since)
    return [SignIn(*row) for row in connection.execute(select(*_SIGN_IN).where(mine).order_by(sign_in.c.id.desc()))]


def change(connection: Connection, number: int, **values: object) -> None:
    """Change columns of a sign-in."""
    rows.change(connection, sign_in, number, values)


def end(connection: Connection, number: int, person_id: int, now: datetime) -> bool:
    """End a sign-in of somebody; False where it is not theirs, or was ended."""
    mine = (sign_in.c.id == number) & (sign_in.c.person_id == person_id) & sign_in.c.ended_at.is_(None)
    return connection.execute(update(sign_in).where(mine).values(ended_at=now)).rowcount == 1


def end_all(connection: Connection, person_id: int, now: datetime) -> int:
    """End every sign-in of somebody: their rights have changed. Return how many."""
    mine = (sign_in.c.person_id == person_id) & sign_in.c.ended_at.is_(None)
    return connection.execute(update(sign_in).where(mine).values(ended_at=now)).rowcount


def sweep(connection: Connection, before: datetime) -> int:
    """Forget sign-ins that were used last before a moment; return how many."""
    return connection.execute(delete(sign_in).where(sign_in.c.seen_at < before)).rowcount
