"""Looks after what WhatsApp's window keeps back: knocks for what was refused, calls where a knock was in vain.

It decides by ``push``'s own rules, and never knows what the messages are about.
"""

import logging
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.alert import Alert
from bot.bell import Bell, repeat
from bot.clock import Clock
from bot.programme import Programme
from bot.services.held import is_held
from bot.services.push import Before, Push, PushWorld, forecast, knock, read_world, why_not
from storage import calls, contacts, knocks, outbox, parked
from storage.contacts import Contact
from storage.down import StorageDown
from storage.parked import Parked
from storage.store import Store, Work

LOOK_SECONDS = 5.0
"""How often to look for what was refused."""
PATIENCE = timedelta(days=3)
"""How long a knock is open. So the reminder of a meeting seven days before and the one a day before may both knock,
the one two hours before does not, unless the open knock is for something unasked. Nobody who leaves a knock unheard
gets more than one in three days, and one more for what they asked for: WhatsApp rates a sender by what people leave
unread or block."""
SOME = 50
"""How many contacts one transaction takes."""

_log = logging.getLogger(__name__)


class Knocking:
    """Looks again and again; several processes may do so on one database."""

    def __init__(self, store: Store, clock: Clock, programme: Programme) -> None:
        self._store, self._clock, self._programme = store, clock, programme
        self._alert = Alert(_log, "knocks wait")

    async def run(self, bell: Bell) -> None:
        """Look until the bell is closed."""
        await repeat(self.round, LOOK_SECONDS, bell, self._alert)

    async def round(self) -> None:
        """Decide about all that was refused, and end the knocks that are in vain."""
        now = self._clock.now()
        if await self._store.read(partial(_idle, now=now)):
            return
        while await self._looked(now):
            continue

    async def _looked(self, now: datetime) -> int:
        """Look after a few contacts; should that fail, after each alone, so that one does not hold up the others."""
        try:
            return await self._store.run(partial(self._some, now=now))
        except StorageDown:
            raise
        except Exception:
            _log.exception("knocks failed; contacts are looked after one by one")
        for contact_id in await self._store.read(partial(parked.undecided, limit=SOME)):
            await self._alone(partial(self._one, contact_id=contact_id, now=now), partial(_give_up, contact_id, now))
        for ending in (end_dead, end_silent):
            await self._alone(partial(ending, now=now, limit=SOME))
        return 0

    async def _alone(self, work: Work[object], otherwise: Work[object] | None = None) -> None:
        """Do a work, and should it fail, another instead."""
        try:
            await self._store.run(work)
        except StorageDown:
            raise
        except Exception:
            _log.exception("knocks failed")
            if otherwise is not None:
                await self._alone(otherwise)

    def _some(self, connection: Connection, now: datetime) -> int:
        """Look after a few contacts, and return of how many."""
        world = read_world(connection, self._programme)
        found = parked.undecided(connection, SOME)
        for contact_id in found:
            _decide(connection, contact_id, world, now)
        return len(found) + end_dead(connection, now, SOME) + end_silent(connection, now, SOME)

    def _one(self, connection: Connection, contact_id: int, now: datetime) -> None:
        _decide(connection, contact_id, read_world(connection, self._programme), now)


def _decide(connection: Connection, contact_id: int, world: PushWorld, now: datetime) -> None:
    contact = contacts.get(connection, contact_id, lock=True)
    if contact is not None:
        decide(connection, contact, world, now)


def _give_up(contact_id: int, now: datetime, connection: Connection) -> None:
    """Hand over to staff what cannot be decided of a contact."""
    _log.error("what is parked could not be decided; see `drom calls`", extra={"contact": contact_id})
    parked.decide(connection, [row.id for row in parked.of(connection, contact_id)], parked.CALL)
    calls.put_for(connection, contact_id, "parked", parked.CALL, "broken", now)


def decide(connection: Connection, contact: Contact, world: PushWorld, now: datetime) -> None:
    """Decide about what WhatsApp refused of a contact: knock once, wait for the open knock, let it go, or call."""
    rows = parked.of(connection, contact.id)
    if not rows:
        return
    ids, lane, deadline = [row.id for row in rows], rows[0].lane, max(row.deadline for row in rows)
    message = Push("", outbox.LANES[lane], (), deadline, "", asked_for=True)
    # Twilio's word that the window is closed holds against our clock until they write again.
    seen = contact._replace(last_in_at=None) if _refused(contact, rows) else contact
    asked_for = any(outbox.LANES[row.lane] != outbox.ANNOUNCEMENT for row in rows)
    knocked = is_held(connection, contact.id, now, asked_for=asked_for)
    planned = forecast(seen, message, world, now, Before(knocked=knocked))
    match planned.state:
        case "go" | "waits":
            parked.free(connection, ids, planned.at)
        case "knock":
            calls.close(connection, contact.id)
            parked.decide(connection, ids, parked.KNOCK)
            knocks.hand_day_on(
                connection, ids, knock(connection, contact, world, now, planned.at, deadline, message.lane)
            )
        case "parked":
            parked.decide(connection, ids, parked.KNOCK)
        case "call":
            parked.decide(connection, ids, parked.CALL)
            calls.put_for(connection, contact.id, "parked", parked.CALL, why_not(contact, now), now)
        case "stopped" | "unreachable":
            outbox.silence(connection, contact.id, planned.state, now)


def end_dead(connection: Connection, now: datetime, limit: int) -> int:
    """End knocks that will not arrive; what waited for them is for staff. Return how many."""
    found = knocks.dead(connection, limit)
    for one in found:
        contact = contacts.get(connection, one.contact_id)
        if contact is not None and contact.stopped_at is None and contact.unreachable_at is None:
            _log.error("a knock could not go: %s; see `drom templates status` and `drom calls`", one.reason)
        knocks.end(connection, one.contact_id, knocks.FAILED, now)
        parked.turn(connection, one.contact_id, parked.KNOCK, parked.CALL)
        calls.put_for(connection, one.contact_id, "parked", parked.CALL, "template", now)
    return len(found)


def end_silent(connection: Connection, now: datetime, limit: int) -> int:
    """End knocks that nobody has answered for days: for what waits there is no second. Return how many."""
    found = knocks.silent(connection, now - PATIENCE, limit)
    for contact_id in found:
        knocks.end(connection, contact_id, knocks.SILENT, now)
        calls.put_for(connection, contact_id, "parked", parked.KNOCK, "silent", now)
    return len(found)


def _idle(connection: Connection, now: datetime) -> bool:
    """Tell whether there is nothing to look after."""
    waits = parked.undecided(connection, 1) or knocks.dead(connection, 1)
    return not waits and not knocks.silent(connection, now - PATIENCE, 1)


def _refused(contact: Contact, rows: list[Parked]) -> bool:
    """Tell whether WhatsApp has refused something since the person last wrote."""
    refused = [row.refused_at for row in rows if row.refused_at is not None]
    return bool(refused) and (contact.last_in_at is None or contact.last_in_at <= max(refused))
