"""Few mentors are asked, those who can answer, and never at night; the choice is told in one line without a name."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.services import claims, matching, mentors
from storage import mentors as profiles
from storage import question_offers, tables
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.village import WORDS, P, ask, known, member, mentor

NIGHT = NOON + 14 * HOUR
"""Two in the morning in Tirana."""


async def test_three_of_many_are_asked(store: Store) -> None:
    def work(c: Connection) -> None:
        every = [mentor(c) for _ in range(5)]
        found = matching.choose(c, P, ask(c, member(c)), NOON)
        assert [one.mentor.id for one in found.choices] == [one.id for one in every[:3]]
        assert found.fit == 5

    await store.run(work)


@pytest.mark.parametrize(
    ("profile", "wishes", "fits"),
    [
        ({}, {}, True),
        ({"languages": ("sq",)}, {}, False),
        ({"languages": ("sq", "en")}, {}, True),
        ({"topics": ["papers"]}, {}, False),
        ({"topics": ["papers", "money"]}, {}, True),
        ({"countries": ["RS"]}, {}, False),
        ({"countries": ["RS", "AL"]}, {}, True),
        ({"country": "RS"}, {}, False),
        ({"country": "AL"}, {}, True),
        ({"organisation": "another"}, {}, False),
        ({"organisation": ""}, {}, True),
        ({}, {"woman": True}, False),
        ({"gender": "man"}, {"woman": True}, False),
        ({"gender": "woman"}, {"woman": True}, True),
        ({"paused_until": NOON + DAY}, {}, False),
        ({"paused_until": NOON - DAY}, {}, True),
    ],
)
async def test_who_fits_is_asked_and_may_take_it(
    store: Store, profile: dict[str, Any], wishes: dict[str, Any], fits: bool
) -> None:
    def work(c: Connection) -> None:
        one, question = mentor(c, **profile), ask(c, member(c), **wishes)
        assert bool(matching.choose(c, P, question, NOON).choices) is fits
        if "paused_until" not in profile:  # who has paused may still take one by themselves
            assert (claims.next_for(c, one, NOON) is not None) is fits
            assert claims.take(c, one, question.id, NOON).state == ("taken" if fits else "gone")

    await store.run(work)


async def test_a_woman_by_what_she_told_of_herself(store: Store) -> None:
    def work(c: Connection) -> None:
        one = mentor(c)
        c.execute(update(tables.person).where(tables.person.c.id == one.person_id).values(gender="woman"))
        assert mentors.a_woman(c, "sample_ngo", "AL", "money", "en")
        assert not mentors.a_woman(c, "sample_ngo", "AL", "money", "sq")
        assert matching.choose(c, P, ask(c, member(c), woman=True), NOON).choices

    await store.run(work)


async def test_nobody_is_asked_at_night_and_it_is_known_when_the_first_wakes_up(store: Store) -> None:
    def work(c: Connection) -> None:
        mentor(c, from_hour=9, to_hour=17)
        mentor(c, contact={"quiet_from": 20, "quiet_to": 8})
        found = matching.choose(c, P, ask(c, member(c)), NIGHT)
        assert (list(found.choices), found.later) == ([], NIGHT + 6 * HOUR)

    await store.run(work)


async def test_one_who_never_sleeps_is_asked_within_their_own_hours(store: Store) -> None:
    def work(c: Connection) -> None:
        mentor(c, from_hour=17, to_hour=22, contact={"quiet_from": None, "quiet_to": None})
        found = matching.choose(c, P, ask(c, member(c)), NOON)
        assert (list(found.choices), found.later) == ([], NOON + 5 * HOUR)
        assert matching.choose(c, P, ask(c, member(c)), NOON + 5 * HOUR).choices

    await store.run(work)


async def test_nobody_gets_more_than_they_can_hold(store: Store) -> None:
    def work(c: Connection) -> None:
        one, ana = mentor(c), member(c)
        for n in range(matching.IN_HAND):
            number = ask(c, ana, f"{WORDS} {n}").id
            assert claims.take(c, one, number, NOON).state == "taken"
        more = ask(c, ana, "One more")
        assert not matching.choose(c, P, more, NOON).choices
        assert claims.take(c, one, more.id, NOON).state == "busy"

    await store.run(work)


async def test_offers_that_nobody_answers_are_a_burden_for_two_days(store: Store) -> None:
    def work(c: Connection) -> None:
        one, ana = mentor(c), member(c)
        for n in range(matching.IN_HAND):
            question_offers.put(c, ask(c, ana, f"{WORDS} {n}").id, one.id, 1, "", NOON)
        more = ask(c, ana, "One more")
        assert not matching.choose(c, P, more, NOON).choices
        assert matching.choose(c, P, more, NOON + timedelta(days=2, minutes=1)).choices

    await store.run(work)


async def test_the_choice_is_explained_in_one_line_without_a_name(store: Store) -> None:
    def work(c: Connection) -> None:
        one = mentor(c, topics=["money"], gender="woman", countries=["AL"])
        profiles.change(c, one.id, offered_at=NOON - DAY)
        mentor(c, gender="woman")
        [first, second] = matching.choose(c, P, ask(c, member(c), woman=True), NOON).choices
        assert first.why == "speaks en, money, AL, a woman; 0 in hand; last asked 2026-06-14 10:00; one of 2 who fit"
        assert second.why == "speaks en, money, AL, a woman; 0 in hand; never asked before; one of 2 who fit"

    await store.run(work)


async def test_who_was_asked_or_has_passed_is_not_asked_again(store: Store) -> None:
    def work(c: Connection) -> None:
        one, two, ana = mentor(c), mentor(c), member(c)
        question = ask(c, ana)
        question_offers.put(c, question.id, one.id, 1, "", NOON)
        assert [each.mentor.id for each in matching.choose(c, P, question, NOON).choices] == [two.id]
        assert claims.pass_on(c, P, two, question.id, NOON)
        assert not matching.choose(c, P, known(c, question.id), NOON).choices
        assert claims.next_for(c, two, NOON) is None

    await store.run(work)


async def test_nobody_answers_their_own_question(store: Store) -> None:
    def work(c: Connection) -> None:
        one = mentor(c)
        assert one.person_id is not None
        question = ask(c, one.person_id)
        assert not matching.choose(c, P, question, NOON).choices
        assert claims.next_for(c, one, NOON) is None
        assert claims.take(c, one, question.id, NOON).state == "gone"

    await store.run(work)


async def test_the_longest_wait_comes_first(store: Store) -> None:
    def work(c: Connection) -> None:
        one = mentor(c, topics=["money", "green"])
        ana = member(c)
        ask(c, ana, topic="papers", now=NOON - 3 * DAY)
        second = ask(c, ana, now=NOON - DAY)
        first = ask(c, ana, topic="green", now=NOON - 2 * DAY)
        assert claims.next_for(c, one, NOON) == first
        assert claims.waiting(c, one, NOON) == (2, first.since)
        claims.take(c, one, first.id, NOON)
        assert claims.next_for(c, one, NOON) == second

    await store.run(work)
