"""Many at one question at one moment, on PostgreSQL, where works run side by side: one claim and one answer."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text

from bot.services import claims, questions, translating
from bot.services.relay import Matter
from storage import questions as rows
from storage import replies, tables
from storage.mentors import Mentor
from storage.store import Store, open_store
from tests.databases import postgres_url
from tests.meetings.guests import DAY, NOON
from tests.questions.village import ANSWER, P, ask, known, member, mentor, voice

pytestmark = pytest.mark.postgres
MANY, ROUNDS = 50, 6
SAID = Matter("text", ANSWER)
LATE = NOON + DAY + DAY / 24


@pytest.fixture
async def crowd() -> AsyncIterator[Store]:
    """Return an open store on a server, where works run side by side."""
    store = open_store(postgres_url())
    await store.open()
    yield store
    await store.close()


Work = Callable[[Connection], Any]


async def meanwhile(store: Store, first: Work, *others: Work) -> list[Any]:
    """Do one thing and stay in its transaction for a moment, in which the others begin; return what each came to."""
    done, loop = asyncio.Event(), asyncio.get_running_loop()

    def work(connection: Connection) -> Any:
        found = first(connection)
        loop.call_soon_threadsafe(done.set)
        connection.execute(text("SELECT pg_sleep(0.2)"))
        return found

    async def later(other: Work) -> Any:
        await done.wait()
        return await store.run(other)

    return list(await asyncio.gather(store.run(work), *(later(one) for one in others)))


def taken(connection: Connection, mentors: int = 1) -> tuple[int, int, list[Mentor]]:
    """Let somebody ask and the first of some mentors take it; return who, the question's number and the mentors."""
    some = [mentor(connection) for _ in range(mentors)]
    ana = member(connection)
    number = ask(connection, ana).id
    assert claims.take(connection, some[0], number, NOON).state == "taken"
    return ana, number, some


def lapse(number: int, connection: Connection) -> bool:
    """Let a claim lapse as the tick does: it waits for nobody."""
    question = rows.get_free(connection, number)
    return question is not None and claims.lapse(connection, P, question, LATE)


async def told(store: Store, number: int) -> tuple[str, list[str], list[str]]:
    """Return how a question stands, its answers and its claims."""

    def look(c: Connection) -> tuple[str, list[str], list[str]]:
        mine = select(tables.claim.c.state).where(tables.claim.c.question_id == number).order_by(tables.claim.c.id)
        return known(c, number).state, [one.state for one in replies.of_question(c, number)], list(c.scalars(mine))

    return await store.read(look)


async def test_fifty_mentors_take_one_question(crowd: Store) -> None:
    mentors = await crowd.run(lambda c: [mentor(c) for _ in range(MANY)])
    number = await crowd.run(lambda c: ask(c, member(c)).id)
    found = await asyncio.gather(
        *(crowd.run(partial(claims.take, mentor=one, number=number, now=NOON)) for one in mentors)
    )
    assert Counter(one.state for one in found) == {"taken": 1, "other": MANY - 1}
    assert await crowd.read(lambda c: c.scalar(select(func.count()).select_from(tables.claim))) == 1


@pytest.mark.parametrize("answer_first", [True, False])
async def test_a_question_is_taken_back_at_the_moment_of_its_answer(crowd: Store, answer_first: bool) -> None:
    ana, number, some = await crowd.run(taken)
    mira = some[0]
    back = partial(questions.withdraw, person_id=ana, number=number, now=NOON)
    send = partial(claims.send, programme=P, mentor=mira, number=number, said=SAID, now=NOON)
    if answer_first:
        assert await meanwhile(crowd, send, back) == ["sent", False]
        assert await told(crowd, number) == ("answered", ["sent"], ["answered"])
    else:
        assert await meanwhile(crowd, back, send) == [True, "gone"]
        assert await told(crowd, number) == ("closed", [], ["withdrawn"])


async def test_an_answer_at_the_moment_of_its_lapse_is_one_answer(crowd: Store) -> None:
    _, number, some = await crowd.run(taken)
    mira = some[0]
    send = partial(claims.send, programme=P, mentor=mira, number=number, said=SAID, now=LATE)
    assert await meanwhile(crowd, send, partial(lapse, number)) == ["sent", False]
    assert await told(crowd, number) == ("answered", ["sent"], ["answered"])
    _, number, some = await crowd.run(taken)
    mira = some[0]
    send = partial(claims.send, programme=P, mentor=mira, number=number, said=SAID, now=LATE)
    assert await meanwhile(crowd, partial(lapse, number), send) == [True, "sent"]
    assert await told(crowd, number) == ("answered", ["sent"], ["lapsed", "answered"])


async def test_who_takes_what_lapsed_keeps_it_from_a_late_answer(crowd: Store) -> None:
    _, number, [mira, besim] = await crowd.run(lambda c: taken(c, 2))
    await crowd.run(partial(lapse, number))
    take = partial(claims.take, mentor=besim, number=number, now=LATE)
    send = partial(claims.send, programme=P, mentor=mira, number=number, said=SAID, now=LATE)
    came, sent = await meanwhile(crowd, take, send)
    assert (came.state, sent) == ("taken", "lapsed")
    assert await told(crowd, number) == ("claimed", [], ["lapsed", "held"])


async def test_two_taps_on_send_are_one_answer(crowd: Store) -> None:
    _, number, some = await crowd.run(taken)
    mira = some[0]
    send = partial(claims.send, programme=P, mentor=mira, number=number, said=SAID, now=NOON)
    assert await meanwhile(crowd, send, send, send) == ["sent", "sent", "sent"]
    assert await told(crowd, number) == ("answered", ["sent"], ["answered"])


async def test_whatever_crosses_there_is_one_end(crowd: Store) -> None:
    """Taken, answered, passed on, lapsed and taken back at once, again and again: at most one answer and one claim."""
    for _ in range(ROUNDS):
        ana, number, some = await crowd.run(lambda c: taken(c, 8))
        acts: list[Work] = [
            partial(claims.send, programme=P, mentor=some[0], number=number, said=SAID, now=LATE),
            partial(questions.withdraw, person_id=ana, number=number, now=LATE),
            partial(claims.pass_on, programme=P, mentor=some[0], number=number, now=LATE),
            partial(lapse, number),
            *(partial(claims.take, mentor=one, number=number, now=LATE) for one in some[1:]),
        ]
        await asyncio.gather(*map(crowd.run, acts))
        state, answers, held = await told(crowd, number)
        assert len(answers) <= 1
        assert held.count("held") == (1 if state == "claimed" else 0)
        assert held.count("answered") == len(answers) == (1 if state == "answered" else 0)


async def test_a_helper_sends_at_the_moment_of_its_withdrawal(crowd: Store) -> None:
    def begin(c: Connection) -> tuple[int, int, int, Mentor]:
        hana, ana = mentor(c, kind="helper"), member(c)
        number = ask(c, ana, voice(c, ana), rewrite=True).id
        step = int(c.scalar(select(tables.translation.c.id).where(tables.translation.c.question_id == number)) or 0)
        assert translating.take(c, hana, step, NOON).state == "taken"
        return ana, number, step, hana

    ana, number, step, hana = await crowd.run(begin)
    back = partial(questions.withdraw, person_id=ana, number=number, now=NOON)
    send = partial(translating.send, programme=P, helper=hana, number=step, said=SAID, now=NOON)
    assert (await meanwhile(crowd, back, send))[0] is True
    assert (await told(crowd, number))[0] == "closed"
