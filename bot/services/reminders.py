"""When somebody is reminded of something that begins, and when a notice may be heard; pure, it never reads a clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.services.quiet import next_loud
from bot.services.wall import MINUTE, moment_of, wall_of

DAYS = (7, 1)
"""So many days before, at the same time on the wall, somebody is reminded."""
SHORTLY = timedelta(hours=2)
"""And so long before, whatever clocks do meanwhile."""
AHEAD = timedelta(hours=12)
"""How much earlier a reminder may go that would come at night."""
OF_USE = timedelta(hours=1)
"""How long a notice that waited for the morning must still be of use, to be worth sending."""
URGENT = timedelta(hours=24)
"""Changes of what begins within so long are urgent."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: ``wall`` on the clock of ``zone`` gives ``due_at``; both "" where it is so long before.

    ``occurrence`` stays the same where the beginning moves within its day, so that nobody hears "in a week" twice;
    "in two hours" is said again. ``latest`` is when the next reminder is due, or it begins.
    """

    occurrence: str
    due_at: datetime
    latest: datetime
    wall: str = ""
    zone: str = ""


def reminders(start: datetime, zone: ZoneInfo, now: datetime) -> tuple[Reminder, ...]:
    """Return the reminders that are still useful, for something that begins at a moment (UTC) in a zone."""
    local = wall_of(start, zone)
    shortly = start - SHORTLY
    found = [Reminder(f"{SHORTLY // timedelta(hours=1)}h {local:%Y-%m-%dT%H:%M}", shortly, start)]
    for days in sorted(DAYS):
        wall = local - timedelta(days=days)
        due_at = moment_of(wall, zone)
        found.insert(0, Reminder(f"{days}d {local:%Y-%m-%d}", due_at, found[0].due_at, wall.isoformat(), zone.key))
    return tuple(one for one in found if one.due_at > now)


def urgent(start: datetime, now: datetime) -> bool:
    """Tell whether a change of what begins at a moment must be heard at once, also at night."""
    return start - now <= URGENT


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody's quiet hours: whole hours of their own day, None for never."""

    zone: ZoneInfo
    begins: int | None
    ends: int | None

    def around(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """Return when the quiet hours around a moment begin and end, None where it is loud."""
        if self.begins is None or self.ends is None:
            return None
        end = next_loud(moment, self.zone, self.begins, self.ends)
        if end == moment:
            return None
        day = wall_of(moment, self.zone)
        if day.hour < self.begins:
            day -= timedelta(days=1)
        begin = moment_of(day.replace(hour=self.begins, minute=0, second=0, microsecond=0), self.zone)
        return min(begin, moment), end


def heard_at(due_at: datetime, latest: datetime, ahead: timedelta, quiet: Quiet, now: datetime) -> datetime | None:
    """Return when a notice that is due may be heard: then, or now where that is past; None for never again.

    One that comes in quiet hours goes in the last minute before them, at most ``ahead`` early; else at their end, if
    it is of use for an hour more.
    """
    moment = max(due_at, now)
    night = quiet.around(moment)
    if night is None:
        return moment if moment < latest else None
    evening = max(night[0] - MINUTE, now)
    if evening < night[0] and due_at - night[0] <= ahead and quiet.around(evening) is None:
        return evening
    return night[1] if night[1] + OF_USE <= latest else None


def never(due_at: datetime, latest: datetime, now: datetime) -> str:
    """Return why a notice is never heard."""
    return "too_late" if max(due_at, now) >= latest else "quiet"
