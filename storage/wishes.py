"""Who wants to hear of the next meeting; it never knows which one that is."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from storage import rows
from storage.tables import person, wish


def add(connection: Connection, person_id: int, now: datetime) -> bool:
    """Keep a wish; False where it is kept already."""
    return rows.put_once(connection, wish, {"person_id": person_id, "at": now})


def of_countries(connection: Connection, organisation: str, countries: Collection[str]) -> list[int]:
    """Return the people of an organisation and some countries who wish to hear, by their number."""
    found = select(wish.c.person_id).join(person, person.c.id == wish.c.person_id)
    found = found.where(person.c.organisation == organisation, person.c.country.in_(countries))
    return list(connection.scalars(found.order_by(wish.c.person_id)))


def fulfil(connection: Connection, person_ids: list[int]) -> None:
    """Forget the wishes of people who have heard."""
    if person_ids:
        connection.execute(
            delete(wish).where(wish.c.person_id == bindparam("whose")), [{"whose": n} for n in person_ids]
        )
