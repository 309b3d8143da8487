"""How many were invited, answered and came, counted by the database; it never knows who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Select, String, case, cast, func, literal, select

from storage.tables import attendance, invitation, meeting, response


@dataclass(frozen=True, slots=True)
class Turnout:
    """What became of one meeting. ``came`` counts people once, however many days; ``guests`` those who came along.

    ``walked_in`` are those among ``came`` whom Drom does not know. ``yes`` said so, with a seat or without one;
    ``waiting`` wait for a seat now, or are offered one, ``waited`` ever did. ``missed`` had a seat and did not come:
    nobody before it is over.
    """

    invited: int
    yes: int
    maybe: int
    no: int
    seated: int
    waiting: int
    waited: int
    came: int
    guests: int
    walked_in: int
    missed: int


@dataclass(frozen=True, slots=True)
class Unique:
    """So many different people came to meetings of a kind in a town, to so many meetings; ``guests`` as they came."""

    kind: str
    country: str
    town: str
    meetings: int
    people: int
    guests: int


# A pseudonym stays when its person is erased; who walks in is somebody new each time.
_WHO = case(
    (attendance.c.pseudonym != "", attendance.c.pseudonym), else_=literal("walk-in ") + cast(attendance.c.id, String)
)
LINE = ("waiting", "offered")
"""Where they stand who wait for a seat, also while one is held for them."""
_HERE = attendance.c.state == "here"


def of_meeting(connection: Connection, meeting_id: int, now: datetime) -> Turnout:
    """Count one meeting as it stands at a moment."""
    of = response.c.meeting_id == meeting_id
    answers = select(
        *(func.count(case((response.c.answer == said, 1))) for said in ("yes", "maybe", "no")),
        func.count(case((response.c.standing == "seated", 1))),
        func.count(case((response.c.standing.in_(LINE), 1))),
        func.count(response.c.queued_at),
    ).where(of)
    said: Sequence[int] = tuple(connection.execute(answers).one())
    invited = select(func.count()).select_from(invitation).where(invitation.c.meeting_id == meeting_id)
    came, guests, walked_in = _came(connection, meeting_id)
    return Turnout(
        invited=connection.scalar(invited) or 0,
        yes=said[0],
        maybe=said[1],
        no=said[2],
        seated=said[3],
        waiting=said[4],
        waited=said[5],
        came=came,
        guests=guests,
        walked_in=walked_in,
        missed=connection.scalar(_missed(meeting_id, now)) or 0,
    )


def unique(
    connection: Connection,
    since: datetime,
    until: datetime,
    *,
    organisation: str = "",
    programme: str = "",
    kinds: Sequence[str] = (),
) -> list[Unique]:
    """Count different people by kind, country and town, over meetings that began in a time."""
    rows = _days(since, until, organisation, programme, kinds).cte("day")
    by = (rows.c.kind, rows.c.country, rows.c.town)
    found = select(
        *by,
        func.count(rows.c.meeting_id.distinct()),
        func.count(rows.c.who.distinct()),
        cast(func.sum(rows.c.guests), Integer),
    )
    return [Unique(*row) for row in connection.execute(found.group_by(*by).order_by(*by))]


def _missed(meeting_id: int, now: datetime) -> Select[Any]:
    """Return how many had a seat and did not come, once a meeting is over."""
    there = (attendance.c.meeting_id == meeting_id) & (attendance.c.person_id == response.c.person_id)
    absent = ~select(attendance.c.id).where(there, attendance.c.state != "trying").exists()
    known = response.c.person_id.is_not(None) & (response.c.standing == "seated")
    over = select(meeting.c.id).where(meeting.c.id == meeting_id, meeting.c.ends_at <= now).exists()
    found = select(func.count()).select_from(response).where(response.c.meeting_id == meeting_id)
    return found.where(over, response.c.missed | (known & absent))


def _came(connection: Connection, meeting_id: int) -> tuple[int, int, int]:
    """Return how many people came, with how many guests at most on a day, and how many of them walked in."""
    each = (
        select(_WHO.label("who"), func.max(attendance.c.party - 1).label("guests"))
        .where(attendance.c.meeting_id == meeting_id, _HERE)
        .group_by(_WHO)
        .subquery()
    )
    walked_in = func.count(case((each.c.who.like("walk-in %"), 1)))
    found = select(func.count(), func.coalesce(func.sum(each.c.guests), 0), walked_in).select_from(each)
    came, guests, strange = connection.execute(found).one()
    return int(came), int(guests), int(strange)


def _days(
    since: datetime, until: datetime, organisation: str, programme: str, kinds: Sequence[str]
) -> Select[tuple[str, str, str, int, str, int]]:
    """Return each person of each meeting once, with the guests that came along."""
    found = select(
        *(meeting.c.kind, meeting.c.country, meeting.c.town, attendance.c.meeting_id),
        _WHO.label("who"),
        func.max(attendance.c.party - 1).label("guests"),
    ).join(meeting, meeting.c.id == attendance.c.meeting_id)
    found = found.where(_HERE, meeting.c.starts_at >= since, meeting.c.starts_at < until)
    if organisation:
        found = found.where(meeting.c.organisation == organisation)
    if programme:
        found = found.where(meeting.c.programme == programme)
    if kinds:
        found = found.where(meeting.c.kind.in_(kinds))
    return found.group_by(meeting.c.kind, meeting.c.country, meeting.c.town, attendance.c.meeting_id, _WHO)
