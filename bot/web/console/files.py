"""What people sent as files, where staff meet it: with its ticket, or with its sender; it never changes one.

Nobody opens a file by its number alone.
"""

import asyncio

from sqlalchemy import Connection

from bot.media.kinds import CONTENT_TYPES
from bot.services import records, ticket_desk, timeline
from bot.web.console.frame import Entry, Given, NotThere, Paper, Sitting
from storage import media
from storage.media import Media

INLINE = ("audio/", "image/")
"""What a browser plays or shows by itself; everything else is saved."""


def kept(connection: Connection, number: int) -> Media:
    """Return the row of a file that is there; raises NotThere."""
    found = media.get(connection, number)
    if found is None or found.state != "kept":
        raise NotThere("file")
    return found


async def fetch(sitting: Sitting, one: Media) -> Given:
    """Return a kept file; raises NotThere where it is gone."""
    served = await sitting.office.find(str(one.id))
    if served is None or served.content_type not in CONTENT_TYPES:
        raise NotThere("file")
    try:
        data = await asyncio.to_thread(served.path.read_bytes)
    except FileNotFoundError:
        raise NotThere("file") from None
    inline = served.content_type.startswith(INLINE)
    return Given(data, served.content_type, f"{one.kind}-{one.id}{served.path.suffix}", inline)


def _of_ticket(connection: Connection, sitting: Sitting) -> Media:
    """Find a file that was sent for a ticket."""
    programme, number = sitting.office.speech.programme, sitting.number("file")
    if number not in ticket_desk.read(connection, sitting.by, programme, sitting.number("ticket")).files:
        raise NotThere("file")
    return kept(connection, number)


def _of_person(connection: Connection, sitting: Sitting) -> Media:
    """Find a file that somebody sent; what the team sends to Drom is shown to nobody."""
    programme, number = sitting.office.speech.programme, sitting.number("file")
    one = records.record(connection, sitting.by, programme, sitting.number("contact"), sitting.now)
    found = kept(connection, number)
    whose = next((each for each in one.contacts if each.id == found.contact_id), None)
    if whose is None or timeline.is_of_team(connection, whose):
        raise NotThere("file")
    return found


ENTRIES: tuple[Entry, ...] = (
    Paper("/tickets/{ticket:int}/files/{file:int}", ticket_desk.READ, _of_ticket, fetch),
    Paper("/people/{contact:int}/files/{file:int}", records.READ, _of_person, fetch),
)
