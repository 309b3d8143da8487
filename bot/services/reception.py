"""The door for messages: durable first, worked at once, tried again when that fails; it never knows a messenger."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.alert import Alert
from bot.bell import Bell, repeat
from bot.channels.port import Inbound
from bot.clock import Clock
from bot.services.conversation import Conversation
from bot.services.lines import Lines
from bot.services.telling import after_flood
from bot.services.turn import Turn
from storage import contacts, inbox
from storage.contacts import Contact
from storage.down import StorageDown
from storage.store import Store

TICK = 1.0
"""Seconds between looks for messages that were left or must be tried again."""

Acknowledge = Callable[[Inbound], Awaitable[None]]
"""Tells a platform that a tap was seen, best effort."""

_log = logging.getLogger(__name__)


class Reception:
    """Takes messages in and sees to it that each is worked; people beside each other, each in order."""

    def __init__(self, store: Store, conversation: Conversation, clock: Clock, acknowledge: Acknowledge) -> None:
        self._store = store
        self._conversation = conversation
        self._clock = clock
        self._alert = Alert(_log, "waiting messages wait on")
        self._acknowledge = acknowledge
        self._lines = Lines()
        self._shared = store.dialect != "sqlite"
        self._background: set[asyncio.Task[None]] = set()
        self.flood = conversation.flood
        self.received = 0
        self.repeats = 0
        self.turns = 0
        self.misses = 0

    async def receive(self, inbounds: Sequence[Inbound]) -> None:
        """Store messages and work them; when this returns they are on disk. Raises StorageDown."""
        if len(inbounds) == 1:
            await self._one(inbounds[0])
            return
        by_person: dict[tuple[str, str], list[Inbound]] = defaultdict(list)
        for inbound in sorted(inbounds, key=lambda inbound: inbound.order):
            by_person[inbound.channel, inbound.address].append(inbound)
        await asyncio.gather(*(self._in_order(own) for own in by_person.values()))

    async def run(self, bell: Bell) -> None:
        """Look for messages that wait (left by a crash, or to be tried again) until the bell is closed."""
        await repeat(self.catch_up, TICK, bell, self._alert)

    async def catch_up(self) -> int:
        """Work every message that can be worked now, of whom nobody has in hand; returns for how many contacts."""
        now = self._clock.now()
        due = await self._store.read(lambda connection: inbox.due_contacts(connection, now))
        for contact_id in due:
            try:
                await self._work_left(contact_id, wait=False)
            except StorageDown:
                raise
            except Exception:  # one contact's trouble must not keep the others waiting
                _log.exception("a contact's messages wait on", extra={"contact": contact_id})
        await self._end_floods(now)
        return len(due)

    async def _end_floods(self, now: datetime) -> None:
        """Show who wrote too fast where they are, now that it is calm."""
        for contact_id, excess in self.flood.calm(now):
            try:
                await self._store.run(partial(after_flood, self._conversation, contact_id, excess, now))
            except StorageDown:
                raise
            except Exception:
                counts = {"contact": contact_id, "merged": excess.merged, "counted": excess.counted}
                _log.exception("the end of a flood could not be told", extra=counts)
            self.flood.told(contact_id, now)

    async def close(self) -> None:
        """Wait for acknowledgements under way."""
        if self._background:
            await asyncio.wait(self._background, timeout=2)

    async def _in_order(self, inbounds: Sequence[Inbound]) -> None:
        for inbound in inbounds:
            await self._one(inbound)

    async def _one(self, inbound: Inbound) -> None:
        """Store and work a message when it is its turn: of one person's messages the lowest order first."""
        self.received += 1
        line = (inbound.channel, inbound.address)
        stored: Contact | None = None
        if self._shared and self._lines.busy(line):
            # This process alone does not know who comes first: the database does, of what is stored.
            stored = await self._store.run(lambda connection: self._store_waiting(connection, inbound))
            if stored is None:
                self.repeats += 1
                return
        async with self._lines.turn(line, inbound.order):
            if stored is not None:
                await self._work_left(stored.id)
            elif not await self._store_one(inbound):
                self.repeats += 1
                return
        if inbound.callback:
            self._spawn(self._acknowledge(inbound))

    async def _store_one(self, inbound: Inbound) -> bool:
        """Store and work a message in one commit; where working fails, store it alone. False for a repeat."""
        try:
            turns = await self._stored_and_worked(inbound)
        except StorageDown:
            raise
        except Exception:
            _log.exception("a message could not be worked", extra={"kind": inbound.kind, "channel": inbound.channel})
            left = await self._store.run(lambda connection: self._store_alone(connection, inbound))
            if left is not None:
                await self._work_left(left)
            return True
        if turns is None:
            return False
        self._after(turns)
        if self._shared and not turns and (contact := await self._store.read(partial(_sender, inbound))):
            await self._work_left(contact.id)  # it waits for whoever has this person in hand
        return True

    async def _stored_and_worked(self, inbound: Inbound) -> list[Turn] | None:
        """Store and work a message in one commit, again where another process has just stored the same one."""
        try:
            return await self._store.run(lambda connection: self._store_and_work(connection, inbound))
        except IntegrityError:
            if not self._shared:
                raise
        return await self._store.run(lambda connection: self._store_and_work(connection, inbound))

    def _store_waiting(self, connection: Connection, inbound: Inbound) -> Contact | None:
        return self._conversation.store(connection, inbound, self._clock.now())

    def _store_and_work(self, connection: Connection, inbound: Inbound) -> list[Turn] | None:
        return self._conversation.receive(connection, inbound, self._clock.now())

    def _store_alone(self, connection: Connection, inbound: Inbound) -> int | None:
        """Store a message whose working failed; return its contact where another of theirs may be at fault."""
        now = self._clock.now()
        contact = self._conversation.store(connection, inbound, now)
        if contact is None or self._conversation.give_up(connection, contact.id, now, inbound.key):
            return None
        return contact.id

    async def _work_left(self, contact_id: int, *, wait: bool = True) -> None:
        """Work what waits for a contact, one commit a message; count a failed try.

        ``wait`` for another process that has the contact in hand; without it leave the contact to that one.
        """
        while True:
            try:
                turn = await self._store.run(partial(self._work, contact_id, wait))
            except StorageDown:
                raise
            except Exception:
                _log.exception("a waiting message could not be worked", extra={"contact": contact_id})
                await self._store.run(partial(self._give_up, contact_id))
                return
            if turn is None:
                return
            self._after([turn])

    def _work(self, contact_id: int, wait: bool, connection: Connection) -> Turn | None:
        if not contacts.claim(connection, contact_id, wait=wait):
            return None
        return self._conversation.work(connection, contact_id, self._clock.now())

    def _give_up(self, contact_id: int, connection: Connection) -> None:
        self._conversation.give_up(connection, contact_id, self._clock.now())

    def _after(self, turns: Sequence[Turn]) -> None:
        for turn in turns:
            self.turns += 1
            self.misses += turn.outcome == "missed"
            for call in turn.after:
                call()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _sender(inbound: Inbound, connection: Connection) -> Contact | None:
    return contacts.by_address(connection, inbound.channel, inbound.address)
