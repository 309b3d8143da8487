"""What a meeting has beside its day and its place: a title, a photo, languages, who gives it; it knows no screen.

Nobody is written to when it changes: whoever opens the meeting sees it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import meetings, slots
from bot.services.staff import Actor
from storage import log, media, people, roles
from storage import meetings as rows
from storage import slots as times
from storage.meetings import Host, Meeting
from storage.roles import Role

TEAM = frozenset({"mentor", "helper", "coordinator", "administrator"})
"""The roles of those who may give a meeting."""
EXPERT, GUEST = "expert", "guest"
AS = (EXPERT, "host", "speaker", GUEST)
"""What somebody may do at a meeting."""


class Booked(ValueError):
    """An expert cannot be taken away with whom somebody has booked a time."""


@dataclass(frozen=True, slots=True)
class More:
    """``title`` are words by language, ``languages`` what is spoken there, by the keys of ``spoken.NAMES``.
    Hosts who are not in the database yet have numbers below 0.
    """

    title: Mapping[str, str] = field(default_factory=dict)
    photo_id: int | None = None
    languages: tuple[str, ...] = ()
    hosts: tuple[Host, ...] = ()

    @property
    def named(self) -> tuple[Host, ...]:
        """Return those who are known or named: of guests there may be only how many."""
        return tuple(one for one in self.hosts if one.person_id is not None or one.name)

    @property
    def unnamed(self) -> int:
        """Return how many guests there are without a name."""
        return sum(_is_unnamed(one) for one in self.hosts)


def of_meeting(connection: Connection, meeting: Meeting) -> More:
    """Return what a meeting has."""
    found = tuple(rows.hosts(connection, meeting.id))
    return More(dict(meeting.title), meeting.photo_id, tuple(meeting.languages), found)


def as_shown(connection: Connection, meeting: Meeting) -> Meeting:
    """Return a meeting without its photo where that has not come, or was no photo."""
    found = media.get(connection, meeting.photo_id) if meeting.photo_id else None
    return meeting if found is not None and found.state == "kept" else replace(meeting, photo_id=None)


def to_text(more: More) -> str:
    """Return it as a text that a session can hold."""
    return json.dumps(asdict(more), ensure_ascii=False)


def from_text(text: str) -> More:
    """Return what ``to_text`` wrote, nothing for ""."""
    if not text:
        return More()
    found = json.loads(text)
    hosts = tuple(Host(**one) for one in found["hosts"])
    return More(found["title"], found["photo_id"], tuple(found["languages"]), hosts)


def with_host(more: More, host: Host) -> More:
    """Return it with one more who gives it, unless they do already; raises Enough for a third expert."""
    there = host.person_id is not None and any(one.person_id == host.person_id for one in more.hosts)
    if not there and host.role == EXPERT and sum(one.role == EXPERT for one in more.hosts) >= slots.EXPERTS:
        raise slots.Enough
    return more if there else replace(more, hosts=_numbered([*more.hosts, host]))


def with_guests(more: More, number: int) -> More:
    """Return it with so many guests who have no name."""
    others = [one for one in more.hosts if not _is_unnamed(one)]
    return replace(more, hosts=_numbered([*others, *[Host(GUEST)] * number]))


def without_host(more: More, number: int) -> More:
    """Return it without one of those who give it."""
    return replace(more, hosts=tuple(one for one in more.hosts if one.id != number))


def keep(
    connection: Connection, by: Actor, programme: Programme, number: int, changed: Callable[[More], More], now: datetime
) -> None:
    """Change what a meeting has, as it is while nobody else changes it.

    Raises NoMeeting, Booked, ValueError where it is over or cancelled, and what ``changed`` raises.
    """
    meeting = meetings.read(connection, by, number, lock=True, act="arrange_meetings")
    old = of_meeting(connection, meeting)
    new = changed(old)
    given = {"title": dict(new.title), "photo_id": new.photo_id, "languages": list(new.languages)}
    values = {name: value for name, value in given.items() if value != getattr(meeting, name)}
    if values:
        meetings.change(connection, by, programme, number, now, **values)
    kept = {one.id for one in new.hosts}
    gone = [one for one in old.hosts if one.id not in kept]
    if any(is_booked(connection, number, one) for one in gone):
        raise Booked("somebody has booked a time with them")
    added = [one for one in new.hosts if one.id not in {each.id for each in old.hosts}]
    rows.drop_hosts(connection, [one.id for one in gone])
    rows.put_hosts(connection, number, added)
    if gone or added:
        detail = {"what": ["hosts"]}
        log.write(connection, at=now, actor=by.name, act="meeting_changed", subject=f"meeting:{number}", detail=detail)


def is_booked(connection: Connection, number: int, host: Host) -> bool:
    """Tell whether somebody has booked a time with an expert."""
    every = times.of_meeting(connection, number)
    return any(one.host_id == host.id and one.person_id is not None for one in every)


def candidates(connection: Connection, organisation: str, country: str) -> list[Role]:
    """Return the roles of those who may give a meeting of an organisation in a country, one for each person.

    Whoever is a mentor there stands as such.
    """
    found: dict[int, Role] = {}
    for role in sorted(roles.held(connection), key=lambda one: one.name != "mentor"):
        mine = role.organisation in {"", organisation} and role.country in {"", country}
        if role.person_id is not None and role.name in TEAM and mine:
            found.setdefault(role.person_id, role)
    return sorted(found.values(), key=lambda one: one.id)


def name_for_staff(connection: Connection, host: Host) -> str:
    """Return what staff call somebody who gives a meeting."""
    if host.person_id is None:
        return host.name
    label = next((one.label for one in roles.of_person(connection, host.person_id) if one.label), "")
    return label or people.names(connection, {host.person_id}).get(host.person_id) or host.name or f"#{host.person_id}"


def names(connection: Connection, hosts: Sequence[Host]) -> list[str]:
    """Return those who give a meeting as its guests may know them: named by staff, or mentors who show their name."""
    shown = (slots.shown_name(connection, one.person_id, one.name) for one in hosts)
    return [name for name in shown if name]


def _is_unnamed(host: Host) -> bool:
    return host.role == GUEST and host.person_id is None and not host.name


def _numbered(hosts: Sequence[Host]) -> tuple[Host, ...]:
    """Return hosts of whom each has a number of their own: below 0 where they are not in the database yet."""
    last = min((one.id for one in hosts), default=0)
    found = []
    for one in hosts:
        last -= not one.id
        found.append(one if one.id else replace(one, id=last))
    return tuple(found)
