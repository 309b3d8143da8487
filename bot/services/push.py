"""What somebody does not expect this minute: the one place that decides whether, when and how it goes out.

Free words inside WhatsApp's window, a knock by an approved template outside of it, a call by staff where nothing can
be sent. It never knows a meeting, a tip or an announcement: only that it is pushed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.programme import Programme
from bot.services.quiet import next_free_day, next_loud
from storage import outbox
from storage.contacts import UNTIL_I_WRITE, Contact

WINDOW = timedelta(hours=24) - timedelta(minutes=10)
"""WhatsApp takes free text for 24 hours after the person's last message (error 63016); ten minutes are our margin."""
WINDOWED = frozenset({"whatsapp", "sim-whatsapp"})
"""Channels with such a window."""

State = Literal["go", "waits", "knock", "parked", "stopped", "unreachable", "call"]
"""What becomes of a push:

``go`` it goes now · ``waits`` it goes at a later moment (night, a pause, one unasked push a day) · ``knock`` it is
parked and a knock goes · ``parked`` it goes when they write (a knock is open, or they want it so) · ``stopped`` and
``unreachable`` nothing is stored · ``call`` it goes when they write, and staff see that they should call.
"""


@dataclass(frozen=True, slots=True)
class Push:
    """One message nobody has just written for, its parts laid out for the contact's channel and in its language.

    ``deadline``: from then on it is worth nothing. A ``dedupe`` key that was used before changes nothing.
    ``asked_for``: what somebody agreed to get (a reminder after yes, a mentor's answer); all else is one a day at most.
    ``urgent`` breaks quiet hours and that limit, never a pause.
    """

    kind: str
    lane: outbox.Lane
    parts: Sequence[Part]
    deadline: datetime
    dedupe: str
    asked_for: bool
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push, and the moment from which on it or its knock may go (``now`` where neither does)."""

    state: State
    at: datetime


@dataclass(frozen=True, slots=True)
class PushWorld:
    """What is the same for every push of a transaction: ``read_world`` reads it.

    ``knocks`` are the approved templates: channel to language to the part that is sent.
    """

    programme: Programme
    knocks: Mapping[str, Mapping[str, Part]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Before:
    """What is on its way to a contact already: whether a knock is open, and the days that have their unasked push."""

    knocked: bool = False
    days: frozenset[date] = frozenset()


NOTHING = Before()


def read_world(connection: Connection, programme: Programme) -> PushWorld:
    """Read what pushes need to know, once for all those of a transaction."""
    return PushWorld(programme)


def push(connection: Connection, contact: Contact, message: Push, world: PushWorld, now: datetime) -> Pushed:
    """Decide about one push and write what follows from it: its rows, a knock, an entry on the call list.

    Whoever pushes to many contacts in one transaction takes them by rising id: each may be locked.
    """
    planned = forecast(contact, message, world, now)
    if planned.state in {"stopped", "unreachable"}:
        return planned
    outbox.put(
        connection,
        channel=contact.channel,
        contact_id=contact.id,
        address=contact.address,
        lane=message.lane,
        kind=message.kind,
        parts=message.parts,
        now=now,
        deadline=message.deadline,
        dedupe=message.dedupe,
        state="waiting" if planned.state in {"go", "waits"} else "parked",
        next_at=planned.at,
    )
    return planned


def forecast(contact: Contact, message: Push, world: PushWorld, now: datetime, before: Before = NOTHING) -> Pushed:
    """Tell what would become of a push; pure, so an audience can be counted with it."""
    if contact.stopped_at or contact.erased_at or (contact.lite and not message.asked_for):
        return Pushed("stopped", now)
    if contact.unreachable_at:
        return Pushed("unreachable", now)
    paused_until = max(contact.paused_until or now, now)
    if paused_until == UNTIL_I_WRITE or now < paused_until >= message.deadline:
        return Pushed("call" if message.asked_for else "parked", now)
    at = _moment(contact, message, world, paused_until, before)
    window_ends = contact.last_in_at + WINDOW if contact.last_in_at else now
    if contact.channel not in WINDOWED or at <= window_ends:
        return Pushed("go" if at <= now else "waits", at)
    if before.knocked:
        return Pushed("parked", now)
    return Pushed("call", now) if knock_for(contact, world) is None else Pushed("knock", at)


def knock_for(contact: Contact, world: PushWorld) -> Part | None:
    """Return the knock that a contact can be sent, None where no template is approved."""
    return world.knocks.get(contact.channel, {}).get(contact.language)


def _moment(contact: Contact, message: Push, world: PushWorld, start: datetime, before: Before) -> datetime:
    """Return when a push may be heard."""
    if message.urgent:
        return start
    zone = world.programme.zone(contact.country)
    at = next_loud(start, zone, contact.quiet_from, contact.quiet_to)
    return at if message.asked_for else next_free_day(at, zone, before.days)
