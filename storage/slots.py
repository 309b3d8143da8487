"""Times with an expert on a mentor day, as rows; it never knows who may book one.

A time is taken while its person has a seat at the meeting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, case, delete, select, update

from storage import rows
from storage.tables import meeting_day, meeting_host, response, slot


@dataclass(frozen=True, slots=True)
class Slot:
    """Twenty minutes with one expert. ``person_id`` is who has booked them and still comes, None where they are free.

    ``expert_id`` is the person of the expert, None where Drom knows them by ``expert`` name only.
    """

    id: int
    meeting_id: int
    host_id: int
    day: int
    minute: int
    person_id: int | None
    booked_at: datetime | None
    expert_id: int | None
    expert: str
    day_starts_at: datetime

    @property
    def starts_at(self) -> datetime:
        """Return when it begins."""
        return self.day_starts_at + timedelta(minutes=self.minute)


_COMES = and_(
    response.c.meeting_id == slot.c.meeting_id,
    response.c.person_id == slot.c.person_id,
    response.c.standing == "seated",
)


def _every() -> Select[Any]:
    """Return what reads times by day, minute and expert."""
    comes = case((response.c.id.is_not(None), slot.c.person_id), else_=None)
    found = select(
        *(slot.c.id, slot.c.meeting_id, slot.c.host_id, slot.c.day, slot.c.minute, comes, slot.c.booked_at),
        *(meeting_host.c.person_id, meeting_host.c.name, meeting_day.c.starts_at),
    )
    of_day = (meeting_day.c.meeting_id == slot.c.meeting_id) & (meeting_day.c.n == slot.c.day)
    found = found.join(meeting_host, meeting_host.c.id == slot.c.host_id).join(meeting_day, of_day)
    return found.outerjoin(response, _COMES).order_by(slot.c.day, slot.c.minute, slot.c.host_id)


def of_meeting(connection: Connection, meeting_id: int) -> list[Slot]:
    """Return every time of a mentor day."""
    return [Slot(*row) for row in connection.execute(_every().where(slot.c.meeting_id == meeting_id))]


def get(connection: Connection, number: int) -> Slot | None:
    """Return a time."""
    row = connection.execute(_every().where(slot.c.id == number)).one_or_none()
    return None if row is None else Slot(*row)


def of_person(connection: Connection, meeting_id: int, person_id: int) -> Slot | None:
    """Return the time that somebody has on a mentor day, and still comes to."""
    mine = (slot.c.meeting_id == meeting_id) & (slot.c.person_id == person_id)
    row = connection.execute(_every().where(mine, response.c.id.is_not(None))).one_or_none()
    return None if row is None else Slot(*row)


def hosts(connection: Connection, meeting_id: int) -> Sequence[tuple[int, int | None, str]]:
    """Return the experts of a meeting: number of the row, person and name."""
    found = select(meeting_host.c.id, meeting_host.c.person_id, meeting_host.c.name)
    mine = (meeting_host.c.meeting_id == meeting_id) & (meeting_host.c.role == "expert")
    return [(row[0], row[1], row[2]) for row in connection.execute(found.where(mine).order_by(meeting_host.c.id))]


def open_one(connection: Connection, meeting_id: int, host_id: int, day: int, minute: int) -> bool:
    """Let a time be booked; False where it could be already."""
    values = {"meeting_id": meeting_id, "host_id": host_id, "day": day, "minute": minute}
    return rows.put_once(connection, slot, values)


def close_one(connection: Connection, number: int) -> None:
    """Let a time be booked no more."""
    connection.execute(delete(slot).where(slot.c.id == number))


def book(connection: Connection, number: int, meeting_id: int, person_id: int, now: datetime) -> None:
    """Give a time to somebody, who has no other on this day any more."""
    free(connection, meeting_id, person_id)
    values = {"person_id": person_id, "booked_at": now}
    connection.execute(update(slot).where(slot.c.id == number).values(values))


def free(connection: Connection, meeting_id: int, person_id: int) -> None:
    """Let somebody have no time on a mentor day."""
    mine = (slot.c.meeting_id == meeting_id) & (slot.c.person_id == person_id)
    connection.execute(update(slot).where(mine).values(person_id=None, booked_at=None))


def erase_for(connection: Connection, person_id: int) -> None:
    """Free every time of somebody who leaves."""
    connection.execute(update(slot).where(slot.c.person_id == person_id).values(person_id=None, booked_at=None))
