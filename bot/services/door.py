"""The QR code at the door of a meeting: a link that checks in whoever opens it there; it never knows a messenger."""

import hmac
import re

from bot.programme import DOOR
from bot.services import attendance
from bot.services.onboarding import person_of
from bot.services.turn import Turn
from storage import meetings
from storage.meetings import Meeting

_LINK = re.compile(rf"{DOOR}-([1-9][0-9]{{0,17}})-([0-9a-f]{{16}})")


def link(meeting: Meeting) -> str:
    """Return the payload of the link that the code at a door says."""
    return f"{DOOR}-{meeting.id}-{meeting.code}"


def enter(turn: Turn, payload: str) -> str:
    """Check in whoever opens the link of a door; return the name of the aside that tells of it, "" for no such link."""
    found = _LINK.fullmatch(payload)
    if found is None:
        return ""
    person, meeting = person_of(turn), meetings.get(turn.connection, int(found[1]))
    if meeting is None or not hmac.compare_digest(meeting.code, found[2]):
        return "door_shut"
    if person is None or person.registered_at is None:
        return "door_join"
    came = attendance.check_in(turn.connection, meeting.id, person.id, turn.now, code=meeting.code)
    return "door_open" if came.state in {"here", "again", "listed"} else "door_shut"
