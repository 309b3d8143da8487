"""Whoever comes back to the card of a meeting sees how it is by then, not how it was when they left."""

from datetime import timedelta

import pytest

from bot.channels.limits import SIM_TELEGRAM
from bot.services import meetings, seating
from bot.services.staff import OPERATOR
from tests.house import Guest, House
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner, people
from tests.services.sample import programme

BACK = "Now back to where we were."


async def _opened(house: House) -> Guest:
    """Return somebody who looks at the first of two dinners, to which they come."""
    ana = Guest(house, "1002", SIM_TELEGRAM)
    await ana.register("Ana")
    number = (await ana.person()).id
    for days in (0, 3):
        await house.run(lambda c, days=days: dinner(c, days=[(START + days * DAY, 3 * HOUR)]))  # type: ignore[misc]
    await house.run(lambda c: seating.answer(c, programme(), 1, number, "yes", NOON))
    await ana.write("menu")
    await ana.tap("meetings")
    said = await ana.tap("m1")
    assert said[-1].startswith("You come: 🍽️ Dinner, Monday 29 June, 18:00")
    return ana


async def _elsewhere(ana: Guest) -> list[str]:
    """Answer the card of the second dinner."""
    return await ana.send("tap", payload="meeting:2:1:no", callback="c")


@pytest.mark.parametrize("moved", [True, False])
async def test_the_card_below_is_told_anew_without_the_way_there(house: House, moved: bool) -> None:
    ana = await _opened(house)
    if moved:
        new = [(START + HOUR, HOUR)]
        await house.run(lambda c: meetings.move(c, OPERATOR, programme(), 1, new, NOON))
    time = "19:00" if moved else "18:00"
    card = f"You come: 🍽️ Dinner, Monday 29 June, {time}, Community house. Still okay?"
    assert await _elsewhere(ana) == ["Okay. See you next time.", BACK, card]
    assert (await ana.tap("still"))[0] == "Good! See you there."


async def test_a_meeting_that_ended_meanwhile_is_not_offered_again(house: House) -> None:
    ana = await _opened(house)
    await house.run(lambda c: meetings.cancel(c, OPERATOR, 1, NOON))
    said = await _elsewhere(ana)
    assert said[:3] == ["Okay. See you next time.", BACK, "Not happening: 🍽️ Dinner, Monday 29 June. I am sorry."]
    assert not [line for line in said if "Still okay?" in line]


async def test_who_continues_after_days_sees_the_new_time(house: House) -> None:
    ana = await _opened(house)
    new = [(START + HOUR, HOUR)]
    await house.run(lambda c: meetings.move(c, OPERATOR, programme(), 1, new, NOON))
    house.clock.move(timedelta(hours=26))
    await ana.write("hello")
    assert "Monday 29 June, 19:00" in (await ana.tap("continue"))[-1]


async def _at(house: House, seats: int | None) -> tuple[Guest, int]:
    """Return somebody who has a seat at the first dinner, which was moved, and their number."""
    ana = Guest(house, "1002", SIM_TELEGRAM)
    await ana.register("Ana")
    number = (await ana.person()).id
    await house.run(lambda c: dinner(c, seats=seats))
    await house.run(lambda c: seating.answer(c, programme(), 1, number, "yes", NOON))
    await house.run(lambda c: meetings.move(c, OPERATOR, programme(), 1, [(START + HOUR, HOUR)], NOON))
    return ana, number


@pytest.mark.parametrize("keeps", [True, False])
async def test_who_has_a_seat_gives_it_up_by_a_maybe_knowingly(house: House, keeps: bool) -> None:
    ana, number = await _at(house, 1)
    besim = (await house.run(lambda c: people(c, 1)))[0]
    await house.run(lambda c: seating.join_waiting(c, programme(), 1, besim, NOON))
    said = await ana.send("tap", payload="meeting:1:1:maybe", callback="old")
    assert said[-1] == "Your place: 🍽️ Dinner, Monday 29 June, 19:00. Maybe gives it up. Keep it?"
    now = house.clock.now()
    assert (await house.read(lambda c: seating.stand(c, 1, number, now))).state == "seated", "nothing yet"
    told = await ana.tap("still" if keeps else "maybe")
    assert told[0] == ("Good! See you there." if keeps else "Okay. I ask you again before it.")
    stands = [(await house.read(lambda c, one=one: seating.stand(c, 1, one, now))).state for one in (number, besim)]  # type: ignore[misc]
    assert stands == (["seated", "waiting"] if keeps else ["maybe", "offered"])


async def test_a_maybe_costs_nothing_where_seats_have_no_limit(house: House) -> None:
    ana, _ = await _at(house, None)
    said = await ana.send("tap", payload="meeting:1:1:maybe", callback="old")
    assert said[0] == "Okay. I ask you again before it."


async def test_who_waits_stays_in_the_line_for_all_a_maybe(house: House) -> None:
    _, number = await _at(house, 1)
    cila = Guest(house, "1003", SIM_TELEGRAM)
    await cila.register("Cila")
    waits = (await cila.person()).id
    await house.run(lambda c: seating.join_waiting(c, programme(), 1, waits, NOON))
    said = await cila.send("tap", payload="meeting:1:2:maybe", callback="old")
    assert said[0] == "You are on the list. I tell you when it is free."
    await house.run(lambda c: seating.decline(c, programme(), 1, number, NOON))
    await house.move(timedelta(minutes=1))
    house.heard(cila.box, cila.address)
    said = await cila.send("tap", payload="meeting:1:2:maybe", callback="older")
    assert said[0].startswith("A place for you: 🍽️ Dinner, Monday 29 June, 19:00")
