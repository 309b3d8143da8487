"""Groups and who is in them, as rows; it never knows who may see a group."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from storage import rows
from storage.scope import looked_after
from storage.tables import contact, group_member, people_group, person


@dataclass(frozen=True, slots=True)
class Group:
    """A group of an organisation, "" for all its countries."""

    id: int
    organisation: str
    country: str
    name: str
    made_by: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group; ``name`` is "" where it is not known."""

    person_id: int
    name: str


_GROUP = rows.columns(people_group, Group)


def create(connection: Connection, *, organisation: str, country: str, name: str, by: str, now: datetime) -> int:
    """Add a group and return its number."""
    values = {"organisation": organisation, "country": country, "name": name, "made_by": by, "made_at": now}
    return rows.add(connection, people_group, values)


def get(connection: Connection, number: int) -> Group | None:
    """Return a group, ended or not."""
    row = connection.execute(select(*_GROUP).where(people_group.c.id == number)).one_or_none()
    return None if row is None else Group(*row)


def every(connection: Connection) -> list[Group]:
    """Return the groups that have not ended, the newest first."""
    found = select(*_GROUP).where(people_group.c.ended_at.is_(None)).order_by(people_group.c.id.desc())
    return [Group(*row) for row in connection.execute(found)]


def change(connection: Connection, number: int, **values: object) -> bool:
    """Change columns of a group; False where there is no such group."""
    return rows.change(connection, people_group, number, values)


def add(connection: Connection, number: int, person_ids: Collection[int], by: str, now: datetime) -> int:
    """Put people into a group; return how many were not in it."""
    values = {"group_id": number, "added_by": by, "added_at": now}
    return sum(rows.put_once(connection, group_member, {**values, "person_id": one}) for one in sorted(set(person_ids)))


def remove(connection: Connection, number: int, person_id: int) -> bool:
    """Take somebody out of a group; False where they were not in it."""
    mine = (group_member.c.group_id == number) & (group_member.c.person_id == person_id)
    return bool(connection.execute(delete(group_member).where(mine)).rowcount)


def size(connection: Connection, number: int) -> int:
    """Return how many people are in a group."""
    found = select(func.count()).select_from(group_member).where(group_member.c.group_id == number)
    return int(connection.execute(found).scalar_one())


def members(connection: Connection, number: int) -> list[Member]:
    """Return who is in a group, in the order in which they came."""
    found = select(person.c.id, person.c.name).join(group_member, group_member.c.person_id == person.c.id)
    found = found.where(group_member.c.group_id == number).order_by(group_member.c.id)
    return [Member(*row) for row in connection.execute(found)]


def strangers(
    connection: Connection, number: int, campaigns: Collection[str], country: str, limit: int, *, before: int | None
) -> list[Member]:
    """Return people who may be in a group and are not, of programmes, and of a country ("" for all) or elsewhere.

    The newest come first; ``before`` is the number of the last one already seen.
    """
    inside = select(group_member.c.person_id).where(group_member.c.group_id == number)
    writes = select(contact.c.id).where(contact.c.person_id == person.c.id, contact.c.erased_at.is_(None))
    writes = writes.where(contact.c.programme.in_(list(campaigns)))
    if country:
        writes = writes.where(looked_after(contact.c.country, country))
    found = select(person.c.id, person.c.name).where(person.c.registered_at.is_not(None), person.c.id.not_in(inside))
    found = found.where(writes.correlate(person).exists()).order_by(person.c.id.desc()).limit(limit)
    if before is not None:
        found = found.where(person.c.id < before)
    return [Member(*row) for row in connection.execute(found)]
