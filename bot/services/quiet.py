"""When it is quiet at somebody's place: moments of their own day; pure, it never knows what would be sent."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


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


def next_free_day(moment: datetime, zone: ZoneInfo, taken: Container[date]) -> datetime:
    """Return the same time on the wall on the first day, from the moment's own on, that is not taken."""
    local = moment.astimezone(zone)
    if local.date() not in taken:
        return moment
    day = local.date()
    while day in taken:
        day += timedelta(days=1)
    return datetime.combine(day, local.time(), tzinfo=zone).astimezone(moment.tzinfo)


def _quiet(hour: int, begins: int, ends: int) -> bool:
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends
