"""Voice notes, photos and documents that people sent, for staff who may see their sender; it never changes one."""

import asyncio

from sqlalchemy import Connection

from bot.media.kinds import CONTENT_TYPES
from bot.services.ticket_desk import READ
from bot.web.console.frame import Entry, Given, NotThere, Paper, Sitting
from storage import contacts, media
from storage.media import Media

INLINE = ("audio/", "image/")
"""What a browser plays or shows by itself; everything else is saved."""


def _find(connection: Connection, sitting: Sitting) -> Media:
    found = media.get(connection, sitting.number("file"))
    contact = contacts.get(connection, found.contact_id) if found and found.contact_id else None
    if found is None or contact is None or found.state != "kept":
        raise NotThere("file")
    sitting.by.check(READ, sitting.office.speech.programme.organisation_of(contact.programme), contact.country)
    return found


async def _fetch(sitting: Sitting, one: Media) -> Given:
    served = await sitting.office.find(str(one.id))
    if served is None or served.content_type not in CONTENT_TYPES:
        raise NotThere("file")
    try:
        data = await asyncio.to_thread(served.path.read_bytes)
    except FileNotFoundError:
        raise NotThere("file") from None
    inline = served.content_type.startswith(INLINE)
    return Given(data, served.content_type, f"{one.kind}-{one.id}{served.path.suffix}", inline)


ENTRIES: tuple[Entry, ...] = (Paper("/files/{file:int}", READ, _find, _fetch),)
