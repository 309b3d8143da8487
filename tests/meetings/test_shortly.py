"""What somebody is told shortly before a meeting and once they are there: nothing that does not come true."""

from typing import Any

import pytest
from sqlalchemy import Connection

from bot.services import door, meeting_cards, meetings, seating
from bot.services.staff import OPERATOR
from storage import meetings as rows
from tests.house import Guest, House
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner, people
from tests.meetings.hall import Hall
from tests.services.sample import programme

BEGIN = NOON + 14 * DAY + 6 * HOUR
"""18:00 in Tirana on the day of the dinner."""


@pytest.mark.parametrize(
    ("left", "said"),
    [(2.1, "Okay. I ask you again before it."), (2, "Okay. Tell me if you come."), (0.1, "Okay. Tell me if you come.")],
)
async def test_who_may_come_is_promised_a_question_only_where_one_follows(house: House, left: float, said: str) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    number = await house.run(dinner)
    house.clock.move(BEGIN - left * HOUR - house.clock.now())
    assert (await guest.send("tap", payload=f"meeting:{number}:1:maybe", callback="c"))[0] == said


async def test_who_is_on_the_list_already_is_not_asked_whether_they_are_here(house: House) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    number = await house.run(dinner)
    found = await house.read(lambda connection: rows.get(connection, number))
    assert found is not None
    house.clock.move(BEGIN + HOUR - house.clock.now())
    assert (await guest.send("tap", payload=f"meeting:{number}:1:yes", callback="c"))[0] == "Are you here now?"
    await guest.open(door.link(found))
    house.clock.move(HOUR / 4)
    for answer in ("yes", "maybe", "still", "take"):
        said = await guest.send("tap", payload=f"meeting:{number}:1:{answer}", callback=answer)
        assert said[0] == "Welcome! You are on the list."
    house.clock.move(DAY)
    said = await guest.send("tap", payload=f"meeting:{number}:1:maybe", callback="later")
    assert said[0] == "This meeting is over."


@pytest.mark.parametrize(
    ("where", "way"),
    [
        ({"link": "https://meet.example.org/drom"}, ["https://meet.example.org/drom"]),
        ({"pin": (41.3275, 19.8187)}, [meeting_cards.map_link(41.3275, 19.8187)]),
        ({}, []),
    ],
)
async def test_on_its_day_and_after_a_change_the_way_to_a_meeting_stands_before_its_card(
    where: dict[str, Any], way: list[str]
) -> None:
    hall = Hall()

    def work(connection: Connection) -> int:
        [ana] = people(connection, 1)
        number = dinner(connection, hall.now, **where)
        seating.answer(connection, programme(), number, ana, "yes", hall.now)
        return number

    number = await hall.run(work)
    later = [(START + HOUR, 3 * HOUR)]
    await hall.run(lambda c: meetings.move(c, OPERATOR, programme(), number, later, hall.now))
    said = [one.text for one in await hall.heard()]
    assert said[:-1] == way
    assert said[-1].startswith("Changed: ")
    await hall.until(BEGIN)
    week, day, *said = [one.text for one in await hall.heard()][len(said) :]
    assert week.startswith("In one week: ")
    assert day.startswith("Tomorrow 19:00: ")
    assert said[:-1] == way
    assert said[-1].startswith("Today 19:00: ")


async def test_who_looks_for_a_meeting_when_its_door_is_open_gets_the_way_to_it(house: House) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    number = await house.run(lambda connection: dinner(connection, link="https://meet.example.org/drom"))
    house.clock.move(BEGIN - HOUR - house.clock.now())
    await guest.send("tap", payload=f"meeting:{number}:1:yes", callback="c")
    await guest.tap("one")
    await guest.tap("nothing")
    await guest.tap("meetings")
    yours = "You come: 🍽️ Dinner, Monday 29 June, 18:00, 💻 Online. Still okay?"
    assert [one for one in await guest.tap(f"m{number}") if one] == ["https://meet.example.org/drom", yours]
