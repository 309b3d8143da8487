"""Where seats are left, but not for as many as somebody would come with: nobody is told that it is full."""

import pytest

from bot.services import seating
from storage import responses
from tests.house import Guest, House
from tests.meetings.guests import NOON, dinner, people
from tests.services.sample import programme

FEWER = "Free places: 1. You are 2. Come alone?"


async def _asked_again(house: House, answer: str) -> tuple[Guest, list[str]]:
    """Let somebody who once came with a guest answer again when one seat of two is taken and nobody waits."""
    ana = Guest(house, "1002")
    await ana.register("Ana")
    number = (await ana.person()).id
    await house.run(lambda c: seating.answer(c, programme(), dinner(c, seats=2), number, "yes", NOON, party=2))
    await house.run(lambda c: seating.decline(c, programme(), 1, number, NOON))
    await house.run(lambda c: seating.answer(c, programme(), 1, people(c, 1)[0], "yes", NOON))
    return ana, await ana.send("tap", payload=f"meeting:1:1:{answer}", callback="c")


@pytest.mark.parametrize("answer", ["yes", "still", "take"])
async def test_who_is_too_many_is_offered_to_come_alone(house: House, answer: str) -> None:
    ana, said = await _asked_again(house, answer)
    assert said == [FEWER]
    assert (await ana.tap("alone"))[0] == "Good! I will remind you."
    kept = await house.read(lambda c: responses.of_meeting(c, 1))
    assert sorted((one.standing, one.party) for one in kept) == [("seated", 1), ("seated", 1)]


async def test_who_would_not_come_alone_waits(house: House) -> None:
    ana, _ = await _asked_again(house, "yes")
    assert (await ana.tap("wait"))[0] == "You are on the list. I tell you when it is free."
    [waits] = await house.read(lambda c: responses.waiting(c, 1))
    assert waits.party == 2
