"""Courses and their lessons as rows; it never knows a file's form or who learns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage import rows
from storage.prepared import Prepared
from storage.tables import course, lesson

Texts = Mapping[str, str]
"""Language -> words."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course. ``gives`` is what its end brings; ``loaded_by`` by whom it was loaded."""

    id: int
    key: str
    status: str
    title: Texts
    gives: Sequence[str]
    loaded_by: str
    version: int
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: ``texts`` by part and language, ``choices``: value, right or not (None: no answer is wrong), tip."""

    id: int
    course_id: int
    key: str
    status: str
    place: int
    picture: str
    texts: Mapping[str, Texts]
    choices: Sequence[tuple[str, bool | None, str]]


_COURSE, _LESSON = rows.columns(course, Course), rows.columns(lesson, Lesson)
_GET = Prepared(select(*_COURSE).where(course.c.id == bindparam("it")))
_OF = select(*_LESSON).where(lesson.c.course_id == bindparam("of"), lesson.c.status == bindparam("stands"))
_LESSONS = Prepared(_OF.order_by(lesson.c.place))


def get(connection: Connection, course_id: int) -> Course | None:
    """Return a course, whatever its status."""
    found = _GET.rows(connection, {"it": course_id})
    return Course(*found[0]) if found else None


def by_key(connection: Connection, key: str) -> Course | None:
    """Return a course by its name, whatever its status."""
    row = connection.execute(select(*_COURSE).where(course.c.key == key)).one_or_none()
    return Course(*row) if row else None


def source(connection: Connection, course_id: int) -> str:
    """Return the file a course was loaded from; it is long, and no turn needs it. Raises LookupError."""
    found: str | None = connection.execute(select(course.c.source).where(course.c.id == course_id)).scalar_one_or_none()
    if found is None:
        raise LookupError(f"there is no course {course_id}")
    return found


def every(connection: Connection) -> list[Course]:
    """Return all courses, the oldest first."""
    return [Course(*row) for row in connection.execute(select(*_COURSE).order_by(course.c.id))]


def lessons(connection: Connection, course_id: int) -> list[Lesson]:
    """Return a course's live lessons in order."""
    return [Lesson(*row) for row in _LESSONS.rows(connection, {"of": course_id, "stands": "live"})]


def put(connection: Connection, key: str, **values: Any) -> int:
    """Keep a course under its name, in the place of what was there; return its number."""
    known = by_key(connection, key)
    if known is None:
        return rows.add(connection, course, {"key": key, **values})
    rows.change(connection, course, known.id, {**values, "version": known.version + 1})
    return known.id


def put_lessons(connection: Connection, course_id: int, found: Sequence[Mapping[str, Any]]) -> None:
    """Keep these lessons, each under its ``key``, and retire all others of the course."""
    mine = lesson.c.course_id == course_id
    known = {row.key: row.id for row in connection.execute(select(lesson.c.key, lesson.c.id).where(mine))}
    connection.execute(update(lesson).where(mine).values(status="retired"))
    for place, values in enumerate(found, 1):
        row = {**values, "place": place, "status": "live"}
        if (number := known.get(str(values["key"]))) is None:
            rows.add(connection, lesson, {"course_id": course_id, **row})
        else:
            rows.change(connection, lesson, number, row)
