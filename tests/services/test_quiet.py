"""When something may be sent: never at night on the person's own wall clock, also in nights that are 23 or 25 hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.services.quiet import next_free_day, next_loud

ZONES = ("Europe/Tirane", "Europe/Belgrade", "Europe/Skopje", "Europe/Copenhagen")
NIGHTS = (
    datetime(2026, 3, 28, 12, tzinfo=UTC),
    datetime(2026, 10, 24, 12, tzinfo=UTC),
    datetime(2026, 6, 1, tzinfo=UTC),
)
MINUTE = timedelta(minutes=1)

zones = st.sampled_from(ZONES)
hours = st.integers(0, 23)
moments = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes), st.sampled_from(NIGHTS), st.integers(0, 48 * 60)
)


def _quiet(moment: datetime, zone: str, begins: int, ends: int) -> bool:
    """Tell whether a wall clock shows an hour of the quiet ones, counted one by one."""
    quiet = []
    while begins != ends:
        quiet.append(begins)
        begins = (begins + 1) % 24
    return moment.astimezone(ZoneInfo(zone)).hour in quiet


@given(moments, zones, hours, hours)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Tirane", 22, 2)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Tirane", 22, 2)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Copenhagen", 2, 3)
def test_it_is_the_first_loud_moment(now: datetime, zone: str, begins: int, ends: int) -> None:
    found = next_loud(now, ZoneInfo(zone), begins, ends)
    assert found >= now
    assert not _quiet(found, zone, begins, ends)
    if _quiet(now, zone, begins, ends):
        step = now
        while step < found:
            assert _quiet(step, zone, begins, ends), f"{step} is loud already"
            step += MINUTE
    else:
        assert found == now


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("day", "offset"), [((2026, 3, 28), 2), ((2026, 10, 24), 1)])
def test_the_night_of_the_change_ends_at_seven_on_the_wall(zone: str, day: tuple[int, int, int], offset: int) -> None:
    evening = datetime(*day, 22, 30, tzinfo=ZoneInfo(zone))
    found = next_loud(evening.astimezone(UTC), ZoneInfo(zone), 22, 7)
    assert found == datetime(*day, 7 - offset, tzinfo=UTC) + timedelta(days=1)


@pytest.mark.parametrize(("begins", "ends"), [(None, None), (None, 7), (22, None), (7, 7)])
def test_without_quiet_hours_it_is_now(begins: int | None, ends: int | None) -> None:
    assert next_loud(NIGHTS[0], ZoneInfo("UTC"), begins, ends) == NIGHTS[0]


@pytest.mark.parametrize(
    ("taken", "days"), [((), 0), ((16,), 0), ((15,), 1), ((15, 16, 18), 2)], ids=["free", "tomorrow", "one", "two"]
)
def test_the_first_free_day_at_the_same_hour(taken: tuple[int, ...], days: int) -> None:
    noon = datetime(2026, 6, 15, 10, tzinfo=UTC)
    found = next_free_day(noon, ZoneInfo("Europe/Tirane"), [date(2026, 6, day) for day in taken])
    assert found == noon + timedelta(days=days)


def test_the_same_hour_on_the_wall_also_when_clocks_change() -> None:
    zone = ZoneInfo("Europe/Tirane")
    noon = datetime(2026, 10, 24, 12, tzinfo=zone)
    found = next_free_day(noon.astimezone(UTC), zone, [date(2026, 10, 24)])
    assert found.astimezone(zone) == datetime(2026, 10, 25, 12, tzinfo=zone)
    assert found - noon == timedelta(hours=25)
