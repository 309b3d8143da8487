"""Nights in which clocks change, and the slow way to find when somebody may hear something; nothing is tested here."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.services.reminders import OF_USE, Quiet

ZONES = (
    *("Europe/Bucharest", "Europe/London", "Europe/Belgrade", "Europe/Skopje", "Europe/Istanbul"),
    *("Europe/Tirane", "Europe/Copenhagen"),
)
NIGHTS = (datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC))
"""The nights in which Europe's clocks change; Istanbul's do not."""
QUIETS = ((22, 7), (20, 8), (None, None), (1, 3), (2, 4), (0, 23))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHANGES = tuple(night + HOUR for night in NIGHTS)
"""The moments at which they change, the same in every zone."""
AHEADS = (7 * DAY, DAY, 2 * HOUR, timedelta())
"""How long before something begins somebody is reminded of it, and its beginning itself."""


def around_nights(before: int, after: int) -> st.SearchStrategy[datetime]:
    """Draw beginnings, by minutes before and after a night; every second one has something due as clocks change.

    Of those drawn from all these days alone but one in fifteen has, and none in some zone's night (run).
    """
    anywhere = st.builds(_later, st.sampled_from(NIGHTS), st.integers(-before, after))
    aimed = st.builds(_later, st.sampled_from(CHANGES), st.integers(-120, 120), st.sampled_from(AHEADS))
    return anywhere | aimed


def _later(moment: datetime, minutes: int, ahead: timedelta = timedelta()) -> datetime:
    return moment + ahead + minutes * MINUTE


def is_quiet(moment: datetime, quiet: Quiet) -> bool:
    """Tell whether a wall shows a quiet hour, counted one by one."""
    if quiet.begins is None or quiet.ends is None:
        return False
    hours, hour = set(), quiet.begins
    while hour != quiet.ends:
        hours.add(hour)
        hour = (hour + 1) % 24
    return moment.astimezone(quiet.zone).hour in hours


def heard_by_walking(
    due_at: datetime, latest: datetime, ahead: timedelta, quiet: Quiet, now: datetime
) -> datetime | None:
    """Find minute by minute when a notice may be heard."""
    moment = max(due_at, now)
    if not is_quiet(moment, quiet):
        return moment if moment < latest else None
    early = moment
    while is_quiet(early - MINUTE, quiet):
        early -= MINUTE
    if early > now and due_at - early <= ahead:
        return max(early - MINUTE, now)
    late = moment
    while is_quiet(late, quiet):
        late += MINUTE
    return late if late + OF_USE <= latest else None
