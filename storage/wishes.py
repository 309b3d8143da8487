"""Who wants to hear of the next meeting; it never knows which one that is."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from storage import rows
from storage.scope import looked_after
from storage.tables import person, wish


def add(connection: Connection, person_id: int, now: datetime) -> bool:
    """Keep a wish; False where it is kept already."""
    return rows.put_once(connection, wish, {"person_id": person_id, "at": now})


def of_country(connection: Connection, organisation: str, country: str, *, elsewhere: bool = False) -> list[int]:
    """Return the people of an organisation in a country who wish to hear, with who lives ``elsewhere``; by number."""
    lives = looked_after(person.c.country, country) if elsewhere else person.c.country == country
    found = select(wish.c.person_id).join(person, person.c.id == wish.c.person_id)
    found = found.where(person.c.organisation == organisation, lives)
    return list(connection.scalars(found.order_by(wish.c.person_id)))


def fulfil(connection: Connection, person_ids: list[int]) -> None:
    """Forget the wishes of people who have heard."""
    if person_ids:
        connection.execute(
            delete(wish).where(wish.c.person_id == bindparam("whose")), [{"whose": n} for n in person_ids]
        )
