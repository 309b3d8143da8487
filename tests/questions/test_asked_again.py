"""Whoever let a question be is asked again, on another day and three times at most; then it is a matter for staff."""

from datetime import timedelta
from functools import partial

from bot.services import claims, matching, question_counts, question_plans, questions, routing
from bot.services.relay import Matter
from storage import claims as held
from storage.mentors import Mentor
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.test_question_notices import kinds_of, tickets
from tests.questions.village import ANSWER, P, Village, ask, known, member, mentor

OFFER = question_plans.OFFER
SOON = timedelta(seconds=3)


async def offers(village: Village, one: Mentor) -> int:
    """Return how often somebody was offered a question."""
    return (await kinds_of(village, one))[0].count(OFFER)


async def test_the_only_one_who_fits_is_asked_on_three_days_and_then_staff(village: Village) -> None:
    mira = await village.run(mentor)
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    asked = []
    for hours in (1, 23, 25, 47, 49, 73, 6 * 24):
        await village.until(NOON + hours * HOUR)
        asked.append(await offers(village, mira))
    assert asked == [1, 1, 2, 2, 3, 3, 3]
    assert await tickets(village) == [routing.WAITS], "who was called after two days is not called again"
    steps = await village.run(lambda c: question_counts.steps(c, known(c, number)))
    whys = [one.detail.partition("speaks")[0] for one in steps if one.what == "offered"]
    mine = f"mentor {mira.id}: "
    assert whys == [mine, f"{mine}asked again, 2 of 3 times; ", f"{mine}asked again, 3 of 3 times; "]


async def test_where_all_have_said_no_staff_are_called_once_and_at_once(village: Village) -> None:
    mira, zana = await village.run(lambda c: (mentor(c), mentor(c)))
    number = await village.run(lambda c: ask(c, member(c)).id)
    for one in (mira, zana):
        await village.until(village.now + SOON)
        assert await tickets(village) == []
        await village.run(partial(claims.pass_on, programme=P, mentor=one, number=number, now=village.now))
    await village.until(NOON + 5 * HOUR)
    assert await tickets(village) == [routing.NOBODY]


async def test_staff_are_called_at_once_where_the_only_one_who_fits_cannot_be_reached(village: Village) -> None:
    await village.run(lambda c: mentor(c, contact={"unreachable_at": NOON}))
    await village.run(lambda c: ask(c, member(c)).id)
    await village.until(NOON + HOUR)
    assert await tickets(village) == [routing.NOBODY]


async def test_who_let_their_day_pass_is_asked_a_day_later_within_their_hours(village: Village) -> None:
    mira = await village.run(lambda c: mentor(c, from_hour=9, to_hour=13))
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.run(lambda c: claims.take(c, mira, number, NOON + 30 * timedelta(minutes=1)))
    await village.until(NOON + DAY + 20 * HOUR)  # it lapsed at half past twelve; now it is eight in the morning
    assert await offers(village, mira) == 0
    await village.until(NOON + 2 * DAY + HOUR)
    assert await offers(village, mira) == 1
    assert (await village.run(lambda c: claims.take(c, mira, number, village.now))).state == "again"


async def test_who_was_not_asked_yet_comes_before_who_let_it_be(village: Village) -> None:
    mira = await village.run(mentor)
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.until(NOON + DAY - HOUR)
    others = await village.run(lambda c: [mentor(c) for _ in range(matching.FEW)])
    await village.until(NOON + DAY + HOUR)
    assert await kinds_of(village, *others) == [[OFFER]] * matching.FEW
    assert await offers(village, mira) == 1
    await village.until(NOON + DAY + 3 * HOUR)
    assert await offers(village, mira) == 2
    assert (await village.run(lambda c: known(c, number))).version == 2


async def test_from_whom_another_took_it_is_asked_as_soon_as_it_is_free(village: Village) -> None:
    mira, zana = await village.run(lambda c: (mentor(c), mentor(c)))
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.until(NOON + SOON)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.pass_on(c, P, mira, number, village.now))
    await village.until(NOON + 2 * SOON)
    assert [await offers(village, one) for one in (mira, zana)] == [1, 2]


async def test_who_gave_it_back_is_not_asked_the_same_day(village: Village) -> None:
    mira = await village.run(mentor)
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.give_back(c, P, mira, number, village.now))
    await village.until(NOON + DAY - HOUR)
    assert await offers(village, mira) == 0
    await village.until(NOON + DAY + HOUR)
    assert await offers(village, mira) == 1


async def test_a_new_wait_counts_anew(village: Village) -> None:
    mira, zana = await village.run(lambda c: (mentor(c), mentor(c)))
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    await village.until(NOON + 3 * DAY)
    assert await offers(village, zana) == 3
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.send(c, P, mira, number, Matter("text", ANSWER), village.now))
    await village.run(lambda c: questions.other_mentor(c, P, ana, number, village.now))
    await village.until(NOON + 3 * DAY + HOUR)
    assert await offers(village, zana) == 4
    assert await village.run(lambda c: held.held(c, number)) is None
