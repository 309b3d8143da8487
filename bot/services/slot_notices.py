"""What is said about times of a mentor day: the expert's list in the morning, and a time that was taken away."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.languages import format_time
from bot.programme import Programme
from bot.services import meeting_cards, meeting_plans, question_cards, slots
from bot.services.due import NoticeKind
from bot.services.wall import wall_of
from flows.core.screens import aside
from flows.core.values import Reply
from storage import meetings
from storage import slots as rows
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.notices import Notice
from storage.slots import Slot


def kinds(programme: Programme) -> tuple[NoticeKind, ...]:
    """Return every kind of notice about times of a mentor day."""

    def tell_list(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Sequence[Reply] | None:
        meeting = meetings.get(connection, row.subject_id)
        if meeting is None or meeting.state != "published" or row.person_id is None:
            return None
        day = int(row.occurrence.removeprefix("d"))
        booked = [one for one in slots.listed(connection, meeting.id, row.person_id) if one.day == day]
        if not booked:
            mine = [one for one in rows.of_meeting(connection, meeting.id) if one.expert_id == row.person_id]
            return (aside("slot_list_empty"),) if any(one.day == day for one in mine) else None
        lines = "\n".join(line(meeting, one, contact, programme) for one in booked)
        return (replace(aside("slot_list"), values={"times": lines}),)

    def tell_loss(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        meeting = meetings.get(connection, row.subject_id)
        if meeting is None or meeting.state != "published" or now >= meeting.ends_at or row.detail is None:
            return None
        at = datetime.fromisoformat(row.detail["at"])
        expert = slots.host_name(connection, meeting.id, int(row.detail["host"]))
        return (question_cards.lost(at, expert, meeting, contact, programme),)

    return (NoticeKind(meeting_plans.LISTED, tell_list), NoticeKind(meeting_plans.LOST, tell_loss))


def line(meeting: Meeting, slot: Slot, contact: Contact, programme: Programme) -> str:
    """Return one time of an expert's list: when it begins. Who comes was not asked whether their name may be seen."""
    begins = wall_of(slot.starts_at, meeting_cards.zone_for(meeting, contact, programme))
    return f"🕘 {format_time(begins, contact.language)} {question_cards.UNTOLD}"
