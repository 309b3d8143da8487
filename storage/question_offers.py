"""Which mentors were offered which question, and why they; it never chooses one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select, text, update

from storage import rows
from storage.tables import question_offer

Outcome = Literal["", "taken", "passed", "over"]


@dataclass(frozen=True, slots=True)
class QuestionOffer:
    """A question as it was offered to one mentor; ``why`` is one line for staff."""

    id: int
    question_id: int
    mentor_id: int
    version: int
    offered_at: datetime
    outcome: str
    why: str


_OFFER = rows.columns(question_offer, QuestionOffer)
_OPEN = text("question_offer.outcome = ''")  # no parameter, or its index would not be used


def put(connection: Connection, question_id: int, mentor_id: int, version: int, why: str, now: datetime) -> bool:
    """Note an offer; False where this mentor was offered this version before."""
    values = {"question_id": question_id, "mentor_id": mentor_id, "version": version, "why": why}
    return rows.put_once(connection, question_offer, {**values, "offered_at": now})


def of_question(connection: Connection, question_id: int) -> list[QuestionOffer]:
    """Return every offer of a question, the oldest first."""
    found = select(*_OFFER).where(question_offer.c.question_id == question_id).order_by(question_offer.c.id)
    return [QuestionOffer(*row) for row in connection.execute(found)]


def open_of(connection: Connection, mentor_ids: Collection[int], since: datetime) -> dict[int, int]:
    """Return how many offers since a moment each of some mentors has not answered; who has none is missing."""
    mine = question_offer.c.mentor_id.in_(mentor_ids) & (question_offer.c.offered_at > since)
    found = select(question_offer.c.mentor_id, func.count()).where(_OPEN, mine)
    return {int(row[0]): int(row[1]) for row in connection.execute(found.group_by(question_offer.c.mentor_id))}


def settle(connection: Connection, question_id: int, mentor_id: int, version: int, outcome: Outcome) -> None:
    """Keep what a mentor made of an offer, also of one that they found by themselves."""
    mine = (question_offer.c.question_id == question_id) & (question_offer.c.mentor_id == mentor_id)
    query = update(question_offer).where(mine, question_offer.c.version == version)
    connection.execute(query.values(outcome=outcome))


def close(connection: Connection, question_id: int) -> None:
    """Let no offer of a question be open any more."""
    mine = question_offer.c.question_id == question_id
    connection.execute(update(question_offer).where(_OPEN, mine).values(outcome="over"))


def questions_of(connection: Connection, mentor_id: int) -> list[int]:
    """Return the questions that were offered to a mentor who has not answered, by their number."""
    found = select(question_offer.c.question_id).where(_OPEN, question_offer.c.mentor_id == mentor_id).distinct()
    return list(connection.scalars(found.order_by(question_offer.c.question_id)))


def close_for(connection: Connection, question_id: int, mentor_id: int) -> None:
    """Let a question not be offered to a mentor any more."""
    mine = (question_offer.c.question_id == question_id) & (question_offer.c.mentor_id == mentor_id)
    connection.execute(update(question_offer).where(_OPEN, mine).values(outcome="over"))
