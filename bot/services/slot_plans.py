"""When experts of a mentor day get their lists, and who hears that a time was taken away; it never knows who books."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.services import due, meeting_plans
from bot.services.meeting_plans import LISTED, LOST
from bot.services.wall import moment_of, wall_of
from storage import meetings, slots
from storage.meetings import Meeting
from storage.slots import Slot

LONG = 20
"""How many minutes a time is."""
MORNING = time(7, 30)
"""When on that day an expert gets the list, on the meeting's clock."""


def plan_list(connection: Connection, meeting: Meeting, person_id: int, now: datetime) -> None:
    """Let an expert have their list in the morning of each day, or when they wake up."""
    zone = ZoneInfo(meeting.zone)
    planned = []
    for day in meetings.days(connection, meeting.id):
        wall = datetime.combine(wall_of(day.starts_at, zone).date(), MORNING)
        morning, last = moment_of(wall, zone), day.starts_at - timedelta(minutes=LONG)
        at = min(morning, last)
        if at > now:
            clock = {"wall": wall.isoformat(), "zone": zone.key} if morning <= last else {}
            more: dict[str, Any] = {"asked_for": True, "person_id": person_id, **clock}
            planned.append(due.notice(LISTED, f"d{day.n}", at, day.ends_at, **more))
    due.plan(connection, meeting_plans.subject(meeting.id), planned, now)


def plan_lists(connection: Connection, meeting: Meeting, now: datetime) -> None:
    """Let every expert who has opened a time have their list, at its new time where the meeting has moved."""
    experts = {one.expert_id for one in slots.of_meeting(connection, meeting.id) if one.expert_id is not None}
    for person_id in sorted(experts):
        plan_list(connection, meeting, person_id, now)


def plan_loss(connection: Connection, meeting: Meeting, slot: Slot, person_id: int, now: datetime) -> None:
    """Tell somebody that their time is not there any more: at once where it was soon."""
    detail = {"at": slot.starts_at.isoformat(), "host": slot.host_id}
    hasty = meeting_plans.is_hasty(now, slot.starts_at)
    more: dict[str, Any] = {"asked_for": True, "urgent": hasty, "person_id": person_id, "detail": detail}
    row = due.notice(LOST, slot.starts_at.isoformat(), now, meeting.ends_at, **more)
    due.plan(connection, meeting_plans.subject(meeting.id), [row], now)
