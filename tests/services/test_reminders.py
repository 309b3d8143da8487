"""Reminders stand on the meeting's wall clock and are heard outside the person's night, whatever clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.services.reminders import AHEAD, Quiet, heard_at, never, reminders, urgent
from bot.services.wall import moment_of
from tests.services.nights import (
    DAY,
    HOUR,
    MINUTE,
    NIGHTS,
    QUIETS,
    ZONES,
    around_nights,
    heard_by_walking,
    is_quiet,
)

zones = st.sampled_from(ZONES)
near = around_nights(3 * 1440, 9 * 1440)
quiets = st.sampled_from(QUIETS)


def _shown(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@given(near, zones)
@example(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "Europe/Belgrade")
@example(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "Europe/London")
def test_a_time_that_a_clock_shows_is_the_first_such_moment(moment: datetime, zone: str) -> None:
    found = moment_of(_shown(moment, zone), ZoneInfo(zone))
    assert _shown(found, zone) == _shown(moment, zone)
    assert found in (moment, moment - HOUR), "the first of two"
    assert _shown(found - HOUR, zone) != _shown(moment, zone)


@pytest.mark.parametrize(
    ("zone", "gap", "opens"),
    [
        ("Europe/Bucharest", 3, datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/London", 1, datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Belgrade", 2, datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Skopje", 2, datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Tirane", 2, datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Copenhagen", 2, datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_a_time_that_is_skipped_is_the_next_minute_that_comes(
    zone: str, gap: int, opens: datetime, minute: int
) -> None:
    assert moment_of(datetime.fromisoformat(f"2027-03-28T{gap:02}:{minute:02}"), ZoneInfo(zone)) == opens


@given(near, zones)
def test_days_are_counted_on_the_wall_and_hours_by_the_sun(start: datetime, zone: str) -> None:
    week, day, shortly = reminders(start, ZoneInfo(zone), start - 30 * DAY)
    assert shortly.due_at == start - 2 * HOUR
    for one, days in ((week, 7), (day, 1)):
        wanted = _shown(start, zone) - timedelta(days=days)
        assert one.wall == wanted.isoformat()
        shown = _shown(one.due_at, zone)
        assert shown == wanted or (shown - wanted < HOUR + MINUTE and shown.minute == 0 and shown.hour in (2, 3, 4))
    assert [week.latest, day.latest, shortly.latest] == [day.due_at, shortly.due_at, start]


@given(near, zones, st.integers(0, 9 * 24 * 60))
def test_who_answers_late_gets_what_is_still_to_come(start: datetime, zone: str, minutes: int) -> None:
    now = start - minutes * MINUTE
    every = reminders(start, ZoneInfo(zone), start - 30 * DAY)
    assert reminders(start, ZoneInfo(zone), now) == tuple(one for one in every if one.due_at > now)


def test_a_meeting_moved_within_its_day_keeps_the_reminders_of_days() -> None:
    zone, start = ZoneInfo("Europe/Tirane"), datetime(2027, 5, 7, 15, tzinfo=UTC)
    before = [one.occurrence for one in reminders(start, zone, start - 30 * DAY)]
    after = [one.occurrence for one in reminders(start + HOUR, zone, start - 30 * DAY)]
    assert before[:2] == after[:2]
    assert before[2] != after[2]
    assert not set(before) & {one.occurrence for one in reminders(start + DAY, zone, start - 30 * DAY)}


@pytest.mark.parametrize(("left", "found"), [(25 * HOUR, False), (DAY, True), (HOUR, True), (-HOUR, True)])
def test_what_changes_within_a_day_is_urgent(left: timedelta, found: bool) -> None:
    assert urgent(NIGHTS[0] + left, NIGHTS[0]) is found


@given(near, zones, quiets, st.integers(-600, 3000), st.integers(0, 3000), st.sampled_from([timedelta(), AHEAD]))
@example(datetime(2027, 3, 28, 1, tzinfo=UTC), "Europe/Belgrade", (22, 7), 600, 400, AHEAD)
@example(datetime(2027, 3, 28, 1, tzinfo=UTC), "Europe/Belgrade", (22, 7), 240, 400, AHEAD)
@example(datetime(2027, 3, 28, 1, tzinfo=UTC), "Europe/Belgrade", (22, 7), 239, 350, AHEAD)
def test_it_is_heard_outside_quiet_hours_or_never(
    due_at: datetime, zone: str, hours: tuple[int | None, int | None], before: int, worth: int, ahead: timedelta
) -> None:
    quiet, latest, now = Quiet(ZoneInfo(zone), *hours), due_at + worth * MINUTE, due_at - before * MINUTE
    found = heard_at(due_at, latest, ahead, quiet, now)
    assert found == heard_by_walking(due_at, latest, ahead, quiet, now)
    if found is None:
        assert never(due_at, latest, now) == ("too_late" if max(due_at, now) >= latest else "quiet")
        return
    assert not is_quiet(found, quiet)
    assert now <= found < latest
    assert found >= due_at - ahead - MINUTE


TIRANA = Quiet(ZoneInfo("Europe/Tirane"), 22, 7)


@pytest.mark.parametrize(
    ("due", "latest", "now", "heard"),
    [
        (20, 30, 0, 20),  # Quiet from 20:00 UTC; the last minute before it.
        (28, 31, 0, 20),
        (28, 31, 19.999, 20),  # Within that minute it goes at once.
        (28, 31, 21, 29),
        (28, 30, 22, 29),
        (28, 29.9, 22, None),
        (29, 31, 22, 29),
        (6, 30, 7, 7),
        (6, 7, 7, None),
    ],
)
def test_some_nights_in_tirana(due: float, latest: float, now: float, heard: float | None) -> None:
    midnight = datetime(2027, 6, 7, tzinfo=UTC)
    found = heard_at(midnight + due * HOUR, midnight + latest * HOUR, AHEAD, TIRANA, midnight + now * HOUR)
    if heard == 20:
        assert found == max(midnight + 20 * HOUR - MINUTE, midnight + now * HOUR)
    else:
        assert found == (None if heard is None else midnight + heard * HOUR)
