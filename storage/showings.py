"""Which tip was shown to whom and when, one row a time; it never knows what a tip says."""

from datetime import datetime
from typing import Literal, TypedDict, Unpack

from sqlalchemy import Connection, String, and_, bindparam, case, cast, func, literal, or_, select, text, update

from storage import rows
from storage.prepared import Prepared
from storage.tables import outbox, showing
from storage.types import UtcDateTime

How = Literal["asked", "sent", "parked"]


class Place(TypedDict):
    """Where a showing is counted."""

    organisation: str
    trade: str
    country: str
    language: str


WENT = text("outbox.state in ('sent', 'in_doubt')")
"""Whether what was parked has gone out."""
MESSAGE = outbox.c.dedupe == literal("notice:") + cast(showing.c.notice_id, String)
"""Which message a showing came in that was due by itself."""
_PARKED = showing.c.how == "parked"
_OPEN = text("outbox.state in ('waiting', 'parked', 'sending')")
_GOES = and_(_OPEN, outbox.c.deadline > bindparam("now"))
_HEARD = case((and_(_PARKED, WENT), outbox.c.next_at), else_=showing.c.at)
_LAST = Prepared(
    select(showing.c.tip_id, func.max(_HEARD, type_=UtcDateTime()))
    .join(outbox, and_(_PARKED, MESSAGE), isouter=True)
    .where(showing.c.person_id == bindparam("whose"), or_(~_PARKED, WENT, _GOES))
    .group_by(showing.c.tip_id)
)


def last_of(connection: Connection, person_id: int, now: datetime) -> dict[int, datetime]:
    """Return when somebody heard each tip last, by its number.

    What was parked counts from when it went out; while it may still go it counts too, and when it cannot, not at all.
    """
    return {int(tip_id): at for tip_id, at in _LAST.rows(connection, {"whose": person_id, "now": now})}


def add(
    connection: Connection,
    tip_id: int,
    person_id: int | None,
    how: How,
    now: datetime,
    *,
    neighbour: bool = False,
    notice_id: int | None = None,
    **place: Unpack[Place],
) -> None:
    """Note that a tip was shown to somebody, or to a guest (None); ``neighbour``: with what a neighbour tells of it."""
    values = {"tip_id": tip_id, "person_id": person_id, "how": how, "at": now, "notice_id": notice_id}
    rows.add(connection, showing, {**values, "neighbour": neighbour, **place})


def settle(connection: Connection, person_id: int) -> None:
    """Note of what was parked for somebody and has gone out when that was: their messages are about to go."""
    mine = select(outbox.c.next_at).where(MESSAGE, WENT).scalar_subquery()
    parked = (showing.c.person_id == person_id) & _PARKED
    connection.execute(update(showing).where(parked, mine.is_not(None)).values(how="sent", at=mine))


def erase_for(connection: Connection, person_id: int) -> None:
    """Forget who saw something; that it was seen stays counted."""
    connection.execute(update(showing).where(showing.c.person_id == person_id).values(person_id=None))
