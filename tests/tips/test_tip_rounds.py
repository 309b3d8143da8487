"""Tips that come by themselves: at the same hour on the wall, one a day, none twice in sixty days, whatever happens."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.services import tip_rounds, tips
from bot.services.reminders import Quiet
from bot.services.tip_choice import AGAIN
from storage import people, rhythms, tables
from storage import tips as rows
from storage.contacts import Contact
from storage.rhythms import Pace, Rhythm
from tests.services.nights import is_quiet
from tests.storage.test_plans import plans
from tests.tips.garden import DAY, HOUR, Garden, programme

SPRING, AUTUMN = datetime(2027, 3, 20, 12, tzinfo=UTC), datetime(2027, 10, 22, 12, tzinfo=UTC)
"""Eight days before the nights in which clocks change."""
P = programme()


async def rhythm_of(garden: Garden, person_id: int) -> Rhythm:
    """Return somebody's rhythm."""
    found = await garden.store.read(lambda connection: rhythms.get(connection, person_id))
    assert found is not None
    return found


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
@pytest.mark.parametrize("country", ["AL", "MK", "DK", "GB", "TR"])
async def test_once_a_week_at_the_same_hour_through_both_nights(start: datetime, country: str) -> None:
    garden = Garden(start)
    ana = await garden.somebody(country=country)
    await garden.ask(ana)
    await garden.until(start + 29 * DAY)
    walls = [one.wall for one in garden.sent]
    assert [wall.hour for wall in walls] == [10, 10, 10, 10]
    assert [later.date() - one.date() for one, later in pairwise(walls)] == [7 * DAY] * 3
    assert walls[0].date() == start.date() + 7 * DAY
    assert {one.kind for one in garden.sent} == {"tip"}
    assert len({one.tip_id for one in garden.sent}) == 4


async def test_everybody_has_a_first_week_and_they_are_spread() -> None:
    garden = Garden(SPRING)
    whom = [await garden.somebody() for _ in range(14)]
    await garden.until(SPRING + 7 * DAY)
    assert sorted(one.person_id for one in garden.sent) == sorted(whom)
    days = [one.at.date() for one in garden.sent]
    assert {days.count(day) for day in days} == {2}


@pytest.mark.parametrize("hour", [8, 12, 18])
async def test_daily_at_the_hour_they_chose(hour: int) -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "daily", hour)
    await garden.until(SPRING + 7 * DAY + 8 * HOUR)
    assert [one.wall.hour for one in garden.sent] == [hour] * 7
    assert len({one.wall.date() for one in garden.sent}) == 7


async def test_all_heard_is_silence_until_sixty_days_have_gone() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "daily", 12)
    await garden.until(SPRING + 75 * DAY)
    assert len(garden.sent) == 11 + 11
    first, again = garden.sent[:11], garden.sent[11:]
    assert [one.tip_id for one in first] == [one.tip_id for one in again]
    assert all(later.at - one.at >= AGAIN for one, later in zip(first, again, strict=True))


async def test_another_push_takes_the_day() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.ask(ana)
    await garden.until(SPRING + 7 * DAY - 5 * HOUR)
    await garden.announce(ana, "news")
    await garden.until(SPRING + 9 * DAY)
    assert [one.kind for one in garden.sent] == ["announcement", "tip"]
    assert garden.sent[1].wall == garden.sent[0].wall.replace(hour=10, minute=0) + DAY


async def test_a_daily_tip_whose_day_is_taken_is_not_made_up_for() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "daily", 12)
    await garden.until(SPRING + 3 * DAY - 5 * HOUR)
    await garden.announce(ana, "news")
    await garden.until(SPRING + 6 * DAY)
    assert [one.kind for one in garden.sent] == ["tip", "tip", "announcement", "tip", "tip", "tip"]
    (late,) = [row for row in await garden.store.read(lambda c: c.execute(tables.notice.select()).all()) if row.reason]
    assert (late.state, late.reason) == ("never", "late")


async def test_what_came_of_a_tip_is_asked_before_another_comes() -> None:
    """Whoever wants tips earlier in the day since they promised one would be asked on no day otherwise."""
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "daily", 18)
    tip = await garden.ask(ana)
    assert tip is not None
    person, contact = await garden.whom(ana)
    await garden.run(lambda c: tips.make(c, P, contact, person, tip.id, "trying", garden.now))
    await garden.pace(ana, "daily", 8)
    await garden.until(SPRING + 7 * DAY)
    asked = [(one.wall - SPRING.replace(tzinfo=None)).days for one in garden.sent if one.kind == "tip_asked"]
    assert asked == [3, 6]
    assert len({one.wall.date() for one in garden.sent}) == len(garden.sent)


@pytest.mark.parametrize("why", ["stopped", "refused", "never", "erased"])
async def test_who_does_not_want_any_gets_none(why: str) -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody(stopped_at=SPRING if why == "stopped" else None)

    def work(connection: Connection) -> None:
        if why == "refused":
            people.change(connection, ana, may_push=False)
        if why == "erased":
            people.erase(connection, ana)

    await garden.run(work)
    if why == "never":
        await garden.pace(ana, "never")
    await garden.until(SPRING + 20 * DAY)
    assert garden.sent == []


async def test_after_a_long_silence_of_drom_one_comes_and_not_all() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "daily", 12)
    garden.clock.move(10 * DAY)
    await garden.until(garden.now + HOUR)
    assert len(garden.sent) == 1
    await garden.until(garden.now + 2 * DAY)
    assert len(garden.sent) == 3


async def test_who_moves_west_hears_it_at_the_same_hour_there() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody(country="TR")
    await garden.pace(ana, "daily", 12)
    await garden.until(SPRING + DAY - 8 * HOUR)
    await garden.moves_to(ana, "GB")
    await garden.until(SPRING + DAY + 6 * HOUR)
    assert [one.wall.hour for one in garden.sent] == [12]


async def test_another_hour_keeps_the_day() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.ask(ana)
    await garden.until(SPRING + 6 * DAY)
    await garden.pace(ana, "weekly", 18)
    await garden.until(SPRING + 15 * DAY)
    assert [one.wall for one in garden.sent] == [
        datetime.fromisoformat("2027-03-27T18:00"),
        datetime.fromisoformat("2027-04-03T18:00"),
    ]


@pytest.mark.parametrize(("status", "asked"), [("live", 2), ("retired", 0), ("draft", 0)])
async def test_nobody_is_asked_about_a_tip_that_was_taken_back(status: str, asked: int) -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "never")
    tip = await garden.ask(ana)
    assert tip is not None
    person, contact = await garden.whom(ana)
    await garden.run(lambda c: tips.make(c, P, contact, person, tip.id, "trying", garden.now))
    await garden.run(lambda c: rows.change(c, tip, garden.now, status=status))
    await garden.until(SPRING + 8 * DAY)
    assert [one.kind for one in garden.sent] == ["tip_asked"] * asked


async def test_a_round_may_run_twice() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "daily", 12)
    for _ in range(3):
        await tip_rounds.plan(garden.store, P, garden.clock)
    planned = await garden.store.read(lambda c: c.execute(tables.notice.select()).all())
    days = [row.occurrence for row in planned]
    assert len(set(days)) == len(days)
    assert (await rhythm_of(garden, ana)).next_on == (date.fromisoformat(max(days)) + DAY).isoformat()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 240)),
        st.tuples(st.just("ask"), st.integers(1, 3)),
        st.tuples(st.just("pace"), st.sampled_from(["daily", "daily", "weekly", "never"])),
        st.tuples(st.just("hour"), st.sampled_from([0, 7, 8, 12, 18, 21, 23])),
        st.tuples(st.just("country"), st.sampled_from(["AL", "GB", "TR", "DK"])),
        st.tuples(st.just("announce"), st.integers(0, 30)),
        st.tuples(st.just("restart"), st.just(0)),
    ),
    min_size=4,
    max_size=14,
)
Step = tuple[str, int | str]
Hours = tuple[int | None, int | None]
QUIETS = ((22, 7), (20, 8), (None, None), (2, 4))


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_a_night_of_change_brings_neither_two_a_day_nor_one_twice(start: datetime) -> None:
    """One walk through what the trial below tries many of."""
    steps: list[Step] = [("pace", "daily"), ("hour", 0), ("wait", 60), ("restart", 0), ("announce", 1), ("ask", 2)]
    asyncio.run(_told(start, (22, 7), [*steps, ("country", "TR"), ("wait", 30)]))


@pytest.mark.trial
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([SPRING, AUTUMN]), st.sampled_from(QUIETS), STEPS)
@example(AUTUMN, (None, None), [("pace", "daily"), ("hour", 0), ("wait", 200), ("announce", 1), ("wait", 100)])
@example(AUTUMN, (None, None), [("hour", 0), ("wait", 226), ("announce", 30)])
def test_never_two_a_day_and_none_twice_in_sixty_days(start: datetime, quiet: Hours, steps: list[Step]) -> None:
    """Through restarts, other zones, other hours, news in between, and both nights in which clocks change."""
    asyncio.run(_told(start, quiet, steps))


async def _told(start: datetime, quiet: Hours, steps: list[Step]) -> None:
    garden = Garden(start)
    ana = await garden.somebody(quiet_from=quiet[0], quiet_to=quiet[1])
    for place, (what, how) in enumerate([*steps, ("wait", 240)]):
        await _do(garden, ana, place, what, how)
    shown = await garden.store.read(lambda c: c.execute(tables.showing.select().order_by(tables.showing.c.at)).all())
    for tip_id in {row.tip_id for row in shown}:
        moments = [row.at for row in shown if row.tip_id == tip_id]
        assert all(later - one >= AGAIN for one, later in pairwise(moments))
    for one in garden.sent:
        assert not is_quiet(one.at, Quiet(one.zone, *quiet))
    for one, later in pairwise(garden.sent):
        assert one.at.astimezone(later.zone).date() < later.wall.date(), (one, later)


async def _do(garden: Garden, ana: int, place: int, what: str, how: int | str) -> None:
    match what, how:
        case "wait", int(hours):
            await garden.until(garden.now + hours * HOUR)
        case "ask", int(times):
            for _ in range(times):
                await garden.ask(ana)
        case "pace", str(pace):
            await garden.pace(ana, cast("Pace", pace))
        case "hour", int(hour):
            await garden.pace(ana, "daily", hour)
        case "country", str(country):
            await garden.moves_to(ana, country)
        case "announce", int(minutes):
            garden.clock.move(timedelta(minutes=minutes))
            await garden.announce(ana, f"news {place}")
        case _:
            garden.restart()


async def test_the_choice_of_thousands_reads_no_table_whole() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    person, contact = await garden.whom(ana)
    live = tips.LiveTips()

    def work(connection: Connection) -> list[str]:
        live.of(connection)
        return plans(connection, partial(_choose, live=live, person=person, contact=contact))

    found = await garden.store.read(work)
    assert [step for step in found if step.startswith("SCAN") and "tip" not in step] == []


def _choose(connection: Connection, live: tips.LiveTips, person: people.Person, contact: Contact) -> None:
    tips.next_for(connection, live.of(connection), P, contact, person, SPRING)
    rhythms.due(connection, "2027-03-21", 0, 250)
