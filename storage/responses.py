"""What people answered to a meeting and where they stand: seated, waiting, offered a seat; it never decides who may.

Whoever changes a standing has locked the meeting (``meetings.get(lock=True)``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, bindparam, case, delete, false, func, literal, select, text, true, update

from storage import rows
from storage.tables import attendance, meeting, response
from storage.types import Json

Answer = Literal["yes", "no", "maybe"]
Standing = Literal["seated", "waiting", "offered", "none"]


@dataclass(frozen=True, slots=True)
class Response:
    """One person's last answer. ``party`` counts seats, with their own.

    ``rank`` is the order among those who wait, kept while a seat is offered to them. ``person_id`` is None of somebody
    who was erased. ``queued_at`` stays when the waiting is over. ``late_at`` is when they said that they come late.
    """

    id: int
    meeting_id: int
    person_id: int | None
    answer: Answer
    party: int
    needs: Sequence[str]
    standing: Standing
    rank: int
    queued_at: datetime | None
    offered_until: datetime | None
    answered_at: datetime
    version: int
    late_at: datetime | None


_RESPONSE = rows.columns(response, Response)
_OF = select(*_RESPONSE).where(response.c.meeting_id == bindparam("of"))
_GET = _OF.where(response.c.person_id == bindparam("whose"))
# Conditions on standings have no parameters, or their indexes would not be used.
_TAKEN = select(func.coalesce(func.sum(response.c.party), 0)).where(
    response.c.meeting_id == bindparam("of"), text("response.standing in ('seated', 'offered')")
)
_WAITING = _OF.where(text("response.standing = 'waiting'")).order_by(response.c.rank)
_LAST = select(func.coalesce(func.max(response.c.rank), 0)).where(
    response.c.meeting_id == bindparam("of"), text("response.standing in ('waiting', 'offered')")
)
_BEFORE = select(func.count()).where(
    response.c.meeting_id == bindparam("of"),
    text("response.standing = 'waiting'"),
    response.c.rank < bindparam("rank"),
)
_OFFERED = _OF.where(text("response.standing = 'offered'")).order_by(response.c.id)
_LAPSED = _OFFERED.where(response.c.offered_until <= bindparam("now"))


def get(connection: Connection, meeting_id: int, person_id: int) -> Response | None:
    """Return what somebody answered."""
    row = connection.execute(_GET, {"of": meeting_id, "whose": person_id}).one_or_none()
    return None if row is None else Response(*row)


def add(connection: Connection, meeting_id: int, person_id: int, **values: Any) -> None:
    """Keep the first answer of somebody."""
    rows.add(connection, response, {"needs": [], "meeting_id": meeting_id, "person_id": person_id, **values})


def change(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of one answer."""
    rows.change(connection, response, number, values)


def late(connection: Connection, meeting_id: int, person_id: int, now: datetime) -> None:
    """Keep that somebody who has a seat comes late."""
    mine = (response.c.meeting_id == meeting_id) & (response.c.person_id == person_id)
    connection.execute(update(response).where(mine, response.c.standing == "seated").values(late_at=now))


def taken(connection: Connection, meeting_id: int) -> int:
    """Return how many seats are taken, those that are offered with them."""
    return int(connection.execute(_TAKEN, {"of": meeting_id}).scalar_one())


def waiting(connection: Connection, meeting_id: int) -> list[Response]:
    """Return who waits, in the order of arrival."""
    return [Response(*row) for row in connection.execute(_WAITING, {"of": meeting_id})]


def next_rank(connection: Connection, meeting_id: int) -> int:
    """Return the rank of whoever comes to the line now."""
    return int(connection.execute(_LAST, {"of": meeting_id}).scalar_one()) + 1


def before(connection: Connection, meeting_id: int, rank: int) -> int:
    """Return how many wait before a rank."""
    return int(connection.execute(_BEFORE, {"of": meeting_id, "rank": rank}).scalar_one())


def lapsed(connection: Connection, meeting_id: int, now: datetime) -> list[Response]:
    """Return those whose offered seat was theirs until now."""
    return [Response(*row) for row in connection.execute(_LAPSED, {"of": meeting_id, "now": now})]


def offered(connection: Connection, meeting_id: int) -> list[Response]:
    """Return those for whom a seat is held."""
    return [Response(*row) for row in connection.execute(_OFFERED, {"of": meeting_id})]


def of_meeting(connection: Connection, meeting_id: int) -> list[Response]:
    """Return every answer to a meeting, the oldest first."""
    return [Response(*row) for row in connection.execute(_OF.order_by(response.c.id), {"of": meeting_id})]


def of_person(connection: Connection, person_id: int) -> list[Response]:
    """Return everything that somebody answered, by rising meeting."""
    found = select(*_RESPONSE).where(response.c.person_id == person_id).order_by(response.c.meeting_id)
    return [Response(*row) for row in connection.execute(found)]


def seat_nobody(connection: Connection, meeting_id: int) -> None:
    """Let nobody be seated, wait or be offered a seat: the meeting is not held."""
    mine = (response.c.meeting_id == meeting_id) & (response.c.standing != "none")
    connection.execute(update(response).where(mine).values(standing="none", rank=0, offered_until=None))


def forget_needs(connection: Connection, before: datetime) -> int:
    """Forget what people needed to come to meetings that ended before a moment; return of how many."""
    over = response.c.meeting_id.in_(select(meeting.c.id).where(meeting.c.ends_at < before))
    named = response.c.needs != literal([], Json)
    return connection.execute(update(response).where(over, named).values(needs=[])).rowcount


def hand_over(connection: Connection, person_id: int, kept_id: int) -> None:
    """Give somebody's answers to another who has answered less, in place of theirs: a seat is more than a yes."""
    for one in of_person(connection, person_id):
        other = get(connection, one.meeting_id, kept_id)
        if other is not None and _worth(one) > _worth(other):
            connection.execute(delete(response).where(response.c.id == other.id))
            change(connection, one.id, person_id=kept_id)


def _worth(one: Response) -> tuple[bool, bool]:
    return one.standing != "none", one.answer == "yes"


def remove_for(connection: Connection, person_id: int) -> None:
    """Delete what somebody answered."""
    connection.execute(delete(response).where(response.c.person_id == person_id))


def erase_for(connection: Connection, person_id: int, pseudonym: str, now: datetime) -> None:
    """Leave of somebody's answers only what is counted, once by a pseudonym.

    Where a meeting has begun, how it went does not change.
    """
    begun = response.c.meeting_id.in_(select(meeting.c.id).where(meeting.c.starts_at <= now))
    there = (attendance.c.meeting_id == response.c.meeting_id) & (attendance.c.person_id == person_id)
    came = select(attendance.c.id).where(there, attendance.c.state != "trying").correlate(response).exists()
    missed = and_(begun, response.c.standing == "seated", ~came)
    values: dict[str, Any] = {"person_id": None, "needs": [], "rank": 0, "offered_until": None, "pseudonym": pseudonym}
    settled = {
        "standing": case((begun, response.c.standing), else_="none"),
        "missed": case((missed, true()), else_=false()),
    }
    connection.execute(update(response).where(response.c.person_id == person_id).values(values | settled))
