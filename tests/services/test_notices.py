"""When something may be sent: never at night on the person's own wall clock, also in nights that are 23 or 25 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.services.notices import WINDOW, next_loud, plan
from storage.contacts import UNTIL_I_WRITE, Contact

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


NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
LATE = datetime(2026, 6, 15, 21, tzinfo=UTC)
TIRANA = ZoneInfo("Europe/Tirane")
MORNING = datetime(2026, 6, 16, 5, tzinfo=UTC)
WEEK = NOON + timedelta(days=7)


def _contact(channel: str = "telegram", **fields: object) -> Contact:
    return Contact(1, channel, "x", **{"last_in_at": NOON, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("contact", "now", "verdict", "at"),
    [
        (_contact(), NOON, "go", NOON),
        (_contact(), LATE, "go", MORNING),
        (_contact("whatsapp"), NOON, "go", NOON),
        (_contact("whatsapp"), NOON + WINDOW, "go", NOON + WINDOW),
        (_contact("whatsapp"), NOON + WINDOW + MINUTE, "park", NOON + WINDOW + MINUTE),
        (_contact("telegram"), NOON + WINDOW + MINUTE, "go", NOON + WINDOW + MINUTE),
        (_contact("whatsapp", last_in_at=NOON - timedelta(hours=8)), LATE, "park", MORNING),
        (_contact(stopped_at=NOON), NOON, "stopped", NOON),
        (_contact(unreachable_at=NOON), NOON, "unreachable", NOON),
        (_contact(paused_until=WEEK), NOON, "paused", WEEK),
        (_contact(paused_until=WEEK.replace(hour=1)), NOON, "paused", WEEK.replace(hour=5)),
        (_contact(paused_until=NOON), NOON, "go", NOON),
        (_contact(paused_until=UNTIL_I_WRITE), NOON, "park", NOON),
        (_contact("whatsapp", paused_until=WEEK), NOON, "park", WEEK),
        (_contact(stopped_at=NOON, paused_until=WEEK), NOON, "stopped", NOON),
    ],
)
def test_a_plan(contact: Contact, now: datetime, verdict: str, at: datetime) -> None:
    planned = plan(contact, TIRANA, now)
    assert (planned.verdict, planned.at) == (verdict, at)
