"""Who answers questions and who translates, as profiles beside their roles; it never knows a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, select

from storage import rows
from storage.tables import mentor, role

Kind = Literal["mentor", "helper"]


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor or a helper by the number of their profile.

    ``person_id`` is None until the link was used. ``organisation`` and ``country`` are those of the role, "" for all;
    () of ``topics`` and ``countries`` stands for all. ``languages`` are spoken ones (``sr`` in both scripts).
    ``from_hour`` and ``to_hour`` are whole hours of their own day, between which they want to be asked.
    """

    id: int
    role_id: int
    languages: Sequence[str]
    topics: Sequence[str]
    countries: Sequence[str]
    gender: str
    from_hour: int
    to_hour: int
    shows_name: bool
    paused_until: datetime | None
    offered_at: datetime | None
    person_id: int | None
    kind: str
    organisation: str
    country: str
    label: str


_OWN = (
    *("id", "role_id", "languages", "topics", "countries", "gender", "from_hour", "to_hour", "shows_name"),
    *("paused_until", "offered_at"),
)
_MENTOR = (
    *(mentor.c[name] for name in _OWN),
    *(role.c.person_id, role.c.name, role.c.organisation, role.c.country, role.c.label),
)


def _held() -> Select[Any]:
    """Return what reads profiles whose role has not ended, the oldest first."""
    joined = select(*_MENTOR).join(role, role.c.id == mentor.c.role_id)
    return joined.where(role.c.ended_at.is_(None)).order_by(mentor.c.id)


_THEIRS = role.c.organisation.in_(("", bindparam("whose"))) & (role.c.name == bindparam("kind"))
_AT_HAND = _held().where(_THEIRS, role.c.person_id.is_not(None))  # made anew it took as long as the database


def add(connection: Connection, role_id: int, **values: Any) -> int:
    """Keep a profile for a role and return its number; a role has one."""
    lists = {name: list(values.pop(name, ())) for name in ("languages", "topics", "countries")}
    return rows.add(connection, mentor, {"from_hour": 7, "to_hour": 22, **values, **lists, "role_id": role_id})


def change(connection: Connection, number: int, **values: Any) -> bool:
    """Change columns of a profile; False where it has gone."""
    return rows.change(connection, mentor, number, values)


def get(connection: Connection, number: int) -> Mentor | None:
    """Return a profile whose role has not ended."""
    return _one(connection.execute(_held().where(mentor.c.id == number)).one_or_none())


def of_role(connection: Connection, role_id: int) -> Mentor | None:
    """Return the profile of a role that has not ended."""
    return _one(connection.execute(_held().where(mentor.c.role_id == role_id)).one_or_none())


def of_person(connection: Connection, person_id: int) -> list[Mentor]:
    """Return every profile of somebody: they may be mentor and helper, of several organisations."""
    return [Mentor(*row) for row in connection.execute(_held().where(role.c.person_id == person_id))]


def at_hand(connection: Connection, kind: Kind, organisation: str) -> list[Mentor]:
    """Return the mentors or the helpers of an organisation who have used their link."""
    return [Mentor(*row) for row in connection.execute(_AT_HAND, {"kind": kind, "whose": organisation})]


def every(connection: Connection) -> list[Mentor]:
    """Return every profile, also those whose link has not been used."""
    return [Mentor(*row) for row in connection.execute(_held())]


def _one(row: Sequence[Any] | None) -> Mentor | None:
    return None if row is None else Mentor(*row)
