"""What is said of a seat is true: that there is none, that one is held and until when, that a reminder comes."""

from datetime import timedelta

import pytest

from bot.services import seating
from storage import responses
from tests.house import Guest, House
from tests.meetings.guests import HOUR, NOON, dinner, people
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
    assert await ana.tap("alone") == ["The place is yours.", "Do you need help to come?"]
    kept = await house.read(lambda c: responses.of_meeting(c, 1))
    assert sorted((one.standing, one.party) for one in kept) == [("seated", 1), ("seated", 1)]


async def test_whoever_takes_the_last_seat_is_not_asked_who_comes_along(house: House) -> None:
    ana = Guest(house, "1002")
    await ana.register("Ana")
    await house.run(lambda c: dinner(c, seats=1))
    said = await ana.send("tap", payload="meeting:1:1:yes", callback="c")
    assert said == ["The place is yours.", "Do you need help to come?"]
    await ana.tap("nothing")
    said = await ana.send("tap", payload="meeting:1:1:with", callback="c")
    assert said == ["Only so many places are free: 0. Yours stays.", "Do you need help to come?"]


async def test_who_would_not_come_alone_waits(house: House) -> None:
    ana, _ = await _asked_again(house, "yes")
    assert (await ana.tap("wait"))[0] == "You are on the list. I tell you when it is free."
    [waits] = await house.read(lambda c: responses.waiting(c, 1))
    assert waits.party == 2


async def test_an_offer_says_when_and_where_and_until_when(house: House) -> None:
    ana, besim = Guest(house, "1002"), Guest(house, "1003")
    for guest in (ana, besim):
        await guest.register()
    first, second = [(await guest.person()).id for guest in (ana, besim)]
    await house.run(lambda c: seating.answer(c, programme(), dinner(c, seats=1), first, "yes", NOON))
    await house.run(lambda c: seating.join_waiting(c, programme(), 1, second, NOON))
    await house.run(lambda c: seating.decline(c, programme(), 1, first, NOON))
    await house.move(timedelta(minutes=1))
    said = "A place for you: 🍽️ Dinner, Monday 29 June, 18:00, Community house. Until Tuesday 16.6, 00:00. Take it?"
    assert said in [part.text for part in house.heard(besim.box, besim.address)]
    await besim.write("menu")
    await besim.tap("meetings")
    assert (await besim.tap("m1"))[0] == said
    assert (await besim.tap("take"))[0] == "The place is yours."


async def test_no_reminder_is_promised_that_does_not_come(house: House) -> None:
    ana = Guest(house, "1002")
    await ana.register()
    await house.run(lambda c: dinner(c, days=[((NOON + 3 * HOUR).replace(tzinfo=None), HOUR)]))
    await ana.send("tap", payload="meeting:1:1:yes", callback="c")
    await ana.tap("one")
    assert (await ana.tap("nothing"))[0] == "Good! See you there."
