"""Meetings as rows: what is held, when, where, by whom; it never knows who comes or what a screen says.

States: ``draft`` (nobody sees it) · ``published`` · ``cancelled``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    false,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from storage.rows import add, columns
from storage.scope import Scope, within
from storage.tables import invitation, meeting, meeting_day, meeting_host, series

Kind = Literal["info", "training", "coaching", "dinner", "mentor", "conference", "coordinators"]
"""What a meeting may be."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting by its number, which stands in cards for ever.

    ``place`` and ``title`` are words by language, ``languages`` what is spoken there, ``seats`` None for no limit,
    ``link`` "" where it is held in a place. ``door`` is which of the four pictures hangs there (0 to 3), ``code`` what
    the QR code beside it says. ``version`` grows with every change that a card shows.
    """

    id: int
    kind: Kind
    state: Literal["draft", "published", "cancelled"]
    organisation: str
    programme: str
    country: str
    town: str
    zone: str
    place: Mapping[str, str]
    latitude: float | None
    longitude: float | None
    photo_id: int | None
    link: str
    languages: Sequence[str]
    seats: int | None
    door: int
    code: str
    version: int
    series_id: int | None
    occurrence: int
    targets: Sequence[str]
    title: Mapping[str, str]
    created_by: str
    created_at: datetime
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a meeting: ``n`` from 1 on, ``wall`` its beginning on the clock there (ISO, no zone)."""

    n: int
    wall: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Host:
    """Somebody who gives a meeting: expert, speaker, guest or host; ``name`` for whom Drom does not know.

    ``id`` is the number of the row, 0 or less where there is none yet.
    """

    role: str
    person_id: int | None = None
    name: str = ""
    id: int = 0


_MEETING = columns(meeting, Meeting)
_GET = select(*_MEETING).where(meeting.c.id == bindparam("it"))
# Not a whole FOR UPDATE: others may meanwhile store rows that refer to the meeting.
_LOCKED = _GET.with_for_update(key_share=True)
_FREE = _GET.with_for_update(key_share=True, skip_locked=True)
_DAYS = select(*columns(meeting_day, Day)).order_by(meeting_day.c.n)
_PUBLISHED = text("meeting.state = 'published'")  # no parameter, or its index would not be used


def create(connection: Connection, days: Sequence[Day], hosts: Sequence[Host] = (), **values: Any) -> int:
    """Add a meeting with its days, in their order, and return its number."""
    times = {"starts_at": days[0].starts_at, "ends_at": days[-1].ends_at}
    number = add(connection, meeting, {**values, **times})
    _put_days(connection, number, days)
    put_hosts(connection, number, hosts)
    return number


def get(connection: Connection, meeting_id: int, *, lock: bool = False) -> Meeting | None:
    """Return a meeting; ``lock`` keeps everybody else from its seats until the transaction ends."""
    row = connection.execute(_LOCKED if lock else _GET, {"it": meeting_id}).one_or_none()
    return None if row is None else Meeting(*row)


def get_free(connection: Connection, meeting_id: int) -> Meeting | None:
    """Return a meeting and lock it; None where there is none, or another transaction has its seats in hand."""
    row = connection.execute(_FREE, {"it": meeting_id}).one_or_none()
    return None if row is None else Meeting(*row)


def change(connection: Connection, meeting_id: int, **values: Any) -> None:
    """Change columns of a meeting."""
    connection.execute(update(meeting).where(meeting.c.id == meeting_id).values(values))


def days(connection: Connection, meeting_id: int) -> list[Day]:
    """Return the days of a meeting in their order."""
    return [Day(*row) for row in connection.execute(_DAYS.where(meeting_day.c.meeting_id == meeting_id))]


def set_days(connection: Connection, meeting_id: int, new: Sequence[Day]) -> None:
    """Put these days in the place of those that were."""
    connection.execute(delete(meeting_day).where(meeting_day.c.meeting_id == meeting_id))
    _put_days(connection, meeting_id, new)
    change(connection, meeting_id, starts_at=new[0].starts_at, ends_at=new[-1].ends_at)


def hosts(connection: Connection, meeting_id: int) -> list[Host]:
    """Return who gives a meeting."""
    found = select(*columns(meeting_host, Host)).where(meeting_host.c.meeting_id == meeting_id)
    return [Host(*row) for row in connection.execute(found.order_by(meeting_host.c.id))]


def put_hosts(connection: Connection, meeting_id: int, new: Sequence[Host]) -> None:
    """Add people who give a meeting."""
    rows = [{"meeting_id": meeting_id, "role": one.role, "person_id": one.person_id, "name": one.name} for one in new]
    if rows:
        connection.execute(insert(meeting_host), rows)


def drop_hosts(connection: Connection, numbers: Sequence[int]) -> None:
    """Take people who give a meeting away, by the numbers of their rows, with the times that nobody has booked."""
    connection.execute(delete(meeting_host).where(meeting_host.c.id.in_(list(numbers))))


def near(
    connection: Connection,
    *,
    person_id: int | None,
    organisation: str,
    country: str,
    town: str,
    now: datetime,
    limit: int,
    offset: int = 0,
) -> list[Meeting]:
    """Return published meetings that have not ended, for somebody of an organisation and a country.

    Those in their town, online, or that they are invited to come first, then the rest of the country, each by time.
    """
    asked = _asked(person_id)
    mine = or_(meeting.c.town == town, meeting.c.link != "", asked)
    there = or_(meeting.c.country == country, meeting.c.link != "")
    ours = and_(meeting.c.organisation == organisation, there)
    found = select(*_MEETING).where(_PUBLISHED, meeting.c.ends_at > now, or_(ours, asked))
    order = (case((mine, 0), else_=1), meeting.c.starts_at, meeting.c.id)
    return [Meeting(*row) for row in connection.execute(found.order_by(*order).limit(limit).offset(offset))]


def every(
    connection: Connection,
    since: datetime,
    states: Sequence[str] = ("draft", "published"),
    *,
    whose: Sequence[tuple[str, str]] | None = None,
    latest: bool = False,
    limit: int = 200,
) -> list[Meeting]:
    """Return meetings of some states that end after a moment, the next first, or the ``latest`` first.

    ``whose`` are pairs of organisation and country, "" for every one, of which one must fit; None for all there are.
    """
    found = select(*_MEETING).where(meeting.c.state.in_(states), meeting.c.ends_at > since)
    if whose is not None:
        found = found.where(or_(false(), *(_theirs(*pair) for pair in whose)))
    order = (meeting.c.starts_at.desc(), meeting.c.id.desc()) if latest else (meeting.c.starts_at, meeting.c.id)
    return [Meeting(*row) for row in connection.execute(found.order_by(*order).limit(limit))]


def add_series(
    connection: Connection, *, kind: str, every: int, organisation: str, country: str, made_by: str, now: datetime
) -> int:
    """Add a series, which repeats after ``every`` months, and return its number."""
    values = {"kind": kind, "every": every, "organisation": organisation, "country": country, "made_by": made_by}
    return add(connection, series, values | {"created_at": now})


def of_series(connection: Connection, series_id: int) -> list[Meeting]:
    """Return the occurrences of a series in their order, cancelled ones too."""
    found = select(*_MEETING).where(meeting.c.series_id == series_id)
    return [Meeting(*row) for row in connection.execute(found.order_by(meeting.c.occurrence, meeting.c.id))]


def _theirs(organisation: str, country: str) -> ColumnElement[bool]:
    """Return what is true of the meetings of an organisation in a country, "" for every one."""
    same = (meeting.c.organisation == organisation, organisation), (meeting.c.country == country, country)
    return and_(true(), *(condition for condition, asked in same if asked))


def _asked(person_id: int | None) -> ColumnElement[bool]:
    """Return what is true of meetings that somebody is invited to; of none for somebody who is not known."""
    if person_id is None:  # whoever was erased is in the rows as NULL
        return false()
    mine = (invitation.c.meeting_id == meeting.c.id) & (invitation.c.person_id == person_id)
    return select(invitation.c.id).where(mine).exists()


def _put_days(connection: Connection, meeting_id: int, new: Sequence[Day]) -> None:
    rows = [
        {"meeting_id": meeting_id, "n": day.n, "wall": day.wall, "starts_at": day.starts_at, "ends_at": day.ends_at}
        for day in new
    ]
    connection.execute(insert(meeting_day), rows)


def between(connection: Connection, since: datetime, until: datetime, scope: Scope, limit: int = 500) -> list[Meeting]:
    """Return meetings of a scope, in whatever state, that begin before a moment and end after another, by time."""
    mine = within(scope, meeting.c.organisation, meeting.c.country)
    found = select(*_MEETING).where(meeting.c.starts_at < until, meeting.c.ends_at > since, mine)
    return [Meeting(*row) for row in connection.execute(found.order_by(meeting.c.starts_at, meeting.c.id).limit(limit))]
