"""People counted in cells by what they did in short courses, once for each course; it never knows who, or a lesson.

Nobody is counted over courses: of who was erased nothing tells which of their courses belong together.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, select

from storage.cells import Cell, Term, land, month, of_people, with_profile
from storage.tables import certificate, course, merge, study

ENROLLED, FINISHED = ("enrolled", "finished"), ("finished",)
"""How somebody stands with the bigger course who is, or was, in it; and who has finished it."""


def begun(connection: Connection, term: Term) -> list[Cell]:
    """Count who began a course in the time."""
    return _people(connection, term, study.c.started_at)


def finished(connection: Connection, term: Term) -> list[Cell]:
    """Count who came to the end of a course in the time."""
    return _people(connection, term, study.c.finished_at)


def certified(connection: Connection, term: Term) -> list[Cell]:
    """Count who got a certificate in the time."""
    return _people(connection, term, certificate.c.made_at)


def enrolled(connection: Connection, term: Term) -> list[Cell]:
    """Count who was enrolled in the bigger course, by when they began the short one."""
    return _people(connection, term, study.c.started_at, study.c.offer.in_(ENROLLED))


def completed(connection: Connection, term: Term) -> list[Cell]:
    """Count who finished the bigger course, by when they began the short one."""
    return _people(connection, term, study.c.started_at, study.c.offer.in_(FINISHED))


def brochures(connection: Connection, term: Term) -> list[Cell]:
    """Count brochures that were sent in the time."""
    sent = study.c.brochure_at
    there = month(connection, sent).label("month")
    rows = connection.execute(select(there, land(study.c.country)).where(_in(term, sent)).order_by(study.c.id))
    return [Cell(1, when, country) for when, country in rows]


def interested(connection: Connection, term: Term) -> list[Cell]:
    """Count who wanted the brochure in the time."""
    return _people(connection, term, study.c.brochure_at)


def taken_along(connection: Connection, term: Term) -> list[Cell]:
    """Count brochures and certificates that were sent in the time."""
    made = month(connection, certificate.c.made_at).label("month")
    papers = select(made, land(study.c.country)).join(certificate, certificate.c.study_id == study.c.id)
    rows = connection.execute(papers.where(_in(term, certificate.c.made_at)).order_by(study.c.id))
    return [*brochures(connection, term), *(Cell(1, when, country) for when, country in rows)]


def taught(connection: Connection, term: Term) -> list[Cell]:
    """Count live courses that somebody has begun, each by its first."""
    first = func.min(study.c.started_at, type_=study.c.started_at.type)
    found = select(month(connection, first)).join(course, course.c.id == study.c.course_id)
    found = found.where(course.c.status == "live", _in(term, study.c.started_at)).group_by(study.c.course_id)
    return [Cell(1, there) for there in connection.scalars(found)]


def _people(connection: Connection, term: Term, at: ColumnElement[Any], *more: ColumnElement[bool]) -> list[Cell]:
    """Count what people did at a moment; who was found to be somebody else, with the same course, is not counted."""
    twice = select(merge.c.id).where(merge.c.gone_id == study.c.person_id).exists()
    rows = (
        select(month(connection, at).label("month"), study.c.country, study.c.person_id)
        .outerjoin(certificate, certificate.c.study_id == study.c.id)
        .where(_in(term, at), ~twice, *more)
        .subquery()
    )
    return of_people(connection, with_profile(rows, rows.c.month, rows.c.country, literal("").label("town")))


def _in(term: Term, at: ColumnElement[Any]) -> ColumnElement[bool]:
    return (study.c.programme == term.programme) & (at >= term.since) & (at < term.until)
