"""How people found a meeting; it never knows what they were asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, update

from storage import rows
from storage.tables import feedback

Grade = Literal["", "good", "so", "bad"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person said: ``learned`` in words or as a recording; None for what was not asked or not answered."""

    id: int
    meeting_id: int
    person_id: int | None
    grade: Grade
    learned: str
    media_id: int | None
    useful: bool | None
    in_touch: bool | None
    at: datetime


_FEEDBACK = rows.columns(feedback, Feedback)


def put(connection: Connection, meeting_id: int, person_id: int, now: datetime, **values: Any) -> None:
    """Keep what somebody says, answer by answer: ``grade``, ``learned``, ``media_id``, ``useful``, ``in_touch``."""
    mine = {"meeting_id": meeting_id, "person_id": person_id, "at": now}
    if not rows.put_once(connection, feedback, {**mine, **values}) and values:
        same = (feedback.c.meeting_id == meeting_id) & (feedback.c.person_id == person_id)
        connection.execute(update(feedback).where(same).values(values))


def of_meeting(connection: Connection, meeting_id: int) -> list[Feedback]:
    """Return what was said of a meeting, the oldest first."""
    found = select(*_FEEDBACK).where(feedback.c.meeting_id == meeting_id).order_by(feedback.c.id)
    return [Feedback(*row) for row in connection.execute(found)]


def get(connection: Connection, meeting_id: int, person_id: int) -> Feedback | None:
    """Return what somebody said of a meeting."""
    found = select(*_FEEDBACK).where(feedback.c.meeting_id == meeting_id, feedback.c.person_id == person_id)
    row = connection.execute(found).one_or_none()
    return None if row is None else Feedback(*row)


def remove_for(connection: Connection, person_id: int) -> None:
    """Delete what somebody said."""
    connection.execute(delete(feedback).where(feedback.c.person_id == person_id))


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of what somebody said only what is counted."""
    gone = update(feedback).where(feedback.c.person_id == person_id)
    connection.execute(gone.values(person_id=None, learned="", media_id=None))


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty the words of what was said before a moment; return how many."""
    old = (feedback.c.at < before) & (feedback.c.learned != "")
    return connection.execute(update(feedback).where(old).values(learned="")).rowcount
