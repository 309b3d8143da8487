"""Processes beside each other: what one brings or begins, the other finds there."""

import asyncio
from datetime import UTC, datetime
from functools import partial

from bot.clock import SetClock
from bot.services import courses, tip_content, tip_rounds
from storage import courses as course_rows
from storage import tables
from storage import tips as rows
from storage.store import Store
from tests.meetings import guests
from tests.tips.garden import programme

NOW = datetime(2027, 3, 20, 12, tzinfo=UTC)
CLOCK = SetClock(NOW)


async def test_those_that_start_at_once_load_what_came_with_drom_once(store: Store) -> None:
    await asyncio.gather(*(tip_content.begin(store, CLOCK, programme()) for _ in range(4)))
    assert len(await store.read(rows.every)) == 43
    found = courses.read_folder()
    await asyncio.gather(*(store.run(partial(courses.load, every=found, now=NOW)) for _ in range(4)))
    assert [one.version for one in await store.read(course_rows.every)] == [1]


async def test_those_that_keep_house_at_once_give_everybody_one_rhythm(store: Store) -> None:
    await store.run(lambda connection: guests.people(connection, 40))
    await asyncio.gather(*(tip_rounds.plan(store, programme(), CLOCK) for _ in range(4)))
    rhythms = await store.read(lambda connection: connection.execute(tables.rhythm.select()).all())
    assert len({row.person_id for row in rhythms}) == len(rhythms) == 40
