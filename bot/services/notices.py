"""When something may be sent that the person does not expect this minute; it never knows what is sent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from storage.contacts import UNTIL_I_WRITE, Contact

WINDOW = timedelta(hours=24) - timedelta(minutes=10)
"""WhatsApp takes free text for 24 hours after the person's last message (error 63016); ten minutes are our margin."""
WINDOWED = frozenset({"whatsapp", "sim-whatsapp"})
"""Channels with such a window."""

Verdict = Literal["go", "park", "stopped", "unreachable", "paused"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Whether a push may go and, if it may, from when on."""

    verdict: Verdict
    at: datetime


def plan(contact: Contact, zone: ZoneInfo, now: datetime) -> Plan:
    """Plan one push of something the person asked for: never when stopped, paused or at night.

    ``park``: it waits until the person writes. ``paused``: it goes at the end of their pause.
    """
    if contact.stopped_at is not None:
        return Plan("stopped", now)
    if contact.unreachable_at is not None:
        return Plan("unreachable", now)
    if contact.paused_until == UNTIL_I_WRITE:
        return Plan("park", now)
    paused_until = contact.paused_until or now
    at = next_loud(max(now, paused_until), zone, contact.quiet_from, contact.quiet_to)
    window_ends = contact.last_in_at + WINDOW if contact.last_in_at else now
    if contact.channel in WINDOWED and at > window_ends:
        return Plan("park", at)
    return Plan("paused" if paused_until > now else "go", at)


def next_loud(now: datetime, zone: ZoneInfo, quiet_from: int | None, quiet_to: int | None) -> datetime:
    """Return the first moment from ``now`` on outside quiet hours (whole hours of the person's own day).

    An hour that the clock skips counts as its end, one that comes twice as its first.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return now
    local = now.astimezone(zone)
    if not _quiet(local.hour, quiet_from, quiet_to):
        return now
    day = local.date() + timedelta(days=1) if local.hour >= quiet_to else local.date()
    return datetime.combine(day, time(quiet_to), tzinfo=zone).astimezone(now.tzinfo)


def _quiet(hour: int, begins: int, ends: int) -> bool:
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends
