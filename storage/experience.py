"""How well it goes, counted: who began and who came through, by language, gender and channel; it never knows who.

At most about ``LATEST`` rows are looked at, and a page is quick among many people: of members every so-manieth, for the
newest are livelier by nature; of what happened within some weeks the newest. A share of so many is right to two points.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, Subquery, case, cast, func, select, true

from storage.tables import attendance, contact, feedback, inbox, invitation, meeting, person, response, ticket

LATEST = 3000


@dataclass(frozen=True, slots=True)
class Tried:
    """So many times (``every``) something was tried by so many people, and so often it went well (``well``)."""

    people: int
    every: int
    well: int
    language: str = ""
    gender: str = ""
    channel: str = ""


def sizes(connection: Connection, mine: ColumnElement[bool], since: datetime) -> tuple[int, int]:
    """Count contacts, and those that began since a moment: from these it follows who of many is looked at."""
    new = func.coalesce(func.sum(case((contact.c.created_at >= since, 1), else_=0)), 0)
    every, begun = connection.execute(select(func.count(), new).select_from(contact).where(mine)).one()
    return int(every), int(begun)


def joined(connection: Connection, mine: ColumnElement[bool], since: datetime, size: int) -> list[Tried]:
    """Count who agreed to join since a moment, and who of them registered; ``size`` is how many contacts began."""
    rows = _people(person.c.registered_at.is_not(None)).where(mine, person.c.created_at >= since)
    return _count(connection, rows.where(_evenly(size)))


def members(
    connection: Connection, mine: ColumnElement[bool], size: int, since: datetime, wrote: datetime
) -> Mapping[str, list[Tried]]:
    """Count registered people in one look at ``size`` contacts: that is what takes long.

    ``active``: who of all of them wrote since ``wrote``. ``met``: who of those was at a meeting since ``since``.
    ``stayed``: who of all of them has not stopped messages.
    """
    there = (attendance.c.person_id == person.c.id) & (attendance.c.state == "here") & (attendance.c.at >= since)
    rows = _people(func.coalesce(contact.c.last_in_at >= wrote, False)).add_columns(
        cast(contact.c.stopped_at.is_(None), Integer).label("stays"),
        cast(select(attendance.c.id).where(there).exists(), Integer).label("there"),
    )
    found = rows.where(mine, person.c.registered_at.is_not(None), _evenly(size)).subquery()
    writes, both = case((found.c.well == 1, found.c.who)), found.c.well * found.c.there
    counts = (func.count(found.c.who.distinct()), func.count(), func.sum(found.c.well), func.sum(found.c.stays))
    of_writers = (func.count(writes.distinct()), func.sum(both))
    counted: dict[str, list[Tried]] = {"active": [], "met": [], "stayed": []}
    by = _groups(found)
    for people, every, active, stay, writers, came, *group in connection.execute(
        select(*counts, *of_writers, *by).group_by(*by).order_by(*by)
    ):
        counted["active"].append(Tried(people, every, active, *group))
        counted["stayed"].append(Tried(people, every, stay, *group))
        counted["met"] += [Tried(writers, active, came, *group)] if active else []
    return counted


def answered(connection: Connection, mine: ColumnElement[bool], since: datetime, now: datetime) -> list[Tried]:
    """Count invitations to meetings that began since a moment, and those that were answered."""
    same = (response.c.meeting_id == invitation.c.meeting_id) & (response.c.person_id == invitation.c.person_id)
    rows = _people(select(response.c.id).where(same).exists()).join(invitation, invitation.c.person_id == person.c.id)
    rows = _of_meetings(rows, invitation.c.meeting_id, since, now).where(mine)
    return _count(connection, _newest(rows, invitation.c.id))


def came(connection: Connection, mine: ColumnElement[bool], since: datetime, now: datetime) -> list[Tried]:
    """Count seats at meetings that began since a moment, and those whose owner came."""
    there = (attendance.c.meeting_id == response.c.meeting_id) & (attendance.c.person_id == response.c.person_id)
    rows = _people(select(attendance.c.id).where(there, attendance.c.state == "here").exists())
    rows = rows.join(response, response.c.person_id == person.c.id).where(response.c.standing == "seated", mine)
    return _count(connection, _newest(_of_meetings(rows, response.c.meeting_id, since, now), response.c.id))


def told(connection: Connection, mine: ColumnElement[bool], since: datetime, now: datetime) -> list[Tried]:
    """Count who came to meetings that began since a moment, and who of them said how it was."""
    same = (feedback.c.meeting_id == attendance.c.meeting_id) & (feedback.c.person_id == attendance.c.person_id)
    rows = _people(select(feedback.c.id).where(same, feedback.c.grade != "").exists())
    rows = rows.join(attendance, attendance.c.person_id == person.c.id)
    rows = rows.where(attendance.c.state == "here", attendance.c.day == 1, mine)
    return _count(connection, _newest(_of_meetings(rows, attendance.c.meeting_id, since, now), attendance.c.id))


def understood(connection: Connection, mine: ColumnElement[bool], since: datetime) -> list[Tried]:
    """Count what people sent since a moment, and what of it was understood."""
    rows = (
        _columns(contact.c.id, inbox.c.outcome != "missed")
        .select_from(inbox.join(contact, contact.c.id == inbox.c.contact_id))
        .outerjoin(person, person.c.id == contact.c.person_id)
        .where(
            inbox.c.received_at >= since, inbox.c.state == "done", inbox.c.kind.not_in(("blocked", "unblocked")), mine
        )
    )
    return _count(connection, _newest(rows, inbox.c.id))


def ways(connection: Connection, mine: ColumnElement[bool], since: datetime) -> tuple[int, Counter[str]]:
    """Count how many people sent something since a moment, and what they sent by how: tap, text, voice ..."""
    who = func.coalesce(contact.c.person_id, -contact.c.id)
    rows = select(inbox.c.kind, who).join(contact, contact.c.id == inbox.c.contact_id)
    rows = rows.where(inbox.c.received_at >= since, inbox.c.kind.not_in(("blocked", "unblocked")), mine)
    found = connection.execute(rows.order_by(inbox.c.id.desc()).limit(LATEST)).all()
    return len({one for _, one in found}), Counter(kind for kind, _ in found)


def waits(connection: Connection, mine: ColumnElement[bool], since: datetime) -> list[float]:
    """Return for how many hours people waited for a person, of tickets answered since a moment."""
    found = select(ticket.c.opened_at, ticket.c.answered_at).join(contact, contact.c.id == ticket.c.contact_id)
    found = found.where(ticket.c.answered_at >= since, mine).order_by(ticket.c.id.desc()).limit(LATEST)
    return [(ended - began).total_seconds() / 3600 for began, ended in connection.execute(found)]


def _evenly(size: int) -> ColumnElement[bool]:
    """Return what is true of everybody, or of every so-manieth where more contacts are meant than are looked at."""
    step = size // LATEST + 1
    return person.c.id % step == 0 if step > 1 else true()


def _of_meetings(rows: Select[Any], number: ColumnElement[Any], since: datetime, now: datetime) -> Select[Any]:
    held = (meeting.c.state == "published") & (meeting.c.starts_at >= since) & (meeting.c.ends_at < now)
    return rows.join(meeting, meeting.c.id == number).where(held)


def _people(well: ColumnElement[Any]) -> Select[Any]:
    """Return people with the contact that they wrote from last, and whether something went well."""
    other = contact.alias()
    newer = func.coalesce(other.c.last_in_at, other.c.created_at) > func.coalesce(
        contact.c.last_in_at, contact.c.created_at
    )
    last = ~select(other.c.id).where(other.c.person_id == person.c.id, newer).exists()
    return _columns(person.c.id, well).select_from(person.join(contact, contact.c.person_id == person.c.id)).where(last)


def _columns(who: ColumnElement[Any], well: ColumnElement[Any]) -> Select[Any]:
    known = (contact.c.language, func.coalesce(person.c.gender, "").label("gender"), contact.c.channel)
    return select(who.label("who"), cast(well, Integer).label("well"), *known)


def _newest(rows: Select[Any], by_age: ColumnElement[Any]) -> Select[Any]:
    return rows.order_by(by_age.desc()).limit(LATEST)


def _count(connection: Connection, rows: Select[Any]) -> list[Tried]:
    found = rows.subquery()
    by = _groups(found)
    counts = (func.count(found.c.who.distinct()), func.count(), func.sum(found.c.well))
    return [Tried(*row) for row in connection.execute(select(*counts, *by).group_by(*by).order_by(*by))]


def _groups(found: Subquery) -> Sequence[ColumnElement[Any]]:
    return found.c.language, found.c.gender, found.c.channel
