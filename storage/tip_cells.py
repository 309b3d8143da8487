"""People counted in cells by what they heard and did of tips, and what mentors answered; it never knows who.

Tips and questions know an organisation, not a programme: what counts is the programme that somebody is in today. Who
was erased is in none, and not counted any more.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, or_, select

from storage.cells import Cell, Term, land, month, of_people, with_profile
from storage.showings import MESSAGE, WENT
from storage.tables import outbox, person, pledge, question, showing


def heard(connection: Connection, term: Term) -> list[Cell]:
    """Count who heard a tip in the time, by the first of them; one that waits behind a knock is not heard yet."""
    went = select(outbox.c.id).where(MESSAGE, WENT).exists()
    return _first(connection, term, showing, showing.c.at, or_(showing.c.how != "parked", went))


def done(connection: Connection, term: Term) -> list[Cell]:
    """Count who did what a tip says in the time, by the first that they did."""
    return _first(connection, term, pledge, pledge.c.done_at)


def answered(connection: Connection, term: Term) -> list[Cell]:
    """Count questions that a mentor answered in the time."""
    when = month(connection, question.c.answered_at).label("month")
    country = land(question.c.country)
    mine = select(when, country, func.count()).join(person, person.c.id == question.c.person_id)
    mine = mine.where(_in(term, question.c.answered_at)).group_by(when, country)
    rows = connection.execute(mine.order_by(when, country))
    return [Cell(number, there, country) for there, country, number in rows]


def _first(
    connection: Connection, term: Term, table: Table, at: ColumnElement[Any], *more: ColumnElement[bool]
) -> list[Cell]:
    """Count people by the first of their rows of a table in the time."""
    first = func.min(at, type_=at.type)
    mine: Select[Any] = (
        select(table.c.person_id, month(connection, first).label("month"), person.c.country, person.c.town)
        .join(person, person.c.id == table.c.person_id)
        .where(_in(term, at), *more)
        .group_by(table.c.person_id, person.c.country, person.c.town)
    )
    rows = mine.subquery()
    return of_people(connection, with_profile(rows, rows.c.month, rows.c.country, rows.c.town))


def _in(term: Term, at: ColumnElement[Any]) -> ColumnElement[bool]:
    return (person.c.programme == term.programme) & (at >= term.since) & (at < term.until)
