"""Meetings as staff make, publish, change, move and cancel them; it never knows who has a seat or what is said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.languages import LANGUAGES
from bot.programme import Programme
from bot.services import concerned, waiting_line
from bot.services.staff import Actor, NotThere
from bot.services.wall import moment_of
from storage import attendances, log, meetings, people, responses
from storage.contacts import Contact
from storage.meetings import Day, Host, Kind, Meeting
from storage.people import Person

SHOWN = frozenset({"town", "place", "latitude", "longitude", "link"})
"""Where it is: its change is told to everybody who will or may come."""
QUIET = frozenset({"seats", "targets", "photo_id", "languages", "title"})
"""What asks nobody whether they still come: its change is told to nobody, but for a seat that is offered."""
LINK = re.compile(r"https://[!-~]{1,490}")
"""What the link of an online meeting looks like."""
MOST_SEATS = 100_000
"""How many seats a meeting may have at most, where it has a limit."""
DOORS = 4
"""How many pictures there are for a door."""


class CannotBe(ValueError):
    """No meeting can have this in ``field``: so many or so few ``seats``, or such a ``link``."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class NoMeeting(NotThere):
    """There is no such meeting for this member of staff (the same for missing and for foreign ones)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A meeting as it is made. ``days`` are its beginnings on the clock there (naive), each with how long it is.

    ``seats`` None for no limit; ``pin`` is latitude and longitude; ``place`` and ``title`` are words by language.
    """

    kind: Kind
    organisation: str
    programme: str
    country: str
    town: str
    days: Sequence[tuple[datetime, timedelta]]
    place: Mapping[str, str] = field(default_factory=dict)
    pin: tuple[float, float] | None = None
    photo_id: int | None = None
    link: str = ""
    languages: Sequence[str] = ()
    seats: int | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    targets: Sequence[str] = ()
    hosts: Sequence[Host] = ()


def create(
    connection: Connection,
    by: Actor,
    programme: Programme,
    draft: Draft,
    now: datetime,
    token: str,
    *,
    series_id: int | None = None,
    occurrence: int = 1,
) -> int:
    """Make a draft and return its number; ``token`` are random hexadecimal signs. Raises Denied, ValueError."""
    by.check("arrange_meetings", draft.organisation, draft.country)
    _check(draft.seats, draft.link)
    _check_keys(programme, _Keys(*(getattr(draft, name) for name in _Keys._fields)))
    _check_words(draft.place, draft.title)
    zone = programme.zone(draft.country)
    number = meetings.create(
        connection,
        moments(draft.days, zone),
        draft.hosts,
        **_columns(draft),
        zone=zone.key,
        door=int(token[:8], 16) % DOORS,
        code=token[:16],
        series_id=series_id,
        occurrence=occurrence,
        created_by=by.name,
        created_at=now,
        changed_at=now,
    )
    _note(connection, by, "meeting_made", number, now, {"kind": draft.kind})
    return number


def read(connection: Connection, by: Actor, meeting_id: int, *, lock: bool = False, act: str = "check_in") -> Meeting:
    """Return a meeting that a member of staff may look after; raises NoMeeting, also for a draft they may not see."""
    found = meetings.get(connection, meeting_id, lock=lock)
    if found is None or not by.may(act, found.organisation, found.country) or not is_seen(by, found):
        raise NoMeeting(f"there is no meeting {meeting_id}")
    return found


def is_seen(by: Actor, meeting: Meeting) -> bool:
    """Tell whether a member of staff who looks after meetings there may see one: drafts are for who arranges them."""
    return meeting.state != "draft" or by.may("arrange_meetings", meeting.organisation, meeting.country)


def of_staff(connection: Connection, by: Actor, now: datetime) -> list[Meeting]:
    """Return drafts and published meetings that have not ended and that a member of staff may look after."""
    return [one for one in meetings.every(connection, now, whose=by.scopes("check_in")) if is_seen(by, one)]


def publish(connection: Connection, by: Actor, meeting_id: int, now: datetime) -> None:
    """Let people see a draft, and tell who wished for one; raises NoMeeting, ValueError, CannotBe."""
    found = _read(connection, by, meeting_id)
    if found.state != "draft":
        raise ValueError(f"meeting {meeting_id} is {found.state}")
    if found.starts_at <= now:
        raise CannotBe("begins", "its time has passed")
    meetings.change(connection, meeting_id, state="published", changed_at=now)
    concerned.wished(connection, found, now)
    _note(connection, by, "meeting_published", meeting_id, now)


def change(
    connection: Connection, by: Actor, programme: Programme, meeting_id: int, now: datetime, **values: Any
) -> int:
    """Change what is not a time; tell everybody concerned where a card shows it. Return how many are told.

    More seats go to those who wait, until it begins: each to whom one is offered counts as told. Raises NoMeeting,
    ValueError: for fewer seats than are taken, too.
    """
    found = _open(connection, by, meeting_id, now)
    if unknown := sorted(set(values) - SHOWN - QUIET):
        raise ValueError(f"{unknown[0]} cannot be changed")
    _check(values.get("seats"), values.get("link", ""))
    if values.keys() & set(_Keys._fields):
        _check_keys(programme, _Keys(*(values.get(name, getattr(found, name)) for name in _Keys._fields)))
    _check_words(values.get("place", {}), values.get("title", {}))
    if values.get("seats") is not None and values["seats"] < responses.taken(connection, meeting_id):
        raise CannotBe("seats", "so few seats are not enough for those who have one")
    shown = bool(SHOWN & set(values))
    meetings.change(connection, meeting_id, **values, version=found.version + shown, changed_at=now)
    new = read(connection, by, meeting_id)
    number = concerned.tell_change(connection, found, new, now) if shown else 0
    if "seats" in values and new.state == "published" and now < new.starts_at:
        number += waiting_line.promote(connection, programme, new, now)
    _note(connection, by, "meeting_changed", meeting_id, now, {"what": sorted(values)})
    return number


def move(
    connection: Connection,
    by: Actor,
    programme: Programme,
    meeting_id: int,
    days: Sequence[tuple[datetime, timedelta]],
    now: datetime,
) -> int:
    """Hold a meeting at other times, and plan everything anew, once; return how many are told.

    Whoever was checked in for a day that is another one now was not there: they are checked in again. Raises
    NoMeeting, ValueError where it would have begun.
    """
    found = _open(connection, by, meeting_id, now)
    new_days = moments(days, programme.zone(found.country))
    if new_days[0].starts_at <= now:
        raise ValueError("this time has passed")
    gone = _other_days(meetings.days(connection, meeting_id), new_days)
    meetings.set_days(connection, meeting_id, new_days)
    meetings.change(connection, meeting_id, version=found.version + 1, changed_at=now)
    unchecked = attendances.clear(connection, meeting_id, gone)
    number = concerned.move(connection, programme, found, read(connection, by, meeting_id), now)
    _note(connection, by, "meeting_moved", meeting_id, now, {"unchecked": unchecked} if unchecked else {})
    return number


def cancel(connection: Connection, by: Actor, meeting_id: int, now: datetime) -> int:
    """Hold a meeting no more: nobody has a seat, and everybody concerned is told; return how many."""
    found = _open(connection, by, meeting_id, now)
    meetings.change(connection, meeting_id, state="cancelled", version=found.version + 1, changed_at=now)
    number = concerned.cancel(connection, read(connection, by, meeting_id), now)
    _note(connection, by, "meeting_cancelled", meeting_id, now)
    return number


def moments(days: Sequence[tuple[datetime, timedelta]], zone: ZoneInfo) -> list[Day]:
    """Return days with their moments; raises ValueError where there is none or they overlap."""
    if not days or any(length <= timedelta() for _, length in days):
        raise ValueError("a meeting needs a day, and each day must last")
    found = []
    for n, (wall, length) in enumerate(days, 1):
        starts_at = moment_of(wall, zone)
        found.append(Day(n, wall.isoformat(), starts_at, starts_at + length))
    if any(later.starts_at < one.ends_at for one, later in pairwise(found)):
        raise ValueError("the days of a meeting follow one another")
    return found


def near(
    connection: Connection, programme: Programme, contact: Contact, now: datetime, *, limit: int = 5, offset: int = 0
) -> list[Meeting]:
    """Return meetings near a contact's person: in their town, online and theirs by invitation first, each by time."""
    person = people.get(connection, contact.person_id) if contact.person_id else None
    return meetings.near(
        connection,
        person_id=contact.person_id,
        organisation=organisation_of(programme, contact, person),
        country=(person.country if person else "") or contact.country,
        town=(person.town if person else "") or contact.town,
        now=now,
        limit=limit,
        offset=offset,
    )


def organisation_of(programme: Programme, contact: Contact, person: Person | None) -> str:
    """Return the organisation whose meetings somebody sees unasked."""
    return programme.organisation_of((person.programme if person else "") or contact.programme or programme.default)


def _check(seats: int | None, link: str) -> None:
    """Raise CannotBe for what no meeting can have."""
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise CannotBe("seats", f"a meeting needs a seat at least and {MOST_SEATS} at most, or no limit")
    if link and not LINK.fullmatch(link):
        raise CannotBe("link", "a link begins with https:// and has no spaces")


class _Keys(NamedTuple):
    """What of a meeting must be in the programme file, and the link of one that needs no town."""

    organisation: str
    programme: str
    country: str
    town: str
    link: str


def _check_keys(programme: Programme, new: _Keys) -> None:
    """Raise ValueError for a key that the programme file does not have; a meeting online needs no town."""
    asked = (
        ("organisation", new.organisation, programme.organisation),
        ("programme", new.programme, programme.programme),
        ("country", new.country, programme.country),
        ("town", new.town, programme.towns_of(new.country)),
    )
    for kind, key, known in asked:
        if key not in known and (key or kind != "town" or not new.link):
            raise ValueError(f"[{kind}.{key}] is not in the programme file")


def _check_words(*texts: Mapping[str, str]) -> None:
    """Raise ValueError for words in a language that Drom does not speak: no card could show them."""
    for language in (one for words in texts for one in words if one not in LANGUAGES):
        raise ValueError(f"words in {language!r}: Drom speaks {', '.join(LANGUAGES)}")


def _columns(draft: Draft) -> dict[str, Any]:
    """Return what of a draft is stored as it is."""
    pin = dict(zip(("latitude", "longitude"), draft.pin or (None, None), strict=True))
    same = ("kind", "organisation", "programme", "country", "town", "photo_id", "link", "seats")
    lists = {"languages": list(draft.languages), "targets": list(draft.targets)}
    words = {"place": dict(draft.place), "title": dict(draft.title)}
    return {name: getattr(draft, name) for name in same} | lists | words | pin


def _other_days(old: Sequence[Day], new: Sequence[Day]) -> list[int]:
    """Return the numbers of old days that are not on the same date any more."""
    dates = {day.n: day.wall[:10] for day in new}
    return [day.n for day in old if dates.get(day.n) != day.wall[:10]]


def _read(connection: Connection, by: Actor, meeting_id: int) -> Meeting:
    return read(connection, by, meeting_id, lock=True, act="arrange_meetings")


def _open(connection: Connection, by: Actor, meeting_id: int, now: datetime) -> Meeting:
    """Return a meeting that may still be changed, locked."""
    found = _read(connection, by, meeting_id)
    if found.state == "cancelled" or found.ends_at <= now:
        raise ValueError(f"meeting {meeting_id} is {'cancelled' if found.state == 'cancelled' else 'over'}")
    return found


def _note(
    connection: Connection, by: Actor, act: str, number: int, now: datetime, detail: dict[str, Any] | None = None
) -> None:
    log.write(connection, at=now, actor=by.name, act=act, subject=f"meeting:{number}", detail=detail or {})
