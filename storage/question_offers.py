"""Which mentors were offered which question, and why they; it never chooses one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, func, select, text, update

from storage import rows
from storage.tables import question_offer

FOUND, ANSWERED = "found it by themselves", "has answered it"
"""Why somebody has a question who was not offered it: they took it from the queue, or are not to be asked any more."""

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

# Made anew each time, these took as long as the database.
_WHOSE = question_offer.c.mentor_id.in_(bindparam("theirs", expanding=True))
_OPEN_OF = (
    select(question_offer.c.mentor_id, func.count())
    .where(_OPEN, _WHOSE, question_offer.c.offered_at > bindparam("since"))
    .group_by(question_offer.c.mentor_id)
)
_OF_QUESTION = select(*_OFFER).where(question_offer.c.question_id == bindparam("whose")).order_by(question_offer.c.id)


def put(connection: Connection, question_id: int, mentor_id: int, version: int, why: str, now: datetime) -> bool:
    """Note an offer; False where this mentor was offered this version before."""
    values = {"question_id": question_id, "mentor_id": mentor_id, "version": version, "why": why}
    return rows.put_once(connection, question_offer, {**values, "offered_at": now})


def of_question(connection: Connection, question_id: int) -> list[QuestionOffer]:
    """Return every offer of a question, the oldest first."""
    return [QuestionOffer(*row) for row in connection.execute(_OF_QUESTION, {"whose": question_id})]


def open_of(connection: Connection, mentor_ids: Collection[int], since: datetime) -> dict[int, int]:
    """Return how many offers since a moment each of some mentors has not answered; who has none is missing."""
    found = connection.execute(_OPEN_OF, {"theirs": list(mentor_ids), "since": since})
    return {int(row[0]): int(row[1]) for row in found}


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
