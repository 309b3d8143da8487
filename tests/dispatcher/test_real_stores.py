"""The dispatcher on the real stores, with their threads and transactions: everything goes once and in order."""

import asyncio
import random
from functools import partial

from sqlalchemy import Connection

from bot.channels.port import Delivery, Receipt
from bot.clock import SystemClock
from bot.services.dispatcher import Dispatcher, SendSettings
from storage import outbox
from storage.store import Store
from tests.dispatcher.rows import CHANNEL, contacts, put, rows
from tests.dispatcher.stage import always_loud

DEADLINE = 60.0
"""Seconds after which a test gives up waiting; it waits for events, not for time."""


class CountingChannel:
    """A channel that takes everything at once and rings when it has seen enough."""

    def __init__(self, enough: int) -> None:
        self.seen: list[tuple[str, str]] = []
        self.done = asyncio.Event()
        self._enough = enough

    async def send(self, delivery: Delivery) -> Receipt:
        """Write down what came."""
        await asyncio.sleep(0)
        self.seen.append((delivery.address, delivery.part.text))
        if len(self.seen) >= self._enough:
            self.done.set()
        return Receipt("sent", provider_id=f"p{len(self.seen)}")


def dispatcher(store: Store, channel: CountingChannel, owner: str = "one") -> Dispatcher:
    """Return a dispatcher without rates."""
    return Dispatcher(
        store,
        SystemClock(),
        {CHANNEL: channel},
        SendSettings({}, alone=True),
        owner=owner,
        chance=random.Random(1),
        loud=always_loud,
    )


async def test_many_turns_at_once_are_sent_once_each_and_in_order(store: Store) -> None:
    people, turns = 12, 6
    channel = CountingChannel(people * turns * 2)
    sender = dispatcher(store, channel)
    await sender.start()
    found = await store.run(lambda connection: contacts(connection, people))
    now = SystemClock().now()

    def turn(contact_id: int, texts: tuple[str, str], connection: Connection) -> None:
        put(connection, contact_id, *texts, now=now)

    async def talk(contact_id: int) -> None:
        for n in range(turns):
            texts = (f"{n:02}a", f"{n:02}b")
            await store.run(partial(turn, contact_id, texts))

    await asyncio.gather(*(talk(each) for each in found))
    await asyncio.wait_for(channel.done.wait(), DEADLINE)
    await sender.stop()
    for each in found:
        texts = [text for address, text in channel.seen if address == f"a{each}"]
        assert texts == sorted(texts)
        assert len(texts) == turns * 2
    assert {row.state for row in await store.read(rows)} == {"sent"}


async def test_an_announcement_is_taken_by_the_next_sender_where_the_first_stopped(store: Store) -> None:
    people = 120
    first, second = CountingChannel(20), CountingChannel(0)
    found = await store.run(lambda connection: contacts(connection, people))

    def announce(connection: Connection) -> None:
        for each in found:
            put(connection, each, "news", lane=outbox.ANNOUNCEMENT, now=SystemClock().now())

    await store.run(announce)
    sender = dispatcher(store, first)
    await sender.start()
    await asyncio.wait_for(first.done.wait(), DEADLINE)
    await sender.stop()
    second._enough = people - len(first.seen)
    if second._enough:
        sender = dispatcher(store, second, "two")
        await sender.start()
        await asyncio.wait_for(second.done.wait(), DEADLINE)
        await sender.stop()
    assert sorted(first.seen + second.seen) == sorted((f"a{each}", "news") for each in found)
    assert {(row.state, row.doubts) for row in await store.read(rows)} == {("sent", 0)}
