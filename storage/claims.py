"""Who has taken which question, as rows; it never knows what is asked or when a claim lapses.

States: ``held`` · ``answered`` · ``passed`` · ``lapsed`` · ``flagged`` · ``withdrawn`` (the question was).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select, text, update

from storage import rows
from storage.tables import claim

Ended = Literal["answered", "passed", "lapsed", "flagged", "withdrawn"]
"""How a claim ends."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A question in one mentor's hands; ``person_id`` is None of a mentor who was erased."""

    id: int
    question_id: int
    mentor_id: int | None
    person_id: int | None
    state: str
    taken_at: datetime
    lapses_at: datetime
    ended_at: datetime | None


_CLAIM = rows.columns(claim, Claim)
_HELD = text("claim.state = 'held'")  # no parameter, or its index would not be used
_LOADS = (
    select(claim.c.mentor_id, func.count()).where(_HELD, claim.c.mentor_id.is_not(None)).group_by(claim.c.mentor_id)
)


def hold(
    connection: Connection, question_id: int, mentor_id: int, person_id: int, now: datetime, until: datetime
) -> int:
    """Let a mentor hold a question that nobody holds, and return the claim's number; raises IntegrityError."""
    values = {"question_id": question_id, "mentor_id": mentor_id, "person_id": person_id, "state": "held"}
    return rows.add(connection, claim, {**values, "taken_at": now, "lapses_at": until})


def held(connection: Connection, question_id: int) -> Claim | None:
    """Return who holds a question now."""
    found = select(*_CLAIM).where(_HELD, claim.c.question_id == question_id)
    row = connection.execute(found).one_or_none()
    return None if row is None else Claim(*row)


def of_mentor(connection: Connection, mentor_id: int) -> list[Claim]:
    """Return what a mentor holds, the oldest first."""
    found = select(*_CLAIM).where(_HELD, claim.c.mentor_id == mentor_id).order_by(claim.c.id)
    return [Claim(*row) for row in connection.execute(found)]


def loads(connection: Connection) -> dict[int, int]:
    """Return how many questions each mentor holds; who holds none is missing."""
    return {int(row[0]): int(row[1]) for row in connection.execute(_LOADS)}


def of_question(connection: Connection, question_id: int) -> list[Claim]:
    """Return every claim of a question, the oldest first."""
    found = select(*_CLAIM).where(claim.c.question_id == question_id).order_by(claim.c.id)
    return [Claim(*row) for row in connection.execute(found)]


def end(connection: Connection, number: int, state: Ended, now: datetime) -> None:
    """End a claim."""
    rows.change(connection, claim, number, {"state": state, "ended_at": now})


def take_up(connection: Connection, number: int, until: datetime) -> None:
    """Let a claim be held again whose answer turned out to be none."""
    rows.change(connection, claim, number, {"state": "held", "ended_at": None, "lapses_at": until})


def erase_for(connection: Connection, person_id: int) -> None:
    """Forget who held what."""
    connection.execute(update(claim).where(claim.c.person_id == person_id).values(person_id=None))
