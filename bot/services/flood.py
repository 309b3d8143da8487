"""Whoever writes faster than anybody reads: what is over the allowance is kept or counted, not worked, and never lost
silently; it never knows what messages mean, but for the wish to stop, which is always heard.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.port import STOPPED, Inbound
from bot.heard import hear
from bot.services.messages import STAFF, kept, let_go, source
from bot.vocabulary import Vocabulary
from storage import inbox, leftovers
from storage.contacts import Contact

BURST, REFILL = 60.0, 0.5
"""How many messages of somebody are worked at once, and how many more each second after."""
DAY = 500
"""How many messages of somebody are stored in 24 hours (promises.md S3)."""
WORKED = DAY - 50
"""With so many stored, no more are worked: what other processes work meanwhile has its place."""
EVERY = 25
"""After so many turns of somebody it is counted again how much is stored of them."""
SHUT = timedelta(minutes=10)
"""How long somebody who has used up a day's allowance is not counted again."""
CALM = timedelta(seconds=10)
"""After so long without a message over the allowance a flood is over."""
APART = timedelta(minutes=10)
"""How far two notices to the same person, and two entries of the log, are apart at least (S3)."""
EACH = timedelta(seconds=1 / REFILL)
"""What one message costs; whoever has paid for two minutes ahead waits (the generic cell rate algorithm)."""
MANY = 1_000
"""How many more people are kept in mind before those who have paid for all are forgotten."""

FACTS = frozenset({"blocked", "unblocked"})
"""What a platform says of somebody, rather than they themselves."""


@dataclass(slots=True)
class Excess:
    """What came of one contact over the allowance since it was last told of: kept as merged rows, or only counted."""

    last: datetime
    merged: int = 0
    counted: int = 0


@dataclass(slots=True)
class Flood:
    """What this process remembers of who writes much; a restart forgets it, but not what is stored."""

    vocabulary: Vocabulary
    merged: int = 0
    counted: int = 0
    _paid: dict[int, datetime] = field(default_factory=dict)  # until when somebody has paid for what they wrote
    _many: int = 0
    _shut: dict[int, datetime] = field(default_factory=dict)
    _over: dict[int, Excess] = field(default_factory=dict)
    _told: dict[int, datetime] = field(default_factory=dict)

    def holds(self, connection: Connection, contact: Contact, inbound: Inbound, now: datetime) -> bool:
        """Tell whether a message is not to be worked; what may be kept of it is stored then."""
        if inbound.kind in FACTS or inbound.key.startswith(STAFF) or self._allowed(connection, contact, now):
            return False
        if contact.stopped_at is None and self._stops(inbound, contact.language):
            return False
        excess = self._over.setdefault(contact.id, Excess(now))
        excess.last = now
        if self._stored(connection, contact, now) < DAY:
            _merge(connection, contact, inbound, now)
            self.merged += 1
            excess.merged += 1
        else:
            self.counted += 1
            excess.counted += 1
        return True

    def calm(self, now: datetime) -> list[tuple[int, Excess]]:
        """Return whose flood is over and who was not told of one for long, with what was not worked."""
        over = [(one, excess) for one, excess in list(self._over.items()) if now - excess.last >= CALM]
        return [row for row in over if now - self._told.get(row[0], now - APART) >= APART]

    def told(self, contact_id: int, now: datetime) -> None:
        """Begin anew with somebody who has been told, and whose flood is in the log."""
        self._over.pop(contact_id, None)
        self._told = {one: at for one, at in self._told.items() if now - at < APART} | {contact_id: now}

    def _allowed(self, connection: Connection, contact: Contact, now: datetime) -> bool:
        """Take one message from somebody's allowances, if there is any left."""
        shut = self._shut.get(contact.id)
        if shut is not None and now < shut:
            return False
        within = self._pays(contact.id, now)
        if shut is not None or (contact.rev and contact.rev % EVERY == 0):
            self._stored(connection, contact, now)
        return within and contact.id not in self._shut

    def _pays(self, contact_id: int, now: datetime) -> bool:
        """Let somebody pay for one message, unless they have paid for as many ahead as they may."""
        most = now + timedelta(seconds=BURST / REFILL)
        paid = self._paid.get(contact_id, now)
        paid = max(paid, now) if paid <= most else now  # the clock was moved back
        within = paid + EACH <= most
        self._paid[contact_id] = paid + EACH if within else paid
        if len(self._paid) > self._many:
            self._paid = {one: until for one, until in self._paid.items() if until > now}
            self._many = MANY + len(self._paid)
        return within

    def _stored(self, connection: Connection, contact: Contact, now: datetime) -> int:
        """Return how much of somebody is stored; where it is a day's allowance, no more is worked for a while."""
        found = inbox.stored_since(connection, contact.id, now - timedelta(days=1))
        if found >= WORKED - 1:  # with this one
            self._shut[contact.id] = now + SHUT
        else:
            self._shut.pop(contact.id, None)
        return found

    def _stops(self, inbound: Inbound, language: str) -> bool:
        """Tell whether somebody wants to hear no more: that is heard however much they wrote."""
        if inbound.payload or inbound.kind != "text":
            return inbound.payload == STOPPED
        phrases = hear(inbound.text.strip().removeprefix("/")).phrases
        return any("stop" in each for phrase in phrases for each in self.vocabulary.meanings(phrase, language))


def _merge(connection: Connection, contact: Contact, inbound: Inbound, now: datetime) -> None:
    """Keep a message that is not worked; its provider need not keep its words or file."""
    values = {"channel": inbound.channel, "key": inbound.key, "contact_id": contact.id, "seq": inbound.order}
    said = {} if contact.lite else kept(inbound)
    inbox.put_merged(connection, {**values, "kind": inbound.kind, "payload": said, "received_at": now, "next_at": now})
    if inbound.file:
        leftovers.put(connection, source(inbound), now)
    let_go(connection, inbound, now)
