"""Many people and many messages for them, put into a database beside a running Drom; it never knows a messenger."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.channels.port import Part
from storage import outbox
from storage.store import open_store
from storage.tables import contact
from storage.works import T, Work

Reader = tuple[int, str]
"""A contact: its number and its address."""


def once(url: str, work: Work[T]) -> T:
    """Run a work in a store that is open only for it, in a thread of its own: the caller may have a loop."""

    async def run() -> T:
        store = open_store(url)
        await store.open()
        try:
            return await store.run(work)
        finally:
            await store.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()


def bring(url: str, channel: str, addresses: Sequence[str]) -> list[Reader]:
    """Add a contact without quiet hours for each address, so that a proof can run at night; return them."""
    shared = {"channel": channel, "created_at": datetime.now(UTC), "quiet_from": None, "quiet_to": None}
    rows: list[dict[str, Any]] = [{**shared, "address": one} for one in addresses]

    def work(connection: Connection) -> list[Reader]:
        connection.execute(insert(contact), rows)
        found = select(contact.c.id, contact.c.address).where(contact.c.address.in_(addresses)).order_by(contact.c.id)
        return [(row.id, row.address) for row in connection.execute(found)]

    return once(url, work)


def announce(url: str, channel: str, readers: Sequence[Reader], text: Callable[[str], str]) -> int:
    """Put one message for each reader into the lane of announcements; ``text`` is given the address."""
    shared: dict[str, Any] = {"channel": channel, "lane": outbox.ANNOUNCEMENT, "kind": "announcement"}

    def work(connection: Connection) -> int:
        now = datetime.now(UTC)
        for number, address in readers:
            parts = [Part(text(address))]
            outbox.put(connection, contact_id=number, address=address, parts=parts, now=now, **shared)
        return len(readers)

    return once(url, work)
