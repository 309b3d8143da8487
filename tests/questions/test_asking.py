"""Members ask, ask more, take back: one question however often it is sent, and only one's own is ever seen."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from bot import soundness
from bot.services import claims, questions, relay
from bot.services.relay import NOTHING, Matter
from storage import question_offers, tables
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.village import ANSWER, WORDS, P, ask, known, member, mentor, voice, whose


def _count(connection: Connection) -> int:
    return int(connection.scalar(select(func.count()).select_from(tables.question)) or 0)


async def test_the_same_question_again_is_the_same(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c)
        first, again = ask(c, ana), ask(c, ana)
        assert (first.id, _count(c)) == (again.id, 1)
        assert ask(c, ana, topic="papers").id != first.id
        assert [one.id for one in questions.open_of(c, ana)] == [first.id, first.id + 1]

    await store.run(work)


async def test_a_question_without_anything_is_refused(store: Store) -> None:
    def work(c: Connection) -> None:
        with pytest.raises(ValueError, match="needs words"):
            ask(c, member(c), NOTHING)

    await store.run(work)


async def test_only_ones_own_question_is_seen_and_taken_back(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, besim = member(c), member(c)
        number = ask(c, ana).id
        assert questions.of(c, besim, number) is None
        assert not questions.withdraw(c, besim, number, NOON)
        assert not questions.helped(c, besim, number, "yes", NOON)
        assert not questions.call_person(c, besim, number, NOON)
        assert questions.withdraw(c, ana, number, NOON)
        assert not questions.withdraw(c, ana, number, NOON)
        assert (known(c, number).state, known(c, number).closed) == ("closed", "withdrawn")

    await store.run(work)


async def test_what_is_taken_back_is_in_nobodys_hands(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = member(c), mentor(c)
        number = ask(c, ana).id
        assert claims.take(c, mira, number, NOON).state == "taken"
        assert questions.withdraw(c, ana, number, NOON)
        assert claims.send(c, P, mira, number, Matter("text", ANSWER), NOON) == "gone"
        assert claims.take(c, mira, number, NOON).state == "gone"
        assert claims.held_by(c, mira) == []

    await store.run(work)


async def test_more_goes_to_the_same_mentor_first_and_to_all_a_day_later(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira, zana = member(c), mentor(c), mentor(c)
        number = ask(c, ana, named=True, woman=False).id
        claims.take(c, mira, number, NOON)
        assert claims.send(c, P, mira, number, Matter("text", ANSWER), NOON) == "sent"
        contact, _ = whose(c, ana)
        assert questions.ask_more(c, P, contact, ana, number, Matter("text", "And for three?"), NOON) == "same"
        [more] = questions.open_of(c, ana)
        assert (more.follows_id, more.wanted_id, more.topic, more.named) == (number, mira.id, "money", True)
        assert claims.next_for(c, zana, NOON) is None
        assert claims.take(c, zana, more.id, NOON).state == "other"
        assert claims.next_for(c, mira, NOON) == more
        assert claims.next_for(c, zana, NOON + DAY) == more
        assert claims.take(c, zana, more.id, NOON + DAY).state == "taken"

    await store.run(work)


async def test_another_mentor_is_never_the_one_before_and_the_wait_begins_anew(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira, zana = member(c), mentor(c), mentor(c)
        number, later = ask(c, ana).id, NOON + 5 * HOUR
        claims.take(c, mira, number, NOON)
        claims.send(c, P, mira, number, Matter("text", ANSWER), NOON + HOUR)
        assert questions.helped(c, ana, number, "no", later)
        assert questions.other_mentor(c, P, ana, number, later)
        found = known(c, number)
        assert (found.state, found.since, found.answered_at) == ("passed_on", later, NOON + HOUR)
        assert claims.next_for(c, mira, later) is None
        assert claims.take(c, zana, number, later).state == "taken"
        assert {one.mentor_id for one in question_offers.of_question(c, number) if one.outcome == "passed"} == {mira.id}

    await store.run(work)


async def test_a_voice_that_is_to_be_rewritten_is_heard_by_no_mentor(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = member(c), mentor(c)
        said = voice(c, ana)
        found = ask(c, ana, said, rewrite=True)
        assert (found.state, found.rewrite) == ("needs_translation", True)
        assert relay.asked(c, found) == NOTHING
        assert claims.take(c, mira, found.id, NOON).state == "other"
        kept = ask(c, ana, said, topic="green", rewrite=True, named=True)
        assert (kept.state, kept.rewrite, relay.asked(c, kept)) == ("waiting", False, said)

    await store.run(work)


@pytest.mark.parametrize(("named", "rewritten"), [(False, True), (True, False)])
async def test_more_by_voice_is_rewritten_for_whoever_asks_so_and_shows_no_name(
    store: Store, named: bool, rewritten: bool
) -> None:
    def work(c: Connection) -> None:
        ana, mira = member(c), mentor(c)
        mentor(c, kind="helper")
        number = ask(c, ana, named=named).id
        claims.take(c, mira, number, NOON)
        claims.send(c, P, mira, number, Matter("text", ANSWER), NOON)
        contact, _ = whose(c, ana)
        said = voice(c, ana)
        assert questions.ask_more(c, P, contact, ana, number, said, NOON, rewrite=True) == "same"
        [more] = questions.open_of(c, ana)
        assert (more.rewrite, relay.asked(c, more)) == (rewritten, NOTHING if rewritten else said)

    await store.run(work)


async def test_the_usual_wait_is_told_when_it_is_known(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = member(c), mentor(c)
        for n in range(questions.ENOUGH):
            assert questions.usual_days(c, "sample_ngo", NOON + 9 * DAY) is None
            number = ask(c, ana, f"{WORDS} {n}").id
            claims.take(c, mira, number, NOON)
            claims.send(c, P, mira, number, Matter("text", ANSWER), NOON + n * DAY + timedelta(minutes=1))
        assert questions.usual_days(c, "sample_ngo", NOON + 9 * DAY) == 3
        assert questions.usual_days(c, "other_ngo", NOON + 9 * DAY) is None

    await store.run(work)


async def test_a_country_that_questions_came_from_stays_in_the_programme_file(store: Store) -> None:
    def work(c: Connection) -> None:
        ask(c, member(c))
        c.execute(update(tables.question).values(country="YY"))
        assert soundness.removed_keys(c, P) == ["[country.YY] is in use, but no longer in the programme file."]

    await store.run(work)
