"""A question waits for one mentor only while they could take it; else all are asked, and all may take it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, update

from bot.services import claims, matching, mentors, questions, routing
from bot.services.relay import Matter
from storage import roles, tables
from storage.mentors import Mentor
from storage.questions import Question
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.village import ANSWER, P, ask, known, member, mentor, whose


def asked_more(c: Connection, mira: Mentor) -> tuple[Question, str]:
    """Let somebody ask more whom Mira has answered; return that question, and what they are told."""
    ana = member(c)
    number = ask(c, ana).id
    claims.take(c, mira, number, NOON)
    claims.send(c, P, mira, number, Matter("text", ANSWER), NOON)
    contact, _ = whose(c, ana)
    told = questions.ask_more(c, P, contact, ana, number, Matter("text", "And for three?"), NOON)
    return questions.open_of(c, ana)[-1], told


def _contact(c: Connection, mira: Mentor, **values: object) -> None:
    c.execute(update(tables.contact).where(tables.contact.c.person_id == mira.person_id).values(values))


def _pause(c: Connection, mira: Mentor) -> None:
    mentors.pause(c, mira, NOON + 7 * DAY, NOON)


def _end(c: Connection, mira: Mentor) -> None:
    roles.end(c, mira.role_id, NOON)


def _busy(c: Connection, mira: Mentor) -> None:
    ana = member(c)
    for n in range(matching.IN_HAND):
        assert claims.take(c, mira, ask(c, ana, f"Question {n}?").id, NOON).state == "taken"


WAYS: list[Callable[[Connection, Mentor], None]] = [
    _pause,
    _end,
    _busy,
    lambda c, mira: mentors.change(c, mira.id, topics=("green",)),
    lambda c, mira: _contact(c, mira, stopped_at=NOON),
    lambda c, mira: _contact(c, mira, unreachable_at=NOON),
]


@pytest.mark.parametrize("away", WAYS)
async def test_where_they_have_gone_all_are_asked_and_another_takes_it(
    store: Store, away: Callable[[Connection, Mentor], None]
) -> None:
    def work(c: Connection) -> None:
        mira, zana = mentor(c), mentor(c)
        more, told = asked_more(c, mira)
        assert told == "same"
        assert claims.take(c, zana, more.id, NOON).state == "other"
        away(c, mira)
        routing.offer_round(c, P, more, NOON + HOUR)
        assert known(c, more.id).wanted_id is None
        assert claims.next_for(c, zana, NOON + HOUR) is not None
        assert claims.take(c, zana, more.id, NOON + HOUR).state == "taken"

    await store.run(work)


async def test_who_asks_more_of_somebody_on_pause_is_not_promised_them(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, zana = mentor(c), mentor(c)
        ana = member(c)
        number = ask(c, ana).id
        claims.take(c, mira, number, NOON)
        claims.send(c, P, mira, number, Matter("text", ANSWER), NOON)
        _pause(c, mira)
        contact, _ = whose(c, ana)
        assert questions.ask_more(c, P, contact, ana, number, Matter("text", "And for three?"), NOON) == "new"
        [more] = questions.open_of(c, ana)
        assert claims.take(c, zana, more.id, NOON).state == "taken"

    await store.run(work)
