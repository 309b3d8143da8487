"""Invitations that wait for a second yes, as rows; it never knows who may give it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, select

from storage import rows
from storage.tables import proposal

State = Literal["open", "agreed", "declined"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An audience for a meeting, counted when a person proposed it."""

    id: int
    meeting_id: int
    person_id: int
    audience: Mapping[str, Any]
    people: int
    state: State
    decided_by: str
    made_at: datetime
    decided_at: datetime | None


_PROPOSAL = rows.columns(proposal, Proposal)


def add(
    connection: Connection, meeting_id: int, person_id: int, audience: Mapping[str, Any], people: int, now: datetime
) -> int:
    """Add an open proposal and return its number."""
    values = {"meeting_id": meeting_id, "person_id": person_id, "audience": dict(audience), "people": people}
    return rows.add(connection, proposal, {**values, "state": "open", "made_at": now})


def get(connection: Connection, number: int, *, lock: bool = False) -> Proposal | None:
    """Return a proposal; ``lock`` keeps others from deciding it until the transaction ends."""
    found = select(*_PROPOSAL).where(proposal.c.id == number)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else Proposal(*row)


def waiting(connection: Connection) -> list[Proposal]:
    """Return open proposals, the oldest first."""
    found = select(*_PROPOSAL).where(proposal.c.state == "open").order_by(proposal.c.id)
    return [Proposal(*row) for row in connection.execute(found)]


def decide(connection: Connection, number: int, state: State, by: str, now: datetime) -> None:
    """Keep how a proposal was decided, and by whom."""
    rows.change(connection, proposal, number, {"state": state, "decided_by": by, "decided_at": now})


def erase_for(connection: Connection, person_id: int) -> None:
    """Delete what somebody proposed."""
    connection.execute(delete(proposal).where(proposal.c.person_id == person_id))
