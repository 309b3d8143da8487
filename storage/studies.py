"""Who is where in a course and what they answered; it never knows a lesson's words or a name.

People are found by their number, guests by the pseudonym of their contact until they have one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, case, cast, delete, func, or_, select, update

from storage import rows
from storage.tables import certificate, lesson_answer, study


@dataclass(frozen=True, slots=True)
class Study:
    """Somebody in a course. ``person_id`` is None of a guest and of who was erased since.

    ``started_at``: when they saw the first lesson, None of who wants to do so tomorrow.
    """

    id: int
    course_id: int
    person_id: int | None
    organisation: str
    programme: str
    country: str
    language: str
    pseudonym: str
    started_at: datetime | None
    finished_at: datetime | None
    brochure_at: datetime | None
    offer: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many people of a country and a language have begun, finished, got what, and stand how with the offer."""

    course_id: int
    country: str
    language: str
    started: int
    finished: int
    certificates: int
    brochures: int
    asked: int
    enrolled: int
    completed: int


_STUDY = rows.columns(study, Study)


def get(connection: Connection, number: int) -> Study | None:
    """Return a study by its number."""
    row = connection.execute(select(*_STUDY).where(study.c.id == number)).one_or_none()
    return Study(*row) if row else None


def find(connection: Connection, course_id: int, person_id: int | None, pseudonym: str) -> Study | None:
    """Return somebody's study of a course: the person's own, else what was begun as a guest from this contact."""
    mine = select(*_STUDY).where(study.c.course_id == course_id)
    if person_id is not None:
        row = connection.execute(mine.where(study.c.person_id == person_id)).one_or_none()
        if row is not None:
            return Study(*row)
    as_guest = mine.where(study.c.pseudonym == pseudonym, study.c.person_id.is_(None)).order_by(study.c.id.desc())
    row = connection.execute(as_guest.limit(1)).one_or_none()
    return Study(*row) if row else None


def of_person(connection: Connection, person_id: int) -> list[Study]:
    """Return everything that somebody studies, the oldest first."""
    found = select(*_STUDY).where(study.c.person_id == person_id).order_by(study.c.id)
    return [Study(*row) for row in connection.execute(found)]


def of_guests(connection: Connection, pseudonyms: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of what guests have begun and of their answers, table by table."""
    mine = study.c.pseudonym.in_(pseudonyms) & study.c.person_id.is_(None)
    theirs = lesson_answer.c.study_id.in_(select(study.c.id).where(mine))
    asked = {"study": select(study).where(mine), "lesson_answer": select(lesson_answer).where(theirs)}
    return {name: [dict(row._mapping) for row in connection.execute(found)] for name, found in asked.items()}


def add(connection: Connection, **values: Any) -> int:
    """Let somebody begin; return the number."""
    return rows.add(connection, study, values)


def change(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of a study."""
    rows.change(connection, study, number, values)


def adopt(connection: Connection, number: int, person_id: int) -> None:
    """Let what was begun as a guest be a person's."""
    rows.change(connection, study, number, {"person_id": person_id})
    connection.execute(update(lesson_answer).where(lesson_answer.c.study_id == number).values(person_id=person_id))


def answer(connection: Connection, study_id: int, lesson_id: int, **values: Any) -> None:
    """Keep the last answer to a lesson: ``value``, ``correct``, ``media_id``, ``person_id``, ``at``."""
    if not rows.put_once(connection, lesson_answer, {"study_id": study_id, "lesson_id": lesson_id, **values}):
        same = (lesson_answer.c.study_id == study_id) & (lesson_answer.c.lesson_id == lesson_id)
        connection.execute(update(lesson_answer).where(same).values(values))


def answered(connection: Connection, study_id: int) -> set[int]:
    """Return the numbers of the lessons that were answered."""
    found = select(lesson_answer.c.lesson_id).where(lesson_answer.c.study_id == study_id)
    return set(connection.scalars(found))


def counts(
    connection: Connection, since: datetime, until: datetime, *, organisation: str = "", programme: str = ""
) -> list[Count]:
    """Count what happened in a time, by course, country and language; of those erased since too.

    Each is counted when it happened; how somebody stands with the offer, when they finished.
    """
    by = (study.c.course_id, study.c.country, study.c.language)
    finished = _within(study.c.finished_at, since, until)
    happened = (
        _within(study.c.started_at, since, until),
        finished,
        _within(certificate.c.made_at, since, until),
        _within(study.c.brochure_at, since, until),
    )
    offers = [finished & study.c.offer.in_(stands) for stands in _OFFERS]
    sums = [cast(func.sum(case((one, 1), else_=0)), Integer) for one in (*happened, *offers)]
    found = select(*by, *sums).outerjoin(certificate, certificate.c.study_id == study.c.id).where(or_(*happened))
    if organisation:
        found = found.where(study.c.organisation == organisation)
    if programme:
        found = found.where(study.c.programme == programme)
    return [Count(*row) for row in connection.execute(found.group_by(*by).order_by(*by))]


def _within(moment: Column[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    return (moment >= since) & (moment < until)


_OFFERS = (("asked", "enrolled", "finished"), ("enrolled", "finished"), ("finished",))
"""Whoever is enrolled has asked, and whoever has finished was enrolled."""


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of what somebody studied only what is counted."""
    gone = update(lesson_answer).where(lesson_answer.c.person_id == person_id)
    connection.execute(gone.values(person_id=None, media_id=None))
    mine = update(study).where(study.c.person_id == person_id)
    connection.execute(mine.values(person_id=None, pseudonym=""))


def hand_finished(connection: Connection, person_id: int, kept_id: int) -> None:
    """Give what somebody has finished to another who has begun it too and not finished it, in place of theirs."""
    mine = (study.c.person_id == person_id) & study.c.finished_at.is_not(None)
    for number, course in connection.execute(select(study.c.id, study.c.course_id).where(mine)).all():
        theirs = (study.c.person_id == kept_id) & (study.c.course_id == course)
        connection.execute(delete(study).where(theirs, study.c.finished_at.is_(None)))
        if connection.scalar(select(study.c.id).where(theirs)) is None:
            connection.execute(update(study).where(study.c.id == number).values(person_id=kept_id))


def remove_for(connection: Connection, person_id: int) -> None:
    """Delete what somebody studied, with their answers and certificates."""
    connection.execute(delete(study).where(study.c.person_id == person_id))


def erase_guest(connection: Connection, pseudonym: str) -> None:
    """Leave of what a guest studied only what is counted."""
    connection.execute(update(study).where(study.c.pseudonym == pseudonym).values(pseudonym=""))
