"""Many people and many messages for them, put into a database beside a running Drom; it never knows a messenger."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.channels.port import Part
from storage import outbox
from storage.tables import contact
from tests.storage.once import do

Reader = tuple[int, str]
"""A contact: its number and its address."""


def bring(url: str, channel: str, addresses: Sequence[str]) -> list[Reader]:
    """Add a contact without quiet hours for each address, so that a proof can run at night; return them."""
    shared = {"channel": channel, "created_at": datetime.now(UTC), "quiet_from": None, "quiet_to": None}
    rows: list[dict[str, Any]] = [{**shared, "address": one} for one in addresses]

    def work(connection: Connection) -> list[Reader]:
        connection.execute(insert(contact), rows)
        found = select(contact.c.id, contact.c.address).where(contact.c.address.in_(addresses)).order_by(contact.c.id)
        return [(row.id, row.address) for row in connection.execute(found)]

    return do(url, work)


def announce(url: str, channel: str, readers: Sequence[Reader], text: Callable[[str], str]) -> int:
    """Put one message for each reader into the lane of announcements; ``text`` is given the address."""
    shared: dict[str, Any] = {"channel": channel, "lane": outbox.ANNOUNCEMENT, "kind": "announcement"}

    def work(connection: Connection) -> int:
        now = datetime.now(UTC)
        for number, address in readers:
            parts = [Part(text(address))]
            outbox.put(connection, contact_id=number, address=address, parts=parts, now=now, **shared)
        return len(readers)

    return do(url, work)
