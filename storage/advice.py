"""Replies that others may hear, as rows; it never knows who asked or who approves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, select, update

from storage import rows
from storage.tables import advice, question

State = Literal["proposed", "published", "rejected"]


@dataclass(frozen=True, slots=True)
class Advice:
    """A reply that is offered before a similar question is queued; how often it was ``shown``, and was ``enough``."""

    id: int
    question_id: int
    reply_id: int
    organisation: str
    language: str
    topic: str
    state: State
    shown: int
    enough: int
    version: int
    made_at: datetime
    decided_at: datetime | None
    decided_by: str


_ADVICE = rows.columns(advice, Advice)


def propose(connection: Connection, reply_id: int, **values: str | int | datetime) -> bool:
    """Ask staff to publish a reply; False where they were asked before."""
    return rows.put_once(connection, advice, {**values, "reply_id": reply_id})


def get(connection: Connection, number: int, *, lock: bool = False) -> Advice | None:
    """Return a piece of advice; ``lock`` keeps others from deciding it until the transaction ends."""
    found = select(*_ADVICE).where(advice.c.id == number)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else Advice(*row)


def of_reply(connection: Connection, reply_id: int) -> Advice | None:
    """Return the advice that a reply has become."""
    row = connection.execute(select(*_ADVICE).where(advice.c.reply_id == reply_id)).one_or_none()
    return None if row is None else Advice(*row)


def of_question(connection: Connection, question_id: int) -> list[Advice]:
    """Return the advice that the answers to a question have become."""
    found = select(*_ADVICE).where(advice.c.question_id == question_id).order_by(advice.c.id)
    return [Advice(*row) for row in connection.execute(found)]


def of_person(connection: Connection, person_id: int) -> list[Advice]:
    """Return the advice that the answers to somebody's questions have become."""
    theirs = select(question.c.id).where(question.c.person_id == person_id)
    found = select(*_ADVICE).where(advice.c.question_id.in_(theirs)).order_by(advice.c.id)
    return [Advice(*row) for row in connection.execute(found)]


def in_state(connection: Connection, state: State) -> list[Advice]:
    """Return what stands so, the oldest first: what is proposed waits for staff."""
    found = select(*_ADVICE).where(advice.c.state == state).order_by(advice.c.id)
    return [Advice(*row) for row in connection.execute(found)]


def best(connection: Connection, organisation: str, language: str, topic: str) -> list[Advice]:
    """Return what was published on a topic in a language, what was enough most often first."""
    mine = (advice.c.organisation == organisation) & (advice.c.language == language) & (advice.c.topic == topic)
    found = select(*_ADVICE).where(mine, advice.c.state == "published")
    return [Advice(*row) for row in connection.execute(found.order_by(advice.c.enough.desc(), advice.c.id.desc()))]


def decide(connection: Connection, number: int, state: State, by: str, now: datetime) -> None:
    """Keep what staff decided."""
    rows.change(connection, advice, number, {"state": state, "decided_by": by, "decided_at": now})


def count(connection: Connection, number: int, *, enough: bool) -> None:
    """Count that it was shown, or that it was enough."""
    column = advice.c.enough if enough else advice.c.shown
    connection.execute(update(advice).where(advice.c.id == number).values({column: column + 1}))


def erase_for(connection: Connection, person_id: int) -> None:
    """Delete what came of somebody's questions: their yes goes with them."""
    theirs = select(question.c.id).where(question.c.person_id == person_id)
    connection.execute(delete(advice).where(advice.c.question_id.in_(theirs)))
