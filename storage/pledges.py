"""What people make of tips: tried, done, not for them, and what they tell of it; it never knows what a tip says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Unpack

from sqlalchemy import Connection, or_, select, update

from storage import rows
from storage.showings import Place
from storage.tables import pledge

State = Literal["trying", "done", "not_for_me"]
Saved = Literal["", "yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class Pledge:
    """What somebody made of a tip. ``told`` and ``why`` are words, or recordings and photos (numbers of media)."""

    id: int
    tip_id: int
    person_id: int | None
    state: State
    saved: Saved
    told: str
    told_id: int | None
    why: str
    why_id: int | None
    tried_at: datetime | None
    done_at: datetime | None


_PLEDGE = rows.columns(pledge, Pledge)


def get(connection: Connection, tip_id: int, person_id: int) -> Pledge | None:
    """Return what somebody made of a tip."""
    mine = (pledge.c.tip_id == tip_id) & (pledge.c.person_id == person_id)
    row = connection.execute(select(*_PLEDGE).where(mine)).one_or_none()
    return None if row is None else Pledge(*row)


def of_person(connection: Connection, person_id: int) -> list[Pledge]:
    """Return everything that somebody made of tips, the oldest first."""
    found = select(*_PLEDGE).where(pledge.c.person_id == person_id).order_by(pledge.c.id)
    return [Pledge(*row) for row in connection.execute(found)]


def add(
    connection: Connection, tip_id: int, person_id: int, state: State, now: datetime, **place: Unpack[Place]
) -> int:
    """Keep what somebody makes of a tip of which they had said nothing; return its number."""
    values = {"tip_id": tip_id, "person_id": person_id, "state": state, "changed_at": now}
    return rows.add(connection, pledge, {**values, **place})


def change(connection: Connection, number: int, now: datetime, **values: Any) -> None:
    """Change columns of one."""
    rows.change(connection, pledge, number, {**values, "changed_at": now})


_EMPTY: dict[str, Any] = {"told": "", "told_id": None, "why": "", "why_id": None}


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of somebody only what is counted."""
    connection.execute(update(pledge).where(pledge.c.person_id == person_id).values(person_id=None, **_EMPTY))


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty the words that were told before a moment; return of how many."""
    old = (pledge.c.changed_at < before) & or_(pledge.c.told != "", pledge.c.why != "")
    return connection.execute(update(pledge).where(old).values(told="", why="")).rowcount
