"""The QR code at the door of a meeting: a link that checks in whoever opens it there; it never knows a messenger."""

import hmac
import re
from collections.abc import Mapping

from bot.programme import DOOR
from bot.services import attendance
from bot.services.onboarding import person_of
from bot.services.turn import Turn
from flows.core.checks import fixed_options
from flows.core.values import Offer
from flows.meetings import DOORS, MEETING
from storage import meetings
from storage.contacts import Contact
from storage.meetings import Meeting

PAPER = "door"
"""How the document of a part begins that is the paper for a door, made when it is sent."""
_LINK = re.compile(rf"{DOOR}-([1-9][0-9]{{0,17}})-([0-9a-f]{{16}})")


def link(meeting: Meeting) -> str:
    """Return the payload of the link that the code at a door says."""
    return f"{DOOR}-{meeting.id}-{meeting.code}"


def links(payload: str, telegram: str, whatsapp: str) -> Mapping[str, str]:
    """Return what opens a payload, by the messenger's name; ``telegram`` is the bot's name, ``whatsapp`` its number.

    A messenger whose name or number is "" has none.
    """
    found = {"Telegram": f"https://t.me/{telegram}?start={payload}"} if telegram else {}
    return found | ({"WhatsApp": f"https://wa.me/{whatsapp}?text=join%20{payload}"} if whatsapp else {})


def paper(contact: Contact, meeting: Meeting) -> str:
    """Return the document that is the paper for a meeting's door, in the words of a reader."""
    return f"{PAPER}:{contact.id}:{meeting.id}"


def picture(meeting: Meeting) -> Offer:
    """Return the picture that hangs on a meeting's door, as those who come see it among others."""
    state = MEETING.by_name["picture"]
    name = DOORS[meeting.door]
    option = next(one for one in fixed_options(state) if one.value == name)
    return Offer(name, option.label, f"{MEETING.name}.{state.name}.{name}")


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
