"""Which tip was shown to whom and when, one row a time; it never knows what a tip says."""

from datetime import datetime
from typing import Literal, TypedDict, Unpack

from sqlalchemy import Connection, bindparam, func, select, update

from storage import rows
from storage.prepared import Prepared
from storage.tables import showing

How = Literal["asked", "sent", "parked"]


class Place(TypedDict):
    """Where a showing is counted."""

    organisation: str
    trade: str
    country: str
    language: str


_LAST = Prepared(
    select(showing.c.tip_id, func.max(showing.c.at))
    .where(showing.c.person_id == bindparam("whose"))
    .group_by(showing.c.tip_id)
)


def last_of(connection: Connection, person_id: int) -> dict[int, datetime]:
    """Return when somebody was shown each tip last, by its number."""
    return {int(tip_id): at for tip_id, at in _LAST.rows(connection, {"whose": person_id})}


def add(
    connection: Connection,
    tip_id: int,
    person_id: int | None,
    how: How,
    now: datetime,
    *,
    notice_id: int | None = None,
    **place: Unpack[Place],
) -> None:
    """Note that a tip was shown to somebody, or to a guest (None)."""
    values = {"tip_id": tip_id, "person_id": person_id, "how": how, "at": now, "notice_id": notice_id}
    rows.add(connection, showing, {**values, **place})


def erase_for(connection: Connection, person_id: int) -> None:
    """Forget who saw something; that it was seen stays counted."""
    connection.execute(update(showing).where(showing.c.person_id == person_id).values(person_id=None))
