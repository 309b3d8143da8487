"""A tip and the question how a meeting was, due on one day: the question goes first, the tip a day later."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from bot.services import attendance, meeting_notices, seating, tip_notices
from bot.services.staff import OPERATOR
from bot.services.tick import Tick
from storage.rhythms import Pace
from tests.meetings.guests import dinner
from tests.tips.garden import DAY, HOUR, Garden, programme

MONDAY = datetime(2027, 3, 1, 12, tzinfo=UTC)


async def _none(_seconds: float) -> None:
    """Take no rest."""


def both(garden: Garden) -> None:
    """Let the tick know what is said of tips and of meetings."""
    kinds = (*tip_notices.kinds(programme()), *meeting_notices.kinds(programme()))
    garden.tick = Tick(garden.store, garden.conversation, garden.clock, kinds, rest=_none)


@pytest.mark.parametrize(("pace", "hour"), [("weekly", 10), ("weekly", 8), ("daily", 8), ("daily", 18)])
@pytest.mark.parametrize("came", [True, False])
async def test_how_it_was_is_asked_on_the_next_day_and_the_tip_comes_after(pace: Pace, hour: int, came: bool) -> None:
    garden = Garden(MONDAY)
    both(garden)
    ana, besim = await garden.somebody(), await garden.somebody()
    await garden.ask(ana)
    await garden.pace(ana, pace, hour)
    evening = MONDAY.replace(tzinfo=None, hour=18) + 6 * DAY

    def work(connection: Connection) -> int:
        number = dinner(connection, garden.now, days=[(evening, 2 * HOUR)])
        for one in (ana, besim):
            seating.answer(connection, programme(), number, one, "yes", garden.now)
        return number

    number = await garden.run(work)
    await garden.until(MONDAY + 6 * DAY + 6 * HOUR)
    whom = ana if came else besim
    await garden.run(lambda c: attendance.tick_off(c, OPERATOR, number, whom, garden.now))
    await garden.until(MONDAY + 9 * DAY)
    days: dict[int, list[str]] = {7: [], 8: []}
    for one in garden.sent:
        after = (one.at.date() - MONDAY.date()).days
        if one.person_id == ana and after in days:
            days[after].append(one.kind)
    assert days == {7: ["feedback" if came else "missed"], 8: ["tip"]}
