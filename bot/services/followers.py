"""Voice notes that were not made yet when their words went: made now, and sent after them; it holds up no words.

Whoever has written since has gone on, and a voice of what was before would only confuse them.
"""

import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.alert import Alert
from bot.bell import Bell, wait_for_any
from bot.channels.port import Part
from bot.clock import Clock
from bot.services.push import WINDOWED
from bot.services.voices import Voices
from bot.voices.maker import CannotMake
from storage import contacts, outbox, seen
from storage.contacts import Contact
from storage.down import StorageDown
from storage.sending import Taken
from storage.store import Store

WAITING = 100
"""How many notes wait to be made at most, some half a minute's work: later ones would come too late."""
WORTH = timedelta(minutes=2)
"""How long after its words a note is worth making, sending to who waits for an answer, and ringing at night."""
PATIENT = timedelta(hours=1)
"""How long one of a notice is worth sending: in a large round many go before it."""
OPEN = timedelta(hours=24)
"""How long after somebody's last message WhatsApp takes what is no template (63016)."""

_log = logging.getLogger(__name__)


class Followers:
    """Makes one note at a time and puts it out."""

    def __init__(self, store: Store, voices: Voices, clock: Clock) -> None:
        self._store, self._voices, self._clock = store, voices, clock
        self._waiting: deque[tuple[Taken, datetime]] = deque()
        self._come = asyncio.Event()
        self._alert = Alert(_log, "voice notes are missing")

    def take(self, row: Taken) -> None:
        """Take what has just gone and has a note to be made; in the loop's thread."""
        if len(self._waiting) >= WAITING:
            self._voices.counts["too many"] += 1
            return
        self._waiting.append((row, self._clock.now()))
        self._voices.quiet.clear()
        self._come.set()

    async def run(self, bell: Bell) -> None:
        """Make what comes until the bell is closed.

        What waits then is let go, and its number logged: its words have gone, and no stop waits for voices.
        """
        with bell.listen() as rung:
            while not bell.closed:
                rung.clear()
                self._come.clear()
                if self._waiting:
                    await self._next()
                else:
                    await wait_for_any(rung, self._come)
        if self._waiting:
            _log.warning("voice notes let go by the stop: %d", len(self._waiting))
        self._voices.quiet.set()
        await self._voices.maker.close()

    async def once(self) -> None:
        """Make and put out all that waits."""
        while self._waiting:
            await self._next()

    async def _next(self) -> None:
        row, went = self._waiting.popleft()
        try:
            await self._follow(row, went)
        finally:
            if not self._waiting:
                self._voices.quiet.set()

    async def _follow(self, row: Taken, went: datetime) -> None:
        if self._clock.now() - went > WORTH:
            self._voices.counts["too late"] += 1
            return
        name = ""
        try:
            name = await self._voices.make(str(row.payload["later"]))
            followed = await self._store.run(lambda connection: self._put(connection, row, name, went))
        except CannotMake as error:
            self._voices.counts["not made"] += 1
            self._alert.down(str(error))
        except StorageDown:  # whether its owner is still there cannot be asked
            await asyncio.to_thread(self._voices.forget, name)
            self._voices.counts["not sent"] += 1
        else:
            self._alert.over()
            self._voices.counts["followed" if followed else "gone on"] += 1

    def _put(self, connection: Connection, row: Taken, name: str, went: datetime) -> bool:
        """Put a note out behind its words; False where they have gone on, or are gone."""
        contact, now = contacts.get(connection, row.contact_id), self._clock.now()
        if contact is None or contact.erased_at is not None:
            self._voices.drop([row.contact_id])
            return False
        worth = WORTH if row.lane == outbox.REPLY else PATIENT
        if _gone_on(connection, contact, row, went, now) or _is_shut(contact, now + worth):
            return False
        outbox.put(
            connection,
            channel=contact.channel,
            contact_id=contact.id,
            address=row.address,
            lane=row.lane,
            kind=outbox.FOLLOWING,
            parts=[Part("", voice=name)],
            now=now,
            deadline=now + worth,
            awake_until=now + WORTH,
        )
        return True


def _gone_on(connection: Connection, contact: Contact, row: Taken, went: datetime, now: datetime) -> bool:
    """Tell whether a note would stand under something else than its words."""
    wrote = contact.last_in_at is not None and contact.last_in_at > went
    return wrote or seen.went_on(connection, row.id, contact.id, now)


def _is_shut(contact: Contact, at: datetime) -> bool:
    """Tell whether a messenger takes no note any more at a moment: it would wait, and a knock go for it."""
    if contact.channel not in WINDOWED:
        return False
    return contact.last_in_at is None or contact.last_in_at + OPEN <= at
