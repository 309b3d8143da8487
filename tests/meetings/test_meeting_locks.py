"""Several at one meeting at one moment, on PostgreSQL: who waits for whom, and whose word stands."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import Connection, text

from bot.clock import SetClock
from bot.services import attendance, due, meeting_more, meeting_plans, seating
from bot.services.conversation import Conversation
from bot.services.meeting_more import More
from bot.services.meeting_notices import kinds
from bot.services.staff import OPERATOR
from bot.services.tick import Tick
from bot.services.wall import moment_of
from storage import attendances, contacts, meetings
from storage.notices import Notice
from storage.store import Store, open_store
from tests.databases import postgres_url
from tests.meetings.guests import HOUR, NOON, START, TOKEN, dinner, people
from tests.meetings.hall import speech

pytestmark = pytest.mark.postgres
P = speech().programme
BEGINS = moment_of(START, P.zone("AL"))
WRONG = (int(TOKEN[:8], 16) + 1) % 4


@pytest.fixture
async def crowd() -> AsyncIterator[Store]:
    """Return an open store on a server, where works run side by side."""
    store = open_store(postgres_url())
    await store.open()
    yield store
    await store.close()


async def meanwhile(store: Store, first: Callable[[Connection], object], second: Callable[[], Awaitable[None]]) -> None:
    """Do one thing and stay in its transaction for a moment, in which the second begins."""
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(connection: Connection) -> None:
        first(connection)
        loop.call_soon(done.set)
        connection.execute(text("SELECT pg_sleep(0.3)"))

    async def later() -> None:
        await done.wait()
        await second()

    await asyncio.gather(store.run(work), later())


async def test_a_wrong_picture_at_the_moment_of_staffs_tick_leaves_who_is_here_here(crowd: Store) -> None:
    number, ana = await crowd.run(lambda c: (dinner(c), people(c, 1)[0]))
    told: list[attendance.CheckIn] = []

    async def tap() -> None:
        told.append(await crowd.run(lambda c: attendance.check_in(c, number, ana, BEGINS, picture=WRONG)))

    await meanwhile(crowd, lambda c: attendance.tick_off(c, OPERATOR, number, ana, BEGINS, party=2), tap)
    [found] = await crowd.read(lambda c: attendances.of_meeting(c, number))
    assert (found.state, found.how, found.party) == ("here", "staff", 2)
    assert told == [attendance.CheckIn("again", 1, 2)]


async def test_two_of_the_team_who_change_what_a_meeting_has_lose_nothing_of_each_other(crowd: Store) -> None:
    number = await crowd.run(dinner)

    def keep(c: Connection, changed: Callable[[More], More]) -> None:
        meeting_more.keep(c, OPERATOR, P, number, changed, NOON)

    async def guests() -> None:
        await crowd.run(lambda c: keep(c, lambda more: meeting_more.with_guests(more, 2)))

    await meanwhile(crowd, lambda c: keep(c, lambda more: replace(more, languages=("sq",))), guests)
    meeting = await crowd.read(lambda c: meetings.get(c, number))
    assert meeting is not None
    found = await crowd.read(lambda c: meeting_more.of_meeting(c, meeting))
    assert (found.languages, found.unnamed) == (("sq",), 2)


async def test_a_lapse_and_a_turn_that_answers_take_their_locks_in_one_order(crowd: Store) -> None:
    """The turn has somebody's contact and wants the meeting; the tick lapses an offer and pushes to that contact."""

    lapses = NOON + 12 * HOUR

    def work(c: Connection) -> tuple[int, int, int]:
        ana, besim, cila = people(c, 3, quiet_from=None, quiet_to=None)
        number, other = dinner(c, seats=2), dinner(c)
        for one in (cila, ana, besim):
            seating.join_waiting(c, P, number, one, NOON)
        seating.decline(c, P, number, ana, NOON)
        seating.answer(c, P, other, cila, "yes", NOON)
        remind = meeting_plans.planned(meeting_plans.REMINDER, "x", lapses, BEGINS, person_id=cila, asked_for=True)
        due.plan(c, meeting_plans.subject(other), [remind], NOON)
        return number, besim, cila

    number, besim, cila = await crowd.run(work)
    runs = {"turn": 0, "lapse": 0}

    def counted(act: due.Act) -> due.Act:
        def run(connection: Connection, row: Notice, now: datetime) -> datetime | None:
            runs["lapse"] += 1
            return act(connection, row, now)

        return run

    counting = [replace(kind, act=counted(kind.act)) if kind.act else kind for kind in kinds(P)]
    tick = Tick(crowd, Conversation(speech(), {}, lambda: ""), SetClock(lapses), counting)

    def turn(connection: Connection) -> None:
        runs["turn"] += 1
        [contact] = contacts.of_person(connection, cila)
        contacts.get(connection, contact.id, lock=True)
        connection.execute(text("SELECT pg_sleep(0.3)"))
        seating.answer(connection, P, number, cila, "yes", lapses, party=1, needs=["travel"])

    await asyncio.gather(crowd.run(turn), tick.once())
    assert runs == {"turn": 1, "lapse": 1}, "neither lost against the other and ran again"
    await crowd.run(lambda c: seating.lapse(c, P, number, lapses))
    stands = [
        await crowd.read(partial(seating.stand, meeting_id=number, person_id=one, now=lapses)) for one in (besim, cila)
    ]
    assert [one.state for one in stands] == ["lapsed", "seated"]
