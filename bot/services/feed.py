"""Brings approved announcements to the outbox, a few people at a time, as fast as they are sent and no faster.

It never sends and never decides whether somebody may get something: ``push`` does. All it knows is in the database, so
a restart goes on where it was: a delivery leaves its queue in the transaction that fills the outbox.
"""

import logging
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.alert import Alert
from bot.bell import Bell, wait_for_event
from bot.channels.port import Part
from bot.clock import Clock
from bot.services import announced, announcements
from bot.services.conversation import Speech
from bot.services.push import PushWorld, push, read_world
from storage import announcements as rows
from storage import contacts, deliveries, outbox
from storage.announcements import Announcement
from storage.deliveries import Due
from storage.store import Store

READY = 400
"""How many announcements that may go now are kept ready in the outbox of a channel: 13 seconds of Telegram's rate."""
OPEN = 10_000
"""How many wait there in all, those for tomorrow among them (promises.md 3.4)."""
SLICE = 10
"""How many people one transaction takes: it lasts a few milliseconds, and no reply waits longer for it."""
LOOK_SECONDS = 0.25
"""How often to look for announcements, and whether there is room for more."""
DOWN_SECONDS = 1.0

_log = logging.getLogger(__name__)


class _Broken(Exception):
    """One delivery that cannot be brought; nothing of the slice it was in is kept."""

    def __init__(self, delivery: int, why: str) -> None:
        super().__init__(why)
        self.delivery, self.why = delivery, why


class Feed:
    """Feeds the outbox; several processes may do so at once on PostgreSQL."""

    def __init__(self, store: Store, clock: Clock, speech: Speech) -> None:
        self._store, self._clock, self._speech = store, clock, speech
        self._alert = Alert(_log, "announcements wait")

    async def run(self, bell: Bell) -> None:
        """Feed until the bell is closed."""
        with bell.listen() as rung:
            while not bell.closed:
                rung.clear()
                pause = DOWN_SECONDS
                with self._alert:
                    pause = 0.0 if await self.round() else LOOK_SECONDS
                await wait_for_event(rung, pause)

    async def round(self) -> int:
        """Take a slice of each announcement and channel; return how many people were looked at."""
        return sum([await self._advance(number) for number in await self._store.read(rows.sending)])

    async def _advance(self, number: int) -> int:
        taken = 0
        for channel in await self._store.read(partial(deliveries.channels, announcement_id=number)):
            taken += await self._try(number, channel)
        if not taken and await self._store.read(partial(deliveries.at_rest, announcement_id=number)):
            await self._store.run(partial(self._finish, number=number))
        return taken

    async def _try(self, number: int, channel: str) -> int:
        """Bring a slice; a delivery that cannot be brought is given up, and the others come with the next slice."""
        try:
            return await self._store.run(partial(self.slice, number=number, channel=channel))
        except _Broken as broken:
            _log.error("a delivery was given up", extra={"delivery": broken.delivery, "why": broken.why})
            await self._store.run(partial(deliveries.end, delivery_id=broken.delivery, reason="failed"))
        return 1

    def slice(self, connection: Connection, number: int, channel: str) -> int:
        """Bring the next few people of an announcement on one channel to the outbox; return how many were looked at."""
        found, now = rows.hold(connection, number), self._clock.now()
        if found is None or found.deadline is None:
            return 0
        if found.deadline <= now:
            return deliveries.end_all(connection, number, "late")
        ready, waiting = deliveries.queued(connection, channel, now)
        room = min(SLICE, READY - ready, OPEN - waiting)
        some = deliveries.due(connection, number, channel, now, room) if room > 0 else []
        if some:
            world = read_world(connection, self._speech.programme)
            for one in some:
                try:
                    self._bring(connection, found, found.deadline, one, world)
                except SQLAlchemyError:
                    raise  # the transaction itself may be lost
                except Exception as error:
                    raise _Broken(one.id, type(error).__name__) from None  # its words may be somebody's
        return len(some)

    def _bring(
        self, connection: Connection, found: Announcement, deadline: datetime, one: Due, world: PushWorld
    ) -> None:
        """Bring one delivery to the outbox, or write down why it waits or never goes."""
        contact, now = contacts.get(connection, one.contact_id or 0), self._clock.now()
        if contact is None:
            deliveries.end(connection, one.id, "erased")
            return
        message = announced.message(self._speech, contact, found.id, found.said, deadline, one.round)
        if one.round:  # what arrived of a message that failed does not come twice
            keys = announced.keys(contact, found.id, one.round, len(message.parts))
            message = announced.without(message, [Part.from_json(part) for part in outbox.went(connection, keys)])
        # What waits for the morning waits here, with its knock: it can be paused, and the outbox stays short.
        pushed = push(connection, contact, message, world, now, ahead=False)
        if pushed.at >= deadline:
            deliveries.end(connection, one.id, "late")
        elif pushed.at > now:
            deliveries.later(connection, one.id, "waits", pushed.at)
        elif pushed.state in {"stopped", "unreachable"}:
            deliveries.end(connection, one.id, pushed.state)
        else:
            deliveries.put(connection, one.id, announced.key_of_last(message), pushed.state)

    def _finish(self, connection: Connection, number: int) -> None:
        announcements.finish(connection, number, self._clock.now())
