"""A tip is heard when it is heard: what lies behind a knock or in a pause is neither lost nor heard twice."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.limits import SIM_WHATSAPP
from bot.services.tip_choice import AGAIN
from storage import showings, tables
from storage.rhythms import Pace
from tests.tips.garden import DAY, HOUR, Garden

SPRING = datetime(2027, 3, 20, 12, tzinfo=UTC)


async def _silent() -> tuple[Garden, int]:
    """Return a garden with somebody on WhatsApp who asked for a tip once and is silent since."""
    garden = Garden(SPRING)
    ana = await garden.somebody(channel=SIM_WHATSAPP, last_in_at=SPRING - 2 * DAY)
    await garden.ask(ana)
    return garden, ana


async def _showings(garden: Garden) -> list[Any]:
    return await garden.store.read(lambda c: list(c.execute(tables.showing.select())))


async def test_who_pauses_misses_no_tip() -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody()
    await garden.pace(ana, "daily", 12)
    await garden.pause(ana, SPRING + 30 * DAY)
    await garden.until(SPRING + 29 * DAY)
    assert garden.sent == []
    await garden.until(SPRING + 45 * DAY)
    assert len({one.tip_id for one in garden.sent}) == 11


async def test_who_answers_no_knock_misses_no_tip() -> None:
    garden, ana = await _silent()
    await garden.until(SPRING + 40 * DAY)
    parked = [row.tip_id for row in await _showings(garden) if row.how == "parked"]
    assert len(parked) == 5
    assert len(set(parked)) == 1, "the same one, which they have not heard yet"
    assert [one.kind for one in garden.sent] == ["knock"]
    await garden.write(ana)
    assert [one.kind for one in garden.sent] == ["knock", "tip"]


async def test_sixty_days_begin_when_a_tip_is_heard() -> None:
    garden, ana = await _silent()
    await garden.until(SPRING + 12 * DAY)
    [_, parked] = await _showings(garden)
    assert parked.how == "parked"
    await garden.write(ana)

    async def last() -> datetime:
        return (await garden.store.read(lambda c: showings.last_of(c, ana, garden.now)))[parked.tip_id]

    assert await last() == garden.now > parked.at
    await garden.store.run(lambda c: showings.settle(c, ana))
    assert await last() == garden.now


Step = tuple[str, int | str]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 240)),
        st.tuples(st.just("ask"), st.integers(1, 3)),
        st.tuples(st.just("pace"), st.sampled_from(["daily", "weekly"])),
        st.tuples(st.just("write"), st.just(0)),
        st.tuples(st.just("pause"), st.integers(1, 40)),
    ),
    min_size=4,
    max_size=16,
)


@pytest.mark.trial
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["telegram", SIM_WHATSAPP]), STEPS)
def test_none_is_heard_twice_in_sixty_days_whatever_it_waited_for(channel: str, steps: list[Step]) -> None:
    """Behind a knock, through a pause, let go when they write."""
    asyncio.run(_told(channel, steps))


async def _told(channel: str, steps: list[Step]) -> None:
    garden = Garden(SPRING)
    ana = await garden.somebody(channel=channel, last_in_at=SPRING)
    heard: list[tuple[int, datetime]] = []
    for what, how in [*steps, ("wait", 240)]:
        if what == "ask":
            found = [await garden.ask(ana) for _ in range(int(how))]
            heard += [(tip.id, garden.now) for tip in found if tip is not None]
        else:
            await _do(garden, ana, what, how)
    heard += [(one.tip_id, one.at) for one in garden.sent if one.kind == "tip" and one.tip_id is not None]
    for tip_id in {number for number, _ in heard}:
        moments = sorted(at for number, at in heard if number == tip_id)
        assert all(later - one >= AGAIN for one, later in pairwise(moments))


async def _do(garden: Garden, ana: int, what: str, how: int | str) -> None:
    match what, how:
        case "wait", int(hours):
            await garden.until(garden.now + hours * HOUR)
        case "pace", str(pace):
            await garden.pace(ana, cast("Pace", pace))
        case "pause", int(days):
            await garden.pause(ana, garden.now + days * DAY)
        case _:
            await garden.write(ana)
