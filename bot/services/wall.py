"""Moments of a wall clock, through nights that are 23 or 25 hours long; pure, it never knows what is due then."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
YEARS = range(2000, 2100)
"""Those that a calendar of ours has; at the ends of time itself no moment can be worked out from a wall time."""


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC when a clock shows ``wall`` (naive).

    A time that comes twice is its first; one that the clock skips is the next minute that it shows.
    """
    found = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    # The other reading of a skipped time lies before the clock is put forward, this one after it.
    before = wall.replace(tzinfo=zone, fold=1, second=0, microsecond=0).astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    minutes = range((found - before) // MINUTE + 1)
    return before + MINUTE * bisect_left(
        minutes, True, key=lambda minute: (before + minute * MINUTE).astimezone(zone).utcoffset() != old
    )


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what a clock shows (naive) at a moment."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
