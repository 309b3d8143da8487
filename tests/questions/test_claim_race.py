"""Many take one question at one moment: one has it, and everybody else hears that kindly."""

import asyncio
from collections import Counter
from functools import partial

from sqlalchemy import Connection, func, select

from bot.services import claims, translating
from storage import tables
from storage.store import Store
from tests.meetings.guests import NOON
from tests.questions.village import ask, member, mentor, voice

MANY = 50


async def test_fifty_mentors_and_one_claim(store: Store) -> None:
    crowd = await store.run(lambda c: [mentor(c) for _ in range(MANY)])
    number = await store.run(lambda c: ask(c, member(c)).id)
    found = await asyncio.gather(
        *(store.run(partial(claims.take, mentor=one, number=number, now=NOON)) for one in crowd)
    )
    assert Counter(one.state for one in found) == {"taken": 1, "other": MANY - 1}
    held = await store.read(lambda c: c.scalar(select(func.count()).select_from(tables.claim)))
    assert held == 1
    [winner] = [one for one, came in zip(crowd, found, strict=True) if came.state == "taken"]
    assert [one.id for one in await store.read(lambda c: claims.held_by(c, winner))] == [number]


async def test_ten_helpers_and_one_translation(store: Store) -> None:
    crowd = await store.run(lambda c: [mentor(c, kind="helper") for _ in range(10)])

    def begin(c: Connection) -> int:
        ana = member(c)
        ask(c, ana, voice(c, ana), rewrite=True)
        return int(c.scalar(select(tables.translation.c.id)) or 0)

    number = await store.run(begin)
    found = await asyncio.gather(
        *(store.run(partial(translating.take, helper=one, number=number, now=NOON)) for one in crowd)
    )
    assert Counter(one.state for one in found) == {"taken": 1, "other": 9}
