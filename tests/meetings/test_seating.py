"""Answers to a meeting: seats, guests, the line, changes of mind; on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.services import seating
from bot.services.seating import Seating
from storage import meetings, responses
from storage.store import Store, open_store
from tests.databases import postgres_url
from tests.meetings.guests import HOUR, NOON, dinner, people
from tests.services.sample import programme

SEATS = 20
TOGETHER = 16
"""How many knock at the store at once: on a slow machine more would wait for a connection for longer than it waits."""


@pytest.mark.parametrize("crowd", [100, pytest.param(500, marks=pytest.mark.trial)])
async def test_a_crowd_at_one_moment_gets_the_seats_there_are(store: Store, crowd: int) -> None:
    meeting_id, numbers = await store.run(lambda c: (dinner(c, seats=SEATS), people(c, crowd)))
    arrived: list[tuple[int, Seating]] = []

    def come(connection: Connection, person_id: int, party: int) -> None:
        found = seating.answer(connection, programme(), meeting_id, person_id, "yes", NOON, party=party)
        if found.state == "full":
            found = seating.join_waiting(connection, programme(), meeting_id, person_id, NOON)
        arrived.append((person_id, found))

    door = asyncio.Semaphore(TOGETHER)

    async def press(person_id: int) -> None:
        async with door:
            await store.run(lambda c: come(c, person_id, 1 + person_id % 3))

    await asyncio.gather(*(press(one) for one in numbers))
    found = await store.read(lambda c: responses.of_meeting(c, meeting_id))
    assert sum(one.party for one in found if one.standing == "seated") == SEATS
    line = await store.read(lambda c: responses.waiting(c, meeting_id))
    assert len(line) == crowd - sum(one.standing == "seated" for one in found)
    assert [one.rank for one in line] == list(range(1, len(line) + 1))
    last = dict(arrived)
    assert {one.person_id for one in line} == {person_id for person_id, how in last.items() if how.state == "waiting"}
    assert [last[one.person_id or 0].before for one in line] == list(range(len(line))), "in order of arrival"


async def test_a_change_of_mind_frees_the_seat_for_the_next(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cila = people(connection, 3)
        meeting_id = dinner(connection, seats=1)

        def say(person_id: int, answer: str, now=NOON, **more: object) -> Seating:  # type: ignore[no-untyped-def]
            return seating.answer(connection, programme(), meeting_id, person_id, answer, now, **more)  # type: ignore[arg-type]

        assert say(ana, "yes").state == "seated"
        assert say(besim, "yes") == Seating("full", 1, 0)
        assert seating.join_waiting(connection, programme(), meeting_id, besim, NOON).state == "waiting"
        assert seating.join_waiting(connection, programme(), meeting_id, cila, NOON).before == 1
        assert say(ana, "no").state == "declined"
        until = NOON + 12 * HOUR
        assert seating.stand(connection, meeting_id, besim, NOON) == Seating("offered", 1, 0, offered_until=until)
        assert say(ana, "yes").state == "full", "an offered seat is taken"
        late = until + timedelta(seconds=1)
        assert seating.accept_offer(connection, programme(), meeting_id, besim, late).state == "lapsed"
        assert seating.stand(connection, meeting_id, cila, late).state == "offered"
        assert seating.accept_offer(connection, programme(), meeting_id, cila, late).state == "seated"

    await store.run(work)


@pytest.mark.postgres
async def test_a_lapse_does_not_wait_for_who_has_the_meeting_in_hand() -> None:
    """Else the tick, which holds the notices, and a turn that plans them would wait for each other."""
    store = open_store(postgres_url())
    await store.open()
    meeting_id = await store.run(dinner)
    held, told = asyncio.Event(), []

    async def hold() -> None:
        def work(connection: Connection) -> None:
            meetings.get(connection, meeting_id, lock=True)
            held.set()
            connection.execute(text("SELECT pg_sleep(0.3)"))

        await store.run(work)

    async def lapse() -> None:
        await held.wait()
        told.append(await store.run(lambda c: seating.lapse(c, programme(), meeting_id, NOON)))

    await asyncio.gather(hold(), lapse())
    told.append(await store.run(lambda c: seating.lapse(c, programme(), meeting_id, NOON)))
    assert told == [False, True]
    assert await store.run(lambda c: seating.lapse(c, programme(), 999, NOON)), "there is none: nothing to wait for"
    await store.close()
