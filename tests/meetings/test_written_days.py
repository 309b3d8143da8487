"""A day that staff write where one is asked: the next such day, at once, however many pages of days lie before it."""

from datetime import date

import pytest

from bot.services.meeting_wizard import coming, hours
from tests.house import NOON, House
from tests.meetings.team import NEW, held, member, taps
from tests.services.sample import programme


@pytest.mark.parametrize(
    ("first", "written", "found"),
    [
        (date(2026, 6, 14), (14, 6), date(2026, 6, 14)),
        (date(2026, 6, 14), (13, 6), date(2027, 6, 13)),
        (date(2026, 12, 31), (1, 1), date(2027, 1, 1)),
        (date(2026, 6, 14), (29, 2), date(2028, 2, 29)),
        (date(2096, 3, 1), (29, 2), date(2104, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(first: date, written: tuple[int, int], found: date) -> None:
    day, month = written
    assert coming(first, month, day) == found


async def test_a_day_is_written_for_a_new_meeting_and_for_a_move(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW[:5])
    assert await mira.write("14.9.") == ["What time?"]
    said = await taps(mira, "more", "t0900", "h1", "town", "s10", "no")
    assert said[0].startswith("🍽️ Dinner, Monday 14 September, 09:00 – 10:00")
    await taps(mira, "publish", "nobody", "meetings", "m1", "move")
    assert await mira.write("Saturday 12.9") == ["What time?"]
    assert "New: Saturday 12 September, 18:00." in (await mira.write("18:00"))[0]
    assert (await mira.tap("move"))[0].startswith("Moved.")
    assert [f"{one.starts_at:%Y-%m-%d}" for one in await held(house)] == ["2026-09-12"]


async def test_a_day_far_off_is_told_with_its_year_and_one_that_has_passed_is_asked_again(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW[:5])
    await mira.write("14.9.2027")
    said = await taps(mira, "more", "t0900", "h1", "town", "s10", "no")
    assert said[0].startswith("🍽️ Dinner, Tuesday 14 September 2027, 09:00")
    await taps(mira, "change", "date")
    assert await mira.write("14.6") == ["This time has passed. Choose another.", "Which day?"]
    assert await mira.write("31.6") == ["Sorry, I did not understand. Tap, or send the number or word.", "Which day?"]


def test_the_times_of_a_dinner_begin_in_the_evening() -> None:
    day = date(2026, 6, 29)
    dinner, training = [hours(programme(), "AL", day, NOON, kind) for kind in ("dinner", "training")]
    found = [f"{dinner[place]:%H:%M}" for place in (0, 7, 8, -1)]
    assert found == ["17:00", "20:30", "08:00", "16:30"]
    assert (training, sorted(dinner)) == (sorted(training), training)
