"""What somebody is told shortly before a meeting and once they are there: nothing that does not come true."""

import pytest

from bot.services import door
from storage import meetings as rows
from tests.house import Guest, House
from tests.meetings.guests import DAY, HOUR, NOON, dinner

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
