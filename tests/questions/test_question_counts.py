"""Numbers of questions: waits, helped, lapsed, by country, language and topic; and no name in any of them."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.services import claims, question_counts, questions, routing
from bot.services.question_counts import Figures, at_most, count, told
from bot.services.relay import Matter
from bot.services.staff import OPERATOR, Actor
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.village import ANSWER, P, ask, known, member, mentor

WAITS = [timedelta(hours=n) for n in range(1, 11)]


@pytest.mark.parametrize(
    ("waits", "share", "found"),
    [([], 0.5, None), (WAITS[:1], 0.5, 1), (WAITS, 0.5, 5), (WAITS, 0.9, 9), (WAITS[:9], 0.9, 9), (WAITS[:2], 0.5, 1)],
)
def test_the_wait_that_a_share_had_at_most(waits: list[timedelta], share: float, found: int | None) -> None:
    assert at_most(waits, share) == (None if found is None else timedelta(hours=found))


def _history(c: Connection) -> None:
    """Let three ask: one is answered after 2 h and helped, one after 30 h and not, one lapses and waits."""
    mira = mentor(c, topics=["money", "green"])
    ana, besim = member(c), member(c, language="sq")
    mentor(c, ("sq",))
    for topic, wait, grade in (("money", 2, "yes"), ("green", 30, "no")):
        number = ask(c, ana, topic=topic).id
        claims.take(c, mira, number, NOON)
        claims.send(c, P, mira, number, Matter("text", ANSWER), NOON + wait * HOUR)
        questions.helped(c, ana, number, grade, NOON + DAY)
    other = mentor(c, ("sq",))
    number = ask(c, besim).id
    claims.take(c, other, number, NOON)
    claims.lapse(c, P, known(c, number), NOON + 2 * DAY)


async def test_all_together_and_apart(store: Store) -> None:
    def work(c: Connection) -> None:
        _history(c)
        [every] = count(c, OPERATOR, NOON - DAY, NOON + DAY)
        assert (every.asked, every.answered, every.waiting, every.lapsed) == (3, 2, 1, 1)
        assert (every.median, every.ninety) == (2 * HOUR, 30 * HOUR)
        assert (every.helped, every.graded, every.late) == (1, 2, 0)
        by_language = count(c, OPERATOR, NOON - DAY, NOON + DAY, "language")
        assert [(one.about, one.asked, one.lapsed) for one in by_language] == [("en", 2, 0), ("sq", 1, 1)]
        by_topic = count(c, OPERATOR, NOON - DAY, NOON + DAY, "topic")
        assert [(one.about, one.asked) for one in by_topic] == [("green", 1), ("money", 2)]
        assert [one.about for one in count(c, OPERATOR, NOON - DAY, NOON + DAY, "country")] == ["AL"]
        assert [one.asked for one in count(c, OPERATOR, NOON + DAY, NOON + 2 * DAY)] == [0]
        assert [one.asked for one in count(c, Actor("nobody"), NOON - DAY, NOON + DAY)] == [0]

    await store.run(work)


async def test_each_step_is_seen_in_its_order(store: Store) -> None:
    def work(c: Connection) -> None:
        mira = mentor(c)
        number = ask(c, member(c)).id
        claims.take(c, mira, number, NOON + HOUR)
        claims.lapse(c, P, known(c, number), NOON + 2 * DAY)
        claims.take(c, mira, number, NOON + 2 * DAY)
        claims.send(c, P, mira, number, Matter("text", ANSWER), NOON + 3 * DAY)
        found = question_counts.steps(c, known(c, number))
        assert [one.what for one in found] == ["asked", "taken", "lapsed", "taken", "answered"]
        assert found == sorted(found, key=lambda one: one.at)

    await store.run(work)


async def test_each_step_is_called_what_it_was(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira, zana, edi = member(c), mentor(c), mentor(c), mentor(c)
        number = ask(c, ana).id
        claims.take(c, mira, number, NOON + HOUR)
        claims.give_back(c, P, mira, number, NOON + 2 * HOUR)
        claims.pass_on(c, P, zana, number, NOON + 3 * HOUR)
        claims.take(c, mira, number, NOON + 4 * HOUR)
        claims.send(c, P, mira, number, Matter("text", ANSWER), NOON + 5 * HOUR)
        assert questions.other_mentor(c, P, ana, number, NOON + 6 * HOUR)
        routing.offer_round(c, P, known(c, number), NOON + 7 * HOUR)
        claims.pass_on(c, P, edi, number, NOON + 8 * HOUR)
        found = question_counts.steps(c, known(c, number))
        assert [one.what for one in found] == [
            *("asked", "taken", "let go", "refused", "taken", "answered", "other wanted", "offered"),
        ]
        assert found[-1].detail.startswith(f"mentor {edi.id}: speaks en")
        assert found[-1].detail.endswith("; said no")
        assert found[-2].detail == ""

    await store.run(work)


def _of(about: str, answered: int, helped: int = 0, graded: int = 0) -> Figures:
    return Figures(about, 20, answered, 0, 0, HOUR, DAY, helped, graded, 0)


def test_no_group_under_five_is_told_nor_what_would_tell_it() -> None:
    few, many, most = told([_of("AL", 3), _of("MK", 8), _of("RS", 12)])
    assert [one.numbers["answered"] for one in (few, many, most)] == [None, None, 12]
    assert [(one.median, one.ninety, one.waited) for one in (few, many)] == [(None, None, True)] * 2
    assert (most.median, most.ninety) == (HOUR, DAY)
    assert {one.numbers["asked"] for one in (few, many, most)} == {20}
    [none] = told([_of("", 0)])
    assert (none.numbers["answered"], none.median, none.waited) == (0, None, False)


def test_who_was_not_helped_is_not_what_is_left() -> None:
    [one] = told([_of("", 20, helped=8, graded=10)])
    assert (one.numbers["helped"], one.numbers["graded"]) == (None, 10)
    [one] = told([_of("", 20, helped=8, graded=15)])
    assert (one.numbers["helped"], one.numbers["graded"]) == (8, 15)
