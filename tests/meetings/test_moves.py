"""A meeting that is moved: seats that are on offer, the door and who was there already; clocks that change."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.services import attendance, meetings, rezoning, seating
from bot.services.staff import OPERATOR
from bot.services.wall import moment_of
from storage import log, turnouts
from storage import meetings as rows
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


async def test_notices_without_a_wall_follow_a_zone_that_has_changed() -> None:
    hall = Hall()

    def work(c: Connection) -> tuple[int, int]:
        ana, besim, cila = people(c, 3)
        number = dinner(c, hall.now, seats=2)
        for one in (ana, besim, cila):
            seating.join_waiting(c, P, number, one, hall.now)
        seating.decline(c, P, number, besim, hall.now)
        rows.change(c, number, zone="Europe/London")
        return number, ana

    _, ana = await hall.run(work)
    assert await rezoning.follow(hall.store, P, hall.clock) == 1
    assert await rezoning.follow(hall.store, P, hall.clock) == 0
    await hall.until(BEGINS + 3 * HOUR)
    heard = [one.at for one in await hall.heard() if one.person_id == ana]
    later = BEGINS + HOUR
    assert heard == [later - 7 * DAY, later - DAY, later - 2 * HOUR]
    assert {one.kind for one in await hall.heard()} == {"meeting_reminder", "seat_offered", "seat_lapse"}


async def test_a_change_that_nobody_has_heard_yet_outlives_a_zone_that_has_changed() -> None:
    hall = Hall()
    hall.clock.move(NIGHT - hall.now)

    def work(c: Connection) -> int:
        [ana] = people(c, 1)
        number = dinner(c, hall.now)
        seating.answer(c, P, number, ana, "yes", hall.now)
        meetings.change(c, OPERATOR, P, number, hall.now, place={"en": "Town hall"})
        rows.change(c, number, zone="Europe/London")
        return ana

    ana = await hall.run(work)
    await rezoning.follow(hall.store, P, hall.clock)
    await hall.until(MORNING)
    assert await hall.kinds(ana) == {"meeting_changed": 1}


async def test_a_meeting_whose_zone_is_not_known_stays_and_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hall = Hall()

    def work(c: Connection) -> int:
        first, second = dinner(c), dinner(c)
        rows.change(c, first, zone="Europe/Atlantis")
        rows.change(c, second, zone="Europe/London")
        return first

    number = await hall.run(work)
    assert await rezoning.follow(hall.store, P, hall.clock) == 1
    assert f"meeting {number} cannot follow its zone" in caplog.text


@pytest.mark.parametrize(("days", "came"), [(1, 0), (0, 1)])
async def test_who_was_there_was_not_there_on_another_day(days: int, came: int) -> None:
    hall = Hall()

    def work(c: Connection) -> tuple[int, int]:
        [ana] = people(c, 1)
        number = dinner(c)
        seating.answer(c, P, number, ana, "yes", hall.now)
        return number, ana

    number, ana = await hall.run(work)
    await hall.until(BEGINS - HOUR)
    await hall.run(lambda c: attendance.check_in(c, number, ana, hall.now, picture=DOOR))
    await hall.run(lambda c: move(c, number, START + days * DAY + HOUR, hall.now))
    assert (await hall.run(lambda c: turnouts.of_meeting(c, number, hall.now))).came == came
    [entry] = await hall.run(lambda c: log.newest(c, 1))
    assert (entry.act, entry.detail) == ("meeting_moved", {} if came else {"unchecked": 1})
    await hall.until(BEGINS + days * DAY)
    again = await hall.run(lambda c: attendance.check_in(c, number, ana, hall.now, picture=DOOR).state)
    assert again == ("again" if came else "here")
    await hall.until(BEGINS + (days + 2) * DAY)
    assert (await hall.kinds(ana))["feedback"] == 1
