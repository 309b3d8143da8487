"""A mentor takes, answers, passes on, gives to staff: one has a question at a time, and nobody's answer is lost."""

import pytest
from sqlalchemy import Connection

from bot.services import claims, matching, question_desk, question_plans, routing
from bot.services.relay import NOTHING, Matter
from bot.services.staff import OPERATOR, Actor
from storage import claims as rows
from storage import replies, tables
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.village import ANSWER, P, ask, known, member, mentor

SAID = Matter("text", ANSWER)
LATE = NOON + DAY + HOUR


def _tickets(c: Connection) -> list[tuple[str, str]]:
    return [(row.kind, row.status) for row in c.execute(tables.ticket.select().order_by(tables.ticket.c.id))]


def _states(c: Connection, number: int) -> list[str]:
    return [one.state for one in rows.of_question(c, number)]


async def test_the_first_has_it_and_the_second_hears_so(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, zana = mentor(c), mentor(c)
        number = ask(c, member(c)).id
        assert claims.take(c, mira, number, NOON).state == "taken"
        assert claims.take(c, mira, number, NOON).state == "mine"
        assert claims.take(c, zana, number, NOON).state == "other"
        assert claims.take(c, zana, 999, NOON).state == "gone"
        assert known(c, number).state == "claimed"
        assert [one.id for one in claims.held_by(c, mira)] == [number]
        assert claims.lapses_in(c, number, NOON + HOUR) == question_plans.HOLD - HOUR

    await store.run(work)


async def test_an_answer_is_taken_once(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, zana = mentor(c), mentor(c)
        number = ask(c, member(c)).id
        claims.take(c, mira, number, NOON)
        assert claims.send(c, P, zana, number, SAID, NOON) == "gone"
        assert claims.send(c, P, mira, number, SAID, NOON) == "sent"
        assert claims.send(c, P, mira, number, SAID, NOON) == "sent"
        assert claims.send(c, P, mira, number, Matter("text", "Something else"), NOON) == "gone"
        assert [one.text for one in replies.of_question(c, number)] == [ANSWER]
        assert (known(c, number).state, known(c, number).answered_at) == ("answered", NOON)
        with pytest.raises(ValueError, match="needs words"):
            claims.send(c, P, mira, number, NOTHING, NOON)

    await store.run(work)


async def test_what_nobody_answered_in_a_day_waits_again_and_may_still_be_answered(store: Store) -> None:
    def work(c: Connection) -> None:
        mira = mentor(c)
        number = ask(c, member(c)).id
        claims.take(c, mira, number, NOON)
        assert not claims.lapse(c, P, known(c, number), NOON + HOUR)
        assert claims.lapse(c, P, known(c, number), LATE)
        assert (known(c, number).state, known(c, number).version, _states(c, number)) == ("waiting", 2, ["lapsed"])
        assert claims.send(c, P, mira, number, SAID, LATE) == "sent"
        assert _states(c, number) == ["lapsed", "answered"]

    await store.run(work)


async def test_who_is_late_hears_that_another_has_it(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, zana = mentor(c), mentor(c)
        number = ask(c, member(c)).id
        claims.take(c, mira, number, NOON)
        claims.lapse(c, P, known(c, number), LATE)
        assert claims.take(c, zana, number, LATE).state == "taken"
        assert claims.send(c, P, mira, number, SAID, LATE) == "lapsed"
        assert claims.send(c, P, zana, number, SAID, LATE) == "sent"

    await store.run(work)


async def test_passed_to_one_it_is_theirs_for_a_day(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, zana, edi = mentor(c), mentor(c), mentor(c)
        other = mentor(c, organisation="another")
        number = ask(c, member(c)).id
        claims.take(c, mira, number, NOON)
        assert [one.id for one in claims.colleagues(c, mira, number, NOON)] == [zana.id, edi.id]
        assert claims.pass_on(c, P, mira, number, NOON, to=zana.id)
        assert (known(c, number).state, known(c, number).wanted_id) == ("passed_on", zana.id)
        assert claims.take(c, edi, number, NOON).state == "other"
        assert claims.take(c, other, number, NOON).state == "other"
        assert not claims.pass_on(c, P, other, number, NOON)
        assert claims.take(c, zana, number, NOON).state == "taken"

    await store.run(work)


async def test_it_is_passed_only_to_who_could_take_it_and_by_who_has_it(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, zana, edi = mentor(c), mentor(c), mentor(c)
        silent, busy = mentor(c, contact={"stopped_at": NOON}), mentor(c)
        ana = member(c)
        for n in range(matching.IN_HAND):
            claims.take(c, busy, ask(c, ana, f"Question {n}?").id, NOON)
        number = ask(c, ana).id
        assert claims.colleagues(c, mira, number, NOON) == (), "who has not taken it passes it to all"
        assert claims.pass_on(c, P, zana, number, NOON)
        claims.take(c, mira, number, NOON)
        assert [one.id for one in claims.colleagues(c, mira, number, NOON)] == [edi.id]
        assert claims.colleagues(c, edi, number, NOON) == ()
        assert claims.pass_on(c, P, mira, number, NOON, to=silent.id)
        assert known(c, number).wanted_id is None

    await store.run(work)


async def test_passed_to_a_stranger_it_goes_to_all(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, other = mentor(c), mentor(c, organisation="another")
        number = ask(c, member(c)).id
        claims.take(c, mira, number, NOON)
        assert claims.pass_on(c, P, mira, number, NOON, to=other.id)
        assert known(c, number).wanted_id is None

    await store.run(work)


async def test_given_back_it_may_be_taken_again(store: Store) -> None:
    def work(c: Connection) -> None:
        mira = mentor(c)
        number = ask(c, member(c)).id
        assert not claims.give_back(c, P, mira, number, NOON)
        claims.take(c, mira, number, NOON)
        assert claims.give_back(c, P, mira, number, NOON)
        assert claims.take(c, mira, number, NOON).state == "taken"

    await store.run(work)


@pytest.mark.parametrize("taken", [True, False])
async def test_flagged_only_staff_see_it_and_may_give_it_back(store: Store, taken: bool) -> None:
    def work(c: Connection) -> None:
        mira, zana = mentor(c), mentor(c)
        number = ask(c, member(c)).id
        if taken:
            claims.take(c, mira, number, NOON)
        assert claims.flag(c, mira, number, NOON)
        assert not claims.flag(c, mira, number, NOON)
        assert (known(c, number).state, _tickets(c)) == ("flagged", [(routing.FLAGGED, "open")])
        assert claims.take(c, zana, number, NOON).state == "gone"
        assert claims.next_for(c, zana, NOON) is None
        with pytest.raises(question_desk.NoQuestion):
            question_desk.release(c, Actor("nobody"), P, number, NOON)
        question_desk.release(c, OPERATOR, P, number, NOON)
        with pytest.raises(ValueError, match="only a flagged one"):
            question_desk.release(c, OPERATOR, P, number, NOON)
        assert claims.take(c, zana, number, NOON).state == "taken"

    await store.run(work)


async def test_staff_close_what_is_not_okay(store: Store) -> None:
    def work(c: Connection) -> None:
        mira = mentor(c)
        number = ask(c, member(c)).id
        assert claims.to_staff(c, mira, number, NOON)
        assert [one.id for one in question_desk.open_ones(c, OPERATOR)] == [number]
        assert question_desk.open_ones(c, Actor("nobody")) == []
        question_desk.close(c, OPERATOR, number, NOON)
        with pytest.raises(ValueError, match="closed already"):
            question_desk.close(c, OPERATOR, number, NOON)
        assert (known(c, number).state, known(c, number).closed) == ("closed", "staff")
        assert question_desk.open_ones(c, OPERATOR) == []

    await store.run(work)


async def test_whom_a_question_is_not_for_can_do_nothing_to_it(store: Store) -> None:
    def work(c: Connection) -> None:
        strangers = [mentor(c, organisation="another"), mentor(c, ("sq",)), mentor(c, country="RS")]
        mentor(c)
        number = ask(c, member(c)).id
        for one in strangers:
            assert claims.take(c, one, number, NOON).state == "gone"
            assert not claims.pass_on(c, P, one, number, NOON)
            assert claims.in_hand(c, one, number) is claims.in_hand(c, one, 999) is None
            assert claims.colleagues(c, one, number, NOON) == ()
            assert not claims.flag(c, one, number, NOON)
            assert not claims.to_staff(c, one, number, NOON)
            assert claims.send(c, P, one, number, SAID, NOON) == "gone"
        assert known(c, number).state == "waiting"

    await store.run(work)
