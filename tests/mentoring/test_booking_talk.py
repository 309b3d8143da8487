"""A mentor says which times suit; members book one, move it and give it up, all by tapping."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from storage import responses, tables
from storage.meetings import Host
from tests.house import Guest, House, living
from tests.meetings.guests import START, dinner
from tests.mentoring.people import hears, member, taps, volunteer

MENU = "What do you want?"
DAY = "Monday 29 June"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def mentor_day(house: House, mira: Guest) -> int:
    """Publish a mentor day in two weeks, with Mira as its expert."""
    expert = (await mira.person()).id
    days = [(START, timedelta(hours=1))]
    return await house.run(lambda c: dinner(c, kind="mentor", days=days, hosts=[Host("expert", expert)]))


async def opened(house: House) -> Guest:
    """Return a mentor who has opened two times of a mentor day."""
    mira = await volunteer(house, shows_name=True)
    await mentor_day(house, mira)
    await taps(mira, "mentor", "slots", "m1", "t1_0", "t1_20")
    return mira


async def test_a_mentor_opens_times_by_tapping(house: House) -> None:
    mira = await volunteer(house)
    await mentor_day(house, mira)
    assert await taps(mira, "mentor", "slots") == ["Which mentor day?"]
    assert await mira.tap("m1") == [f"Mentor day {DAY}. Which times are okay?"]
    assert [button.label for button in mira.parts[-1].buttons] == [
        "1 ▫️ 18:00",
        "2 ▫️ 18:20",
        "3 ▫️ 18:40",
        "4 🏁 Finished",
    ]
    await mira.tap("t1_20")
    assert mira.button("t1_20").label == "2 ✅ 18:20"
    await house.move(timedelta(seconds=5))  # sooner it would be a double tap
    await mira.tap("t1_20")
    assert mira.button("t1_20").label == "2 ▫️ 18:20"
    assert await mira.tap("done") == ["Nobody has booked yet.", "No question waits for you now."]


async def test_a_member_books_moves_and_gives_up_a_time(house: House) -> None:
    mira, ana = await opened(house), await member(house)
    assert await taps(ana, "ask", "meet") == [f"Mentor day {DAY}. Pick a time."]
    assert [button.label for button in ana.parts[-1].buttons] == ["🕘 18:00 Mira", "🕘 18:20 Mira"]
    assert await ana.tap("s1") == [f"{DAY}, 18:00 with Mira. Book it?"]
    assert await ana.tap("book") == ["Booked. I will remind you.", MENU]
    assert await taps(ana, "ask", "meet") == [f"{DAY}, 18:00 with Mira, Community house. Still okay?"]
    assert await taps(ana, "move", "s2", "book") == ["Booked. I will remind you.", MENU]
    assert await taps(mira, "done") == [
        "Booked: 1. Here is your list.\n🕘 18:20 –",
        "No question waits for you now.",
    ]
    await taps(ana, "ask", "meet")
    assert await ana.tap("cancel") == ["Okay. Somebody else can take this time.", MENU]
    assert [row["person_id"] for row in await house.rows(tables.slot)] == [None, None]


async def test_two_mentor_days_of_one_time_are_told_apart(house: House) -> None:
    mira = await volunteer(house)
    expert = (await mira.person()).id
    days = [(START, timedelta(hours=1))]
    for place in ({"en": "Library"}, {"en": "Town hall"}, {"en": "Town hall"}):
        await house.run(partial(dinner, kind="mentor", days=days, hosts=[Host("expert", expert)], place=place))
    await taps(mira, "mentor", "slots")
    assert [button.label for button in mira.parts[-1].buttons[:3]] == ["1", "2", "3"]
    shown = mira.parts[-1].text.split("\n")[2:5]
    assert [one.rpartition(", ")[2] for one in shown] == ["Library", "Town hall (1)", "Town hall (2)"]
    await mira.write("2")
    assert await mira.at() == "slot_mentor.okay"


async def test_whoever_has_the_last_time_finds_it_again(house: House) -> None:
    mira, ana = await opened(house), await member(house)
    await house.move(timedelta(seconds=5))  # sooner it would be a double tap
    await mira.tap("t1_20")
    await taps(ana, "ask", "meet", "s1", "book")
    assert (await taps(ana, "ask", "meet"))[-1].endswith("Still okay?")
    assert (await ana.tap("cancel"))[0] == "Okay. Somebody else can take this time."


async def test_the_first_of_two_who_book_a_time_has_it(house: House) -> None:
    await opened(house)
    ana, eva = await member(house), await member(house, "Eva", "1002")
    await taps(ana, "ask", "meet", "s1")
    await taps(eva, "ask", "meet", "s1")
    assert (await ana.tap("book"))[0] == "Booked. I will remind you."
    assert await eva.tap("book") == ["Somebody took it. Pick another.", f"Mentor day {DAY}. Pick a time."]
    assert await house.read(lambda c: responses.taken(c, 1)) == 1


async def test_whose_time_is_taken_away_hears_of_it(house: House) -> None:
    mira, ana = await opened(house), await member(house)
    await taps(ana, "ask", "meet", "s1", "book")
    await mira.write("menu")
    await taps(mira, "mentor", "slots", "m1")
    assert mira.button("t1_0").label == "1 👤 18:00"
    assert await mira.tap("t1_0") == ["18:00 is booked. Cancel it? They hear of it."]
    await mira.tap("drop")
    assert (await hears(ana))[-1] == f"{DAY}, 18:00 with Mira is cancelled. Another time?"
    assert await ana.tap("move") == [f"Mentor day {DAY}. Pick a time."]


async def test_the_reminder_of_a_booked_time_can_be_answered(house: House) -> None:
    await opened(house)
    ana = await member(house)
    await taps(ana, "ask", "meet", "s1", "book")
    await house.move(timedelta(days=7))
    await house.move(timedelta(hours=7))
    assert (await hears(ana))[-1] == f"{DAY}, 18:00 with Mira, Community house. Still okay?"
    assert (await ana.tap("still"))[0] == "Good! See you there."


async def test_without_a_mentor_day_nothing_is_offered(house: House) -> None:
    ana = await member(house)
    assert await ana.tap("ask") == ["What is it about?"]
