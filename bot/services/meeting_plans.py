"""What is due about a meeting, and when, as plans; it never knows the words and never decides who has a seat."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.services import due
from bot.services.reminders import AHEAD, reminders, urgent
from bot.services.wall import moment_of, wall_of
from storage.meetings import Meeting
from storage.notices import Planned, Subject

REMINDER, CHANGED, CANCELLED = "meeting_reminder", "meeting_changed", "meeting_cancelled"
OFFERED, LAPSE, TOO_BIG, NO_SEAT = "seat_offered", "seat_lapse", "party_too_big", "no_seat"
INVITED, FEEDBACK, MISSED = "meeting_invitation", "feedback", "missed"
LISTED, LOST = "slot_list", "slot_lost"
"""Every kind of notice about a meeting, by the name under which it is stored for ever."""

LASTING = (CANCELLED, FEEDBACK, LISTED, LOST)
"""What no answer takes back: it is not about coming."""
AHEADS = {REMINDER: AHEAD}
"""How much earlier a notice may go that would come at night; the others may not."""
AFTER = time(10)
"""When on the day after its last day somebody is asked how a meeting was, on the meeting's clock."""
ASKING = timedelta(days=3)
"""How long it is worth asking."""
SORRY = timedelta(days=1)
"""How long it is worth telling somebody that no seat became free."""


def subject(meeting_id: int) -> Subject:
    """Return what notices about a meeting are about."""
    return Subject("meeting", meeting_id)


def planned(kind: str, occurrence: str, due_at: datetime, latest: datetime, **more: Any) -> Planned:
    """Return a notice; ``more`` are further fields of ``Planned``."""
    return due.notice(kind, occurrence, due_at, latest, AHEADS.get(kind, timedelta()), **more)


def coming(
    meeting: Meeting, person_ids: Collection[int], now: datetime, *, seated: Collection[int] = ()
) -> list[Planned]:
    """Return the reminders that are still useful to people who will or may come.

    Those who have a seat (``seated``) are asked what kept them, should they not come.
    """
    found = reminders(meeting.starts_at, ZoneInfo(meeting.zone), now)
    rows = [
        planned(
            *(REMINDER, one.occurrence, one.due_at, one.latest),
            wall=one.wall,
            zone=one.zone,
            asked_for=True,
            person_id=person_id,
        )
        for person_id in person_ids
        for one in found
    ]
    return rows + [_next_day(meeting, MISSED, person_id) for person_id in seated]


def how_was_it(meeting: Meeting, person_id: int) -> Planned:
    """Return the question that somebody who came gets on the day after."""
    return _next_day(meeting, FEEDBACK, person_id)


def remind(connection: Connection, meeting: Meeting, person_id: int, now: datetime, *, seated: bool) -> None:
    """Plan what somebody who will or may come hears, in the place of what they have just answered."""
    settle(connection, meeting, person_id, now)
    rows = coming(meeting, [person_id], now, seated=[person_id] if seated else [])
    due.plan(connection, subject(meeting.id), rows, now)


def wait(connection: Connection, meeting: Meeting, person_id: int, now: datetime) -> None:
    """Plan what somebody hears who waits in vain."""
    due.plan(connection, subject(meeting.id), [in_vain(meeting, person_id)], now)


def settle(connection: Connection, meeting: Meeting, person_id: int, now: datetime) -> None:
    """Take back what an answer settles; a change that they have not heard of stays."""
    due.cancel(connection, subject(meeting.id), now, "answered", person_id=person_id, sparing=(CHANGED, *LASTING))


def forget(connection: Connection, meeting: Meeting, person_id: int, now: datetime) -> None:
    """Let nothing more come to somebody who does not come, unless they were there or it is not held."""
    due.cancel(connection, subject(meeting.id), now, "answered", person_id=person_id, sparing=LASTING)


def catch_up(connection: Connection, meeting: Meeting, person_id: int, now: datetime, seen: int) -> None:
    """Tell somebody who answers a card as of version ``seen`` how the meeting is now, unless they were told."""
    if max(seen, 1) < meeting.version:
        row = news(CHANGED, meeting, person_id, now, hasty=is_hasty(now, meeting.starts_at))
        due.plan(connection, subject(meeting.id), [row], now)


def in_vain(meeting: Meeting, person_id: int) -> Planned:
    """Return the word for somebody who waits, should no seat become free before the meeting begins."""
    begins = meeting.starts_at
    return planned(NO_SEAT, begins.isoformat(), begins, begins + SORRY, asked_for=True, person_id=person_id)


def offer(meeting: Meeting, person_id: int | None, at: datetime, until: datetime) -> list[Planned]:
    """Return the word of a seat that is held for somebody, who hears of it at a moment, and its lapse."""
    mine: dict[str, Any] = {"asked_for": True, "person_id": person_id}
    occurrence = until.isoformat()
    return [
        planned(OFFERED, occurrence, at, until, **mine),
        planned(LAPSE, occurrence, until, max(until, meeting.starts_at), **mine),
    ]


def news(kind: str, meeting: Meeting, person_id: int, now: datetime, *, hasty: bool, asked_for: bool = True) -> Planned:
    """Return word of a change or of the end, at once.

    Where ``hasty`` it is urgent and may be heard at night, but by nobody who did not ask for it: they hear it in the
    morning, or never where the meeting has begun by then.
    """
    more: dict[str, Any] = {"asked_for": asked_for, "urgent": hasty and asked_for, "person_id": person_id}
    latest = max(meeting.starts_at, now + timedelta(hours=1)) if asked_for else meeting.starts_at
    return planned(kind, f"v{meeting.version}", now, latest, **more)


def is_hasty(now: datetime, *starts: datetime) -> bool:
    """Tell whether a change must be heard at once: something begins soon, by the old time or by the new one."""
    return any(urgent(start, now) for start in starts)


def _next_day(meeting: Meeting, kind: str, person_id: int) -> Planned:
    zone = ZoneInfo(meeting.zone)
    wall = datetime.combine(wall_of(meeting.ends_at, zone).date() + timedelta(days=1), AFTER)
    due_at = moment_of(wall, zone)
    more: dict[str, Any] = {"wall": wall.isoformat(), "zone": zone.key, "person_id": person_id}
    return planned(kind, f"{wall:%Y-%m-%d}", due_at, due_at + ASKING, **more)
