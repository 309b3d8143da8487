"""People and meetings counted in cells, from who was at the door, who answered and how it was; it never knows who."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, Table, case, cast, func, literal, select

from storage.cells import Cell, Term, first_of, land, month, of_people, with_profile
from storage.tables import attendance, feedback, meeting, meeting_day, meeting_host, merge, person, response

_HERE = attendance.c.state == "here"


def _who(rows: Table, walks_in: str) -> ColumnElement[str]:
    """Return who a row is of, as a key.

    Whoever was found to be another is that one; a pseudonym stays when its person is erased; all else is somebody new.
    """
    kept = select(merge.c.kept_id).where(merge.c.gone_id == rows.c.person_id).scalar_subquery()
    return case(
        (rows.c.person_id.is_not(None), literal("p") + cast(func.coalesce(kept, rows.c.person_id), String)),
        (rows.c.pseudonym != "", rows.c.pseudonym),
        else_=literal(walks_in) + cast(rows.c.id, String),
    )


_WHO = _who(attendance, "w")
_MONTH = func.substr(meeting_day.c.wall, 1, 7, type_=String)
"""The month of a day, on the clock of its meeting."""
_SAME_DAY = (meeting_day.c.meeting_id == attendance.c.meeting_id) & (meeting_day.c.n == attendance.c.day)
_HELD = select(attendance.c.id).where(_SAME_DAY, _HERE).exists()
"""Somebody was checked in on the day."""


def came(connection: Connection, term: Term, kinds: Sequence[str]) -> list[Cell]:
    """Count people who were at the door of meetings of some kinds, each where they were first."""
    rows = (
        select(
            *(_MONTH.label("month"), meeting.c.country, meeting.c.town, attendance.c.person_id),
            first_of(_WHO, meeting_day.c.starts_at, attendance.c.id).label("place"),
        )
        .join(meeting, meeting.c.id == attendance.c.meeting_id)
        .join(meeting_day, _SAME_DAY)
        .where(_HERE, _in(term, kinds))
        .subquery()
    )
    found = with_profile(rows, rows.c.month, rows.c.country, rows.c.town)
    return of_people(connection, found.where(rows.c.place == 1))


def wanted(connection: Connection, term: Term, kinds: Sequence[str]) -> list[Cell]:
    """Count people who answered yes to meetings of some kinds, each by their first."""
    rows = (
        select(
            month(connection, response.c.answered_at).label("month"),
            *(meeting.c.country, meeting.c.town, response.c.person_id),
            first_of(_who(response, "r"), response.c.answered_at, response.c.id).label("place"),
        )
        .join(meeting, meeting.c.id == response.c.meeting_id)
        .where(response.c.answer == "yes", _in(term, kinds))
        .subquery()
    )
    found = with_profile(rows, rows.c.month, rows.c.country, rows.c.town)
    return of_people(connection, found.where(rows.c.place == 1))


def told_how(connection: Connection, term: Term) -> list[Cell]:
    """Count who said how a meeting was, by a picture, words or a recording, once for each meeting."""
    said = (feedback.c.grade != "") | (feedback.c.learned != "") | feedback.c.media_id.is_not(None)
    rows = (
        select(month(connection, feedback.c.at).label("month"), meeting.c.country, meeting.c.town, feedback.c.person_id)
        .join(meeting, meeting.c.id == feedback.c.meeting_id)
        .where(said, _in(term, ()))
        .subquery()
    )
    return of_people(connection, with_profile(rows, rows.c.month, rows.c.country, rows.c.town))


def held(connection: Connection, term: Term, kinds: Sequence[str], skip: int = 0) -> list[Cell]:
    """Count meetings that took place, without the first ``skip`` of them."""
    return [Cell(1, when, country, town) for _, when, country, town in _meetings(connection, term, kinds)[skip:]]


def areas(connection: Connection, term: Term, kinds: Sequence[str]) -> list[Cell]:
    """Count towns where a meeting took place, each by its first."""
    first: dict[tuple[str, str], str] = {}
    for _, when, country, town in _meetings(connection, term, kinds):
        if town:
            first.setdefault((country, town), when)
    return [Cell(1, when, country, town) for (country, town), when in first.items()]


def experts(connection: Connection, term: Term, kinds: Sequence[str]) -> list[Cell]:
    """Count experts on each day of meetings that took place: checked in that day, or not known to Drom."""
    there = select(attendance.c.id).where(_SAME_DAY, _HERE, attendance.c.person_id == meeting_host.c.person_id)
    asked = meeting_host.c.person_id.is_(None) | there.exists()
    found = (
        _days(term, kinds, literal(1))
        .join(meeting_host, meeting_host.c.meeting_id == meeting.c.id)
        .where(meeting_host.c.role == "expert", asked)
    )
    return [Cell(*row) for row in connection.execute(found)]


def first_days(connection: Connection, term: Term, kinds: Sequence[str]) -> list[Cell]:
    """Count the days of the first meeting on which somebody was checked in."""
    found = _days(term, kinds, literal(1)).where(meeting.c.id == _first(connection, term, kinds))
    return [Cell(*row) for row in connection.execute(found)]


def first_team(connection: Connection, term: Term, kinds: Sequence[str]) -> list[Cell]:
    """Count people checked in at the first meeting, by their own country; by the meeting's where none is known."""
    own = case((func.coalesce(person.c.country, "") != "", land(person.c.country)), else_=meeting.c.country)
    rows = (
        select(own.label("country"), _WHO.label("who"))
        .join(meeting, meeting.c.id == attendance.c.meeting_id)
        .outerjoin(person, person.c.id == attendance.c.person_id)
        .where(_HERE, meeting.c.id == _first(connection, term, kinds))
        .subquery()
    )
    found = select(func.count(rows.c.who.distinct()), rows.c.country).group_by(rows.c.country)
    return [Cell(number, country=country) for number, country in connection.execute(found)]


def _in(term: Term, kinds: Sequence[str]) -> ColumnElement[bool]:
    """Return what is true of a programme's meetings of some kinds in the time; of all kinds where none is named."""
    mine = (meeting.c.programme == term.programme) & (meeting.c.state != "cancelled")
    mine &= (meeting.c.starts_at >= term.since) & (meeting.c.starts_at < term.until)
    return mine & meeting.c.kind.in_(kinds) if kinds else mine


def _days(term: Term, kinds: Sequence[str], *more: ColumnElement[Any]) -> Select[Any]:
    """Return the days on which somebody was checked in."""
    found = select(*more, _MONTH.label("month"), meeting.c.country, meeting.c.town).select_from(meeting)
    return found.join(meeting_day, meeting_day.c.meeting_id == meeting.c.id).where(_in(term, kinds), _HELD)


def _meetings(connection: Connection, term: Term, kinds: Sequence[str]) -> list[tuple[int, str, str, str]]:
    """Return each meeting that took place with month, country and town, the first first."""
    days = _days(term, kinds, meeting.c.id, meeting.c.starts_at).subquery()
    columns = (days.c.id, func.min(days.c.month), days.c.country, days.c.town)
    found = select(*columns).group_by(days.c.id, days.c.country, days.c.town, days.c.starts_at)
    rows = connection.execute(found.order_by(days.c.starts_at, days.c.id))
    return [(number, when, country, town) for number, when, country, town in rows]


def _first(connection: Connection, term: Term, kinds: Sequence[str]) -> int | None:
    return next((number for number, *_ in _meetings(connection, term, kinds)), None)
