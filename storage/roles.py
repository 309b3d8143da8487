"""Who may act for whom: roles given and ended; what a role allows is a service's to say."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.rows import add, columns
from storage.tables import role


@dataclass(frozen=True, slots=True)
class Role:
    """A role in an organisation and a country, "" for all of them.

    ``person_id`` is None until somebody has used the link to it; ``label`` is how staff wrote the name.
    """

    id: int
    person_id: int | None
    label: str
    name: str
    organisation: str
    country: str
    given_at: datetime
    ended_at: datetime | None


_ROLE = columns(role, Role)


def give(
    connection: Connection,
    *,
    name: str,
    now: datetime,
    person_id: int | None = None,
    label: str = "",
    organisation: str = "",
    country: str = "",
) -> int:
    """Give a role (helper, mentor, coordinator or administrator) and return its number."""
    values = {
        "name": name,
        "given_at": now,
        "person_id": person_id,
        "label": label,
        "organisation": organisation,
        "country": country,
    }
    return add(connection, role, values)


def bind(connection: Connection, role_id: int, person_id: int) -> bool:
    """Make a role a person's; False where it has ended or is somebody else's."""
    free = role.c.ended_at.is_(None) & (role.c.person_id.is_(None) | (role.c.person_id == person_id))
    query = update(role).where(role.c.id == role_id, free).values(person_id=person_id)
    return bool(connection.execute(query).rowcount)


def end(connection: Connection, role_id: int, now: datetime) -> bool:
    """End a role; False where it has ended already or never was."""
    query = update(role).where(role.c.id == role_id, role.c.ended_at.is_(None)).values(ended_at=now)
    return bool(connection.execute(query).rowcount)


def get(connection: Connection, role_id: int) -> Role | None:
    """Return a role, ended or not."""
    row = connection.execute(select(*_ROLE).where(role.c.id == role_id)).first()
    return Role(*row) if row else None


def of_person(connection: Connection, person_id: int) -> list[Role]:
    """Return the roles that a person has now, the oldest first."""
    query = select(*_ROLE).where(role.c.person_id == person_id, role.c.ended_at.is_(None)).order_by(role.c.id)
    return [Role(*row) for row in connection.execute(query)]


def was_ever(connection: Connection, person_id: int) -> bool:
    """Tell whether somebody has a role or had one."""
    return connection.scalar(select(role.c.id).where(role.c.person_id == person_id).limit(1)) is not None


def held(connection: Connection) -> list[Role]:
    """Return all roles that have not ended, the oldest first."""
    query = select(*_ROLE).where(role.c.ended_at.is_(None)).order_by(role.c.id)
    return [Role(*row) for row in connection.execute(query)]


def every(connection: Connection) -> list[Role]:
    """Return all roles that ever were, the oldest first."""
    return [Role(*row) for row in connection.execute(select(*_ROLE).order_by(role.c.id))]
