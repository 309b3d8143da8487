"""A meeting that is moved: seats that are on offer, the door and who was there already; clocks that change."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.services import meetings, seating
from bot.services.staff import OPERATOR
from bot.services.wall import moment_of
from tests.meetings.guests import DAY, HOUR, START, dinner, people
from tests.meetings.hall import Hall, speech

P = speech().programme
ZONE = P.zone("AL")
BEGINS = moment_of(START, ZONE)
NIGHT = moment_of(START.replace(hour=23) - 5 * DAY, ZONE)
MORNING = NIGHT + 8 * HOUR
DOOR = 3


def move(c: Connection, number: int, wall: datetime, now: datetime) -> int:
    return meetings.move(c, OPERATOR, P, number, [(wall, 3 * HOUR)], now)


async def _offered(hall: Hall) -> tuple[int, int]:
    """Let a seat become free at night; return the meeting and whom it is offered to."""

    def work(c: Connection) -> tuple[int, int]:
        ana, besim = people(c, 2)
        number = dinner(c, hall.now, seats=1)
        for one in (ana, besim):
            seating.join_waiting(c, P, number, one, hall.now)
        seating.decline(c, P, number, ana, hall.now)
        return number, besim

    hall.clock.move(NIGHT - hall.now)
    return await hall.run(work)


async def test_an_offer_that_a_move_shortens_at_night_lasts_until_it_was_heard() -> None:
    hall = Hall()
    number, besim = await _offered(hall)
    assert await hall.run(lambda c: move(c, number, START.replace(hour=12) - 4 * DAY, hall.now)) == 1
    stand = await hall.run(lambda c: seating.stand(c, number, besim, hall.now))
    assert (stand.state, stand.offered_until) == ("offered", MORNING + 75 * timedelta(minutes=1))
    await hall.until(MORNING + HOUR)
    assert (await hall.kinds(besim))["seat_offered"] == 1
    assert await hall.run(lambda c: seating.accept_offer(c, P, number, besim, hall.now).state) == "seated"


async def test_an_offer_that_could_be_heard_only_shortly_before_is_for_whoever_is_first() -> None:
    hall = Hall()
    number, besim = await _offered(hall)
    await hall.run(lambda c: move(c, number, START.replace(hour=8) - 4 * DAY, hall.now))
    await hall.until(MORNING)
    assert (await hall.kinds(besim))["seat_offered"] == 1
    assert await hall.run(lambda c: seating.accept_offer(c, P, number, besim, hall.now).state) == "seated"


@pytest.mark.parametrize("hours", [24, 24 * 3])
async def test_a_move_lengthens_no_offer(hours: int) -> None:
    hall = Hall()
    number, besim = await _offered(hall)
    before = await hall.run(lambda c: seating.stand(c, number, besim, hall.now))
    await hall.run(lambda c: move(c, number, START + timedelta(hours=hours), hall.now))
    assert await hall.run(lambda c: seating.stand(c, number, besim, hall.now)) == before
