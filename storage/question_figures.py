"""What is counted of questions, without a word or a person; it never knows who may see it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from storage.tables import claim, question

LAST = timedelta(days=90)
"""How far back it is looked for how long an answer usually takes."""
SOME = 500
"""How many of the last answers say that."""


class Counted(NamedTuple):
    """One question as it is counted; ``lapsed`` is how many mentors let it lapse."""

    organisation: str
    country: str
    language: str
    topic: str
    state: str
    asked_at: datetime
    answered_at: datetime | None
    late_at: datetime | None
    helped: str
    lapsed: int


def waits(connection: Connection, organisation: str, now: datetime) -> list[timedelta]:
    """Return how long the last people waited for their first answer."""
    found = (
        select(question.c.asked_at, question.c.answered_at)
        .where(question.c.organisation == organisation, question.c.answered_at > now - LAST)
        .order_by(question.c.answered_at.desc())
        .limit(SOME)
    )
    return [row.answered_at - row.asked_at for row in connection.execute(found)]


def every(connection: Connection, since: datetime, until: datetime) -> list[Counted]:
    """Return what is counted of every question asked in a time, the oldest first."""
    lapsed = (
        select(func.count()).where(claim.c.question_id == question.c.id, claim.c.state == "lapsed").scalar_subquery()
    )
    names = [name for name in Counted._fields if name != "lapsed"]
    found = select(*(question.c[name] for name in names), lapsed)
    found = found.where(question.c.asked_at >= since, question.c.asked_at < until).order_by(question.c.id)
    return [Counted._make(row) for row in connection.execute(found)]
