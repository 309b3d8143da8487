"""What somebody does not expect this minute: the one place that decides whether, when and how it goes out.

Free words inside WhatsApp's window, a knock by an approved template outside of it, a call by staff where nothing can
be sent. It never knows a meeting, a tip or an announcement: only that it is pushed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import Part
from bot.programme import Programme
from bot.services import renewal
from bot.services.held import is_held
from bot.services.quiet import next_free_day, next_loud
from bot.templates import KNOCKS, knock_language
from storage import calls, contacts, knocks, outbox, parked, people, sending, templates
from storage.contacts import UNTIL_I_WRITE, Contact
from storage.renewal import HELD
from storage.sending import ASIDE

WINDOW = timedelta(hours=24) - timedelta(minutes=10)
"""WhatsApp takes free text for 24 hours after the person's last message (error 63016); ten minutes are our margin."""
LONGEST_DAY = timedelta(hours=25)
"""The day on which clocks are put back: what went on its morning is of the same day at its night."""
PUSHED = (outbox.NOTICE, outbox.ANNOUNCEMENT)
"""The lanes of what nobody has just written for."""
WINDOWED = frozenset({"whatsapp", SIM_WHATSAPP})
"""Channels with such a window."""

State = Literal["go", "waits", "knock", "parked", "stopped", "unreachable", "call"]
"""What becomes of a push:

``go`` it goes now · ``waits`` it goes at a later moment (night, a pause, one unasked push a day) · ``knock`` it is
parked and a knock goes · ``parked`` it goes when they write (a knock is open, or they want it so) · ``stopped`` and
``unreachable`` nothing is stored · ``call`` it goes when they write, and where they asked for it staff see that they
should call.
"""


@dataclass(frozen=True, slots=True)
class Push:
    """One message nobody has just written for, its parts laid out for the contact's channel and in its language.

    ``deadline``: from then on it is worth nothing. A ``dedupe`` key that was used before changes nothing.
    ``asked_for``: what somebody agreed to get (a reminder after yes, a mentor's answer); all else is one a day at most.
    ``urgent`` breaks quiet hours and that limit, never a pause. What ``answers`` something they wrote goes at night to
    who wrote within the last hour (``outbox.AWAKE``): they are awake.
    """

    kind: str
    lane: outbox.Lane
    parts: Sequence[Part]
    deadline: datetime
    dedupe: str
    asked_for: bool
    urgent: bool = False
    answers: bool = False


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
    """What is known of a contact beside its row: whether they agreed to be written to unasked, and what is on its way.

    ``knocked``: a knock is open behind which this waits; ``days`` have their unasked push already. ``renewing``: they
    must first say yes or no to new words of the consent.
    """

    agreed: bool = True
    knocked: bool = False
    days: frozenset[date] = frozenset()
    renewing: bool = False


NOTHING = Before()


def read_world(connection: Connection, programme: Programme) -> PushWorld:
    """Read what pushes need to know, once for all those of a transaction."""
    known = templates.every(connection)
    approved = {
        language: template.part(known[template.name].provider_id)
        for language, template in KNOCKS.items()
        if template.name in known and known[template.name].state == templates.APPROVED
    }
    return PushWorld(programme, {"whatsapp": approved, SIM_WHATSAPP: _SIMULATED})


_SIMULATED = {language: template.part(f"sim:{template.name}") for language, template in KNOCKS.items()}
"""The demo's templates are approved from the first."""


def push(
    connection: Connection, contact: Contact, message: Push, world: PushWorld, now: datetime, *, ahead: bool = True
) -> Pushed:
    """Decide about one push and write what follows from it: its rows, a knock, an entry on the call list.

    Without ``ahead`` nothing is written of what goes at a later moment, nor of its knock: it is pushed again then.
    Whoever pushes to many contacts in one transaction takes them by rising id: each may be locked. Raises ValueError
    for a message without parts.
    """
    if not message.parts:
        raise ValueError(f"{message.kind}: a push needs something to say")
    if (known := parked.known(connection, message.dedupe)) is not None:
        return _as_before(known, now)
    if connection.dialect.name != "sqlite":  # what somebody writes at this moment must not be missed
        contact = contacts.get(connection, contact.id, lock=True) or contact
    before = look(connection, contact, message, world, now)
    planned = forecast(contact, message, world, now, before)
    if planned.at > now and not ahead:
        return planned
    if planned.state in {"stopped", "unreachable"}:
        if message.asked_for:
            calls.put(connection, contact.id, message.kind, planned.state, now, message.deadline)
        return planned
    first = _put(connection, contact, message, planned, now, renewing=before.renewing)
    match planned.state:
        case "knock":
            until, lane = message.deadline, message.lane
            first = knock(connection, contact, world, now, planned.at, until, lane, urgent=message.urgent)
        case "call" | "parked" if message.asked_for and (before.renewing or planned.state == "call"):
            calls.put(connection, contact.id, message.kind, why_not(contact, now, before), now, message.deadline)
    if not message.asked_for and planned.state in {"go", "waits", "knock"}:
        knocks.mark_unasked(connection, contact.id, first)
    return planned


def hold(connection: Connection, contact: Contact, programme: Programme, until: datetime) -> None:
    """Let nothing that waits be pushed before a moment: then at most one a day of what nobody asked for."""
    outbox.hold(connection, contact.id, PUSHED, until)
    zone, taken = programme.zone(contact.country), set[date]()
    spaced = []
    for row, next_at in knocks.unasked_waiting(connection, contact.id):
        start = until if next_at == ASIDE else max(until, next_at)
        at = next_free_day(next_loud(start, zone, contact.quiet_from, contact.quiet_to), zone, taken)
        taken.add(at.astimezone(zone).date())
        spaced.append((row, at))
    sending.put_off(connection, spaced)


def look(connection: Connection, contact: Contact, message: Push, world: PushWorld, now: datetime) -> Before:
    """Read what else is known of a contact, as far as it matters to a push."""
    windowed = contact.channel in WINDOWED
    knocked = windowed and is_held(connection, contact.id, now, asked_for=message.asked_for)
    if message.asked_for:
        return Before(knocked=knocked, renewing=renewal.owes(connection, contact, world.programme))
    person = people.get(connection, contact.person_id) if contact.person_id else None
    if person is None or not person.may_push:
        return Before(agreed=False)
    went = knocks.unasked_since(connection, contact.id, contact.person_id, now - LONGEST_DAY)
    return Before(True, knocked, days_of(went, world.programme.zone(contact.country), now))


def days_of(went: Iterable[datetime], zone: ZoneInfo, now: datetime) -> frozenset[date]:
    """Return the days on which something unasked went, or will go.

    What waits for an older message has no time of its own; it goes as soon as that has gone.
    """
    return frozenset((now if at == ASIDE else at).astimezone(zone).date() for at in went)


def knock(
    connection: Connection,
    contact: Contact,
    world: PushWorld,
    now: datetime,
    at: datetime,
    deadline: datetime,
    lane: outbox.Lane,
    *,
    urgent: bool = False,
) -> int:
    """Put a knock that goes from ``at`` on, and return its row; it takes the place of one that is open.

    Raises LookupError where no template is approved.
    """
    part = knock_for(contact, world)
    if part is None:
        raise LookupError("no template of a knock is approved in this language")
    [row] = outbox.put(
        connection,
        channel=contact.channel,
        contact_id=contact.id,
        address=contact.address,
        lane=lane,
        kind=knocks.KIND,
        parts=[part],
        now=now,
        deadline=deadline,
        next_at=at,
        urgent=urgent,
    )
    knocks.end(connection, contact.id, knocks.FOLLOWED, now)
    knocks.add(connection, contact.id, row, now)
    return row


def forecast(contact: Contact, message: Push, world: PushWorld, now: datetime, before: Before = NOTHING) -> Pushed:
    """Tell what would become of a push; pure, so an audience can be counted with it."""
    stopped = contact.stopped_at is not None and message.lane != outbox.REPLY
    unwanted = (contact.lite or not before.agreed) and not message.asked_for
    if stopped or unwanted or contact.erased_at is not None:
        return Pushed("stopped", now)
    if contact.unreachable_at is not None:
        return Pushed("unreachable", now)
    paused_until = max(contact.paused_until or now, now)
    if before.renewing or paused_until == UNTIL_I_WRITE or now < paused_until >= message.deadline:
        return Pushed("call" if message.asked_for and not before.renewing else "parked", now)
    at = _moment(contact, message, world, paused_until, before)
    within = contact.last_in_at is not None and at <= contact.last_in_at + WINDOW
    if contact.channel not in WINDOWED or within:
        return Pushed("go" if at <= now else "waits", at)
    if before.knocked:
        return Pushed("parked", now)
    return Pushed("call", now) if knock_for(contact, world) is None else Pushed("knock", at)


def knock_for(contact: Contact, world: PushWorld) -> Part | None:
    """Return the knock that a contact can be sent, None where no template is approved in their language."""
    return world.knocks.get(contact.channel, {}).get(knock_language(contact.language, contact.country))


def why_not(contact: Contact, now: datetime, before: Before = NOTHING) -> str:
    """Return why somebody is on the call list for whom nothing can be sent now."""
    paused = contact.paused_until is not None and contact.paused_until > now
    return HELD if before.renewing else "paused" if paused else "template"


def _put(
    connection: Connection, contact: Contact, message: Push, planned: Pushed, now: datetime, *, renewing: bool
) -> int:
    """Put the rows of a message and return the first."""
    goes = planned.state in {"go", "waits"}
    behind_knock = contact.channel in WINDOWED and why_not(contact, now) != "paused"
    held = {"knock": parked.KNOCK, "call": parked.CALL, "parked": parked.KNOCK if behind_knock else parked.PAUSED}
    rows = outbox.put(
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
        state="waiting" if goes else "parked",
        reason=HELD if renewing else held.get(planned.state, ""),
        next_at=planned.at,
        urgent=message.urgent,
        awake_until=_awake_until(contact, message),
    )
    return rows[0]


def _awake_until(contact: Contact, message: Push) -> datetime | None:
    """Return until when an answer may be heard at night by who waits for it."""
    return contact.last_in_at + outbox.AWAKE if message.answers and contact.last_in_at is not None else None


def _as_before(known: parked.Known, now: datetime) -> Pushed:
    """Return what became of a push that comes again."""
    if known.state == "parked":
        return Pushed("parked", now)
    waits = known.state == "waiting" and known.next_at > now
    return Pushed("waits", known.next_at) if waits else Pushed("go", now)


def _moment(contact: Contact, message: Push, world: PushWorld, start: datetime, before: Before) -> datetime:
    """Return when a push may be heard."""
    awake_until = _awake_until(contact, message)
    if message.urgent or (awake_until is not None and start < awake_until):
        return start
    zone = world.programme.zone(contact.country)
    at = next_loud(start, zone, contact.quiet_from, contact.quiet_to)
    return at if message.asked_for else next_free_day(at, zone, before.days)
