"""Something on its way that goes later, put where services put it; nothing is tested here."""

from datetime import timedelta

from sqlalchemy import Connection

from bot.channels.port import Part
from storage import outbox
from storage.contacts import Contact
from tests.house import House


async def goes_later(
    house: House, contact: Contact, lane: int, text: str, after: timedelta, *, kind: str = "test"
) -> None:
    """Put a message for a contact into a lane; it goes after so long."""
    now = house.clock.now()
    where = {"channel": contact.channel, "contact_id": contact.id, "address": contact.address}

    def put(connection: Connection) -> None:
        outbox.put(connection, **where, lane=lane, kind=kind, parts=[Part(text)], now=now, next_at=now + after)  # type: ignore[arg-type]

    await house.run(put)
