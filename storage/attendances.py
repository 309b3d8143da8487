"""Who was at the door of a meeting on a day; it never decides whether the door is open.

States: ``trying`` (a wrong picture) · ``listed`` (staff look who it is) · ``here``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, update

from storage import rows
from storage.tables import attendance

How = Literal["picture", "qr", "staff"]
"""How somebody was checked in: ``picture`` by themselves, online with one tap."""
State = Literal["here", "trying", "listed"]


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one day's door. ``walk_in`` is the name of somebody whom Drom does not know, ``person_id`` None.

    ``pseudonym`` stays when a person is erased. ``party`` counts them and their guests, ``wrong`` wrong pictures.
    """

    id: int
    meeting_id: int
    day: int
    person_id: int | None
    pseudonym: str
    walk_in: str
    party: int
    how: How
    state: State
    wrong: int
    at: datetime


_ATTENDANCE = rows.columns(attendance, Attendance)


def get(connection: Connection, meeting_id: int, day: int, person_id: int) -> Attendance | None:
    """Return what is known of somebody at a day's door."""
    found = select(*_ATTENDANCE).where(attendance.c.meeting_id == meeting_id, attendance.c.day == day)
    row = connection.execute(found.where(attendance.c.person_id == person_id)).one_or_none()
    return None if row is None else Attendance(*row)


def put(connection: Connection, meeting_id: int, day: int, person_id: int, *, state: State, **values: Any) -> bool:
    """Keep what is known of somebody at a day's door; False where this would undo that they are here."""
    mine = {"meeting_id": meeting_id, "day": day, "person_id": person_id}
    if rows.put_once(connection, attendance, {**mine, "state": state, **values}):
        return True
    same = (attendance.c.meeting_id == meeting_id) & (attendance.c.day == day)
    again = update(attendance).where(same, attendance.c.person_id == person_id)
    if state != "here":  # staff may have checked them in at this moment
        again = again.where(attendance.c.state != "here")
    return connection.execute(again.values(state=state, **values)).rowcount > 0


def add_walk_in(connection: Connection, meeting_id: int, day: int, name: str, party: int, now: datetime) -> int:
    """Add somebody whom Drom does not know, and return the row's number."""
    values = {"meeting_id": meeting_id, "day": day, "walk_in": name, "party": party, "how": "staff", "at": now}
    return rows.add(connection, attendance, values)


def of_meeting(connection: Connection, meeting_id: int, day: int | None = None) -> list[Attendance]:
    """Return everybody at the door of a meeting, on one of its days or on all of them, the first first."""
    found = select(*_ATTENDANCE).where(attendance.c.meeting_id == meeting_id)
    if day is not None:
        found = found.where(attendance.c.day == day)
    return [Attendance(*row) for row in connection.execute(found.order_by(attendance.c.id))]


def clear(connection: Connection, meeting_id: int, days: Collection[int]) -> int:
    """Delete what is known of everybody at the doors of some days; return of how many."""
    mine = (attendance.c.meeting_id == meeting_id) & attendance.c.day.in_(days)
    return connection.execute(delete(attendance).where(mine)).rowcount


def remove(connection: Connection, meeting_id: int, number: int) -> bool:
    """Delete that somebody is here, by its row; False where there is no such row of this meeting."""
    mine = (attendance.c.id == number) & (attendance.c.meeting_id == meeting_id) & (attendance.c.state == "here")
    return connection.execute(delete(attendance).where(mine)).rowcount > 0


def came(connection: Connection, meeting_id: int, person_id: int) -> bool:
    """Tell whether somebody was there on any day, or may have been: staff look at those who are listed."""
    mine = (attendance.c.meeting_id == meeting_id) & (attendance.c.person_id == person_id)
    return connection.execute(select(attendance.c.id).where(mine).limit(1)).first() is not None


def people(connection: Connection, meeting_id: int) -> list[int]:
    """Return those who came on any day, by their number."""
    mine = (attendance.c.meeting_id == meeting_id) & (attendance.c.state == "here")
    found = select(attendance.c.person_id).where(mine, attendance.c.person_id.is_not(None)).distinct()
    return list(connection.scalars(found.order_by(attendance.c.person_id)))


def anybody(connection: Connection, meeting_id: int) -> bool:
    """Tell whether anybody was checked in: else nobody kept the list."""
    found = select(attendance.c.id).where(attendance.c.meeting_id == meeting_id, attendance.c.state == "here")
    return connection.execute(found.limit(1)).first() is not None


def hand_over(connection: Connection, person_id: int, kept_id: int) -> None:
    """Let another have been there where somebody was and they were not let in."""
    mine = attendance.c.person_id == person_id
    here = select(attendance.c.id, attendance.c.meeting_id, attendance.c.day).where(mine, attendance.c.state == "here")
    for number, meeting_id, day in connection.execute(here).all():
        other = get(connection, meeting_id, day, kept_id)
        if other is not None and other.state != "here":
            connection.execute(delete(attendance).where(attendance.c.id == other.id))
            connection.execute(update(attendance).where(attendance.c.id == number).values(person_id=kept_id))


def remove_for(connection: Connection, person_id: int) -> None:
    """Delete where somebody was."""
    connection.execute(delete(attendance).where(attendance.c.person_id == person_id))


def numbers_of(connection: Connection, person_id: int) -> list[int]:
    """Return the rows of somebody's attendance by their numbers."""
    return list(connection.scalars(select(attendance.c.id).where(attendance.c.person_id == person_id)))


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of somebody's attendance only what is counted; the pseudonym lets it count once."""
    connection.execute(update(attendance).where(attendance.c.person_id == person_id).values(person_id=None))


def forget_names(connection: Connection, before: datetime) -> int:
    """Empty the names of people whom Drom does not know that came before a moment; return how many."""
    old = (attendance.c.at < before) & (attendance.c.walk_in != "")
    return connection.execute(update(attendance).where(old).values(walk_in="")).rowcount


def rename(connection: Connection, numbers: Collection[int], pseudonym: str) -> None:
    """Count rows as somebody else's who turned out to be the same person."""
    mine = attendance.c.id.in_(list(numbers)) & (attendance.c.pseudonym != "")
    connection.execute(update(attendance).where(mine).values(pseudonym=pseudonym))
