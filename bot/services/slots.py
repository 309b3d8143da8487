"""Times with an expert on a mentor day: opened by the expert, booked, moved, given up; it never knows a screen.

Who books a time has a seat at the meeting: reminders, changes and the end of it are those of every meeting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import seating
from bot.services.meetings import organisation_of, read
from bot.services.slot_plans import LONG, plan_list, plan_loss
from bot.services.staff import Actor
from storage import log, meetings, people, responses
from storage import mentors as profiles
from storage import slots as rows
from storage.contacts import Contact
from storage.meetings import Host, Meeting
from storage.slots import Slot

KIND = "mentor"
"""The kind of meeting that has such times."""
EXPERTS = 2
"""How many experts a mentor day has."""

Booked = Literal["booked", "taken", "full", "gone"]
Toggled = Literal["open", "closed", "taken", "gone"]


class Enough(ValueError):
    """A mentor day has its experts already."""

    def __init__(self) -> None:
        super().__init__("a mentor day has two experts, and this one has them: take one away first")


@dataclass(frozen=True, slots=True)
class Cell:
    """A time that an expert may open; ``slot`` where they have."""

    day: int
    minute: int
    starts_at: datetime
    slot: Slot | None = None


def days_for(connection: Connection, programme: Programme, contact: Contact, now: datetime) -> list[Meeting]:
    """Return the coming mentor days for a member, those with a free time first."""
    person = people.get(connection, contact.person_id) if contact.person_id else None
    found = meetings.near(
        connection,
        person_id=contact.person_id,
        organisation=organisation_of(programme, contact, person),
        country=(person.country if person else "") or contact.country,
        town=(person.town if person else "") or contact.town,
        now=now,
        limit=100,
    )
    days = [one for one in found if one.kind == KIND and one.starts_at > now]
    return sorted(days, key=lambda one: not free(connection, one, now))


def free(connection: Connection, meeting: Meeting, now: datetime) -> list[Slot]:
    """Return the times of a mentor day that nobody has, in their order."""
    if meeting.kind != KIND or meeting.state != "published":
        return []
    every = rows.of_meeting(connection, meeting.id)
    return [one for one in every if one.person_id is None and one.starts_at > now]


def bookable(connection: Connection, meeting: Meeting, person_id: int, now: datetime) -> list[Slot]:
    """Return the free times that somebody can book: once the day has begun, only whoever has a seat."""
    old = responses.get(connection, meeting.id, person_id) if meeting.starts_at <= now else None
    open_to = meeting.starts_at > now or (old is not None and old.standing == "seated")
    return free(connection, meeting, now) if open_to else []


def mine(connection: Connection, meeting_id: int, person_id: int) -> Slot | None:
    """Return the time that somebody has booked and still comes to."""
    return rows.of_person(connection, meeting_id, person_id)


def book(connection: Connection, programme: Programme, slot_id: int, person_id: int, now: datetime) -> Booked:
    """Book a time, or move to it: an earlier one on the same day is free again.

    ``taken``: somebody was faster · ``full``: the meeting itself has no seat left.
    """
    known = rows.get(connection, slot_id)
    meeting = meetings.get(connection, known.meeting_id, lock=True) if known else None
    slot = rows.get(connection, slot_id)
    if meeting is None or slot is None or meeting.state != "published" or slot.starts_at <= now:
        return "gone"
    if slot.person_id == person_id:
        return "booked"
    if slot.person_id is not None:
        return "taken"
    if not _has_seat(connection, programme, meeting, person_id, now):
        return "full"
    rows.book(connection, slot_id, meeting.id, person_id, now)
    return "booked"


def _has_seat(connection: Connection, programme: Programme, meeting: Meeting, person_id: int, now: datetime) -> bool:
    """Give somebody a seat unless they have one, with whom they come; where there is none nothing changes for them."""
    old = responses.get(connection, meeting.id, person_id)
    if old is not None and old.standing == "seated":
        return True  # also when the day has begun
    stands = seating.stand(connection, meeting.id, person_id, now)
    party = stands.party if stands.state in {"offered", "maybe"} else 1
    room = stands.state == "offered" or stands.free is None or stands.free >= party
    if stands.state == "waiting" or not room:
        return False
    return seating.answer(connection, programme, meeting.id, person_id, "yes", now, party=party).state == "seated"


def cancel(connection: Connection, programme: Programme, meeting_id: int, person_id: int, now: datetime) -> bool:
    """Give a time up; False where somebody has none."""
    if rows.of_person(connection, meeting_id, person_id) is None:
        return False
    seating.decline(connection, programme, meeting_id, person_id, now)
    rows.free(connection, meeting_id, person_id)
    return True


def given_by(connection: Connection, person_id: int, now: datetime) -> list[Meeting]:
    """Return the coming mentor days on which somebody is an expert, the next first."""
    found = meetings.every(connection, now, states=("published",))
    days = [one for one in found if one.kind == KIND]
    return [one for one in days if _host_of(connection, one.id, person_id) is not None]


def grid(connection: Connection, meeting: Meeting, person_id: int) -> list[Cell]:
    """Return every time that an expert may open on a mentor day, in their order."""
    host = _host_of(connection, meeting.id, person_id)
    if host is None:
        return []
    known = {(one.day, one.minute): one for one in rows.of_meeting(connection, meeting.id) if one.host_id == host}
    return [
        Cell(day.n, minute, day.starts_at + timedelta(minutes=minute), known.get((day.n, minute)))
        for day in meetings.days(connection, meeting.id)
        for minute in range(0, int((day.ends_at - day.starts_at) / timedelta(minutes=1)) - LONG + 1, LONG)
    ]


def toggle(connection: Connection, meeting_id: int, person_id: int, day: int, minute: int, now: datetime) -> Toggled:
    """Open a time or close it; ``taken`` where somebody has booked it."""
    meeting = meetings.get(connection, meeting_id, lock=True)
    host = _host_of(connection, meeting_id, person_id)
    if meeting is None or host is None or meeting.state != "published" or meeting.ends_at <= now:
        return "gone"
    cells = {(one.day, one.minute): one for one in grid(connection, meeting, person_id)}
    cell = cells.get((day, minute))
    if cell is None:
        return "gone"
    if cell.slot is None:
        rows.open_one(connection, meeting_id, host, day, minute)
        plan_list(connection, meeting, person_id, now)
        return "open"
    if cell.slot.person_id is not None:
        return "taken"
    rows.close_one(connection, cell.slot.id)
    return "closed"


def listed(connection: Connection, meeting_id: int, person_id: int) -> list[Slot]:
    """Return who comes to an expert, in the order of the day."""
    every = rows.of_meeting(connection, meeting_id)
    return [one for one in every if one.expert_id == person_id and one.person_id is not None]


def expert_name(connection: Connection, slot: Slot) -> str:
    """Return what an expert is called, by their number on that day where they show no name."""
    return host_name(connection, slot.meeting_id, slot.host_id)


def host_name(connection: Connection, meeting_id: int, host_id: int) -> str:
    """Return what an expert of a meeting is called, by their number there where they show no name."""
    for place, (number, person_id, name) in enumerate(rows.hosts(connection, meeting_id), 1):
        if number == host_id:
            return shown_name(connection, person_id, name) or f"#{place}"
    return ""


def shown_name(connection: Connection, person_id: int | None, name: str) -> str:
    """Return what members may call somebody who gives a meeting: their own name only where they show it to members.

    Else it is what staff announced, "" for nothing.
    """
    shown = person_id is not None and any(one.shows_name for one in profiles.of_person(connection, person_id))
    person = people.get(connection, person_id) if person_id is not None and shown else None
    return person.name if person is not None and not person.name_pending else name


def _host_of(connection: Connection, meeting_id: int, person_id: int) -> int | None:
    found: Sequence[tuple[int, int | None, str]] = rows.hosts(connection, meeting_id)
    return next((number for number, person, _ in found if person == person_id), None)


def drop(connection: Connection, meeting_id: int, person_id: int, day: int, minute: int, now: datetime) -> bool:
    """Let an expert take a time away that somebody has booked; they hear of it, and keep their seat for another."""
    meeting = meetings.get(connection, meeting_id, lock=True)
    cells = grid(connection, meeting, person_id) if meeting else []
    slot = next((one.slot for one in cells if (one.day, one.minute) == (day, minute)), None)
    if meeting is None or slot is None:
        return False
    if slot.person_id is not None:
        plan_loss(connection, meeting, slot, slot.person_id, now)
    rows.close_one(connection, slot.id)
    return True


def add_expert(connection: Connection, by: Actor, meeting_id: int, person_id: int, now: datetime) -> None:
    """Make somebody an expert of a mentor day; raises NoMeeting, Enough, ValueError for a meeting of another kind."""
    meeting = read(connection, by, meeting_id, lock=True, act="arrange_meetings")
    if meeting.kind != KIND or meeting.state == "cancelled" or meeting.ends_at <= now:
        raise ValueError(f"meeting {meeting_id} is no coming mentor day")
    if _host_of(connection, meeting_id, person_id) is None:
        if len(rows.hosts(connection, meeting_id)) >= EXPERTS:
            raise Enough
        meetings.put_hosts(connection, meeting_id, [Host("expert", person_id)])
        log.write(connection, at=now, actor=by.name, act="expert_named", subject=f"meeting:{meeting_id}")
