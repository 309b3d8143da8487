"""Who of staff looks after a ticket, and until when it need not be looked at; it never knows what a ticket says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage import rows
from storage.tables import assignment, snooze


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who looks after a ticket, by a pseudonym of whoever decided so."""

    ticket_id: int
    person_id: int
    made_by: str
    at: datetime


_ASSIGNMENT = rows.columns(assignment, Assignment)


def assign(connection: Connection, ticket_id: int, person_id: int, by: str, now: datetime) -> None:
    """Give a ticket to somebody, in the place of who had it."""
    release(connection, ticket_id)
    values = {"ticket_id": ticket_id, "person_id": person_id, "made_by": by, "at": now}
    rows.add(connection, assignment, values)


def release(connection: Connection, ticket_id: int) -> bool:
    """Let nobody look after a ticket; False where nobody did."""
    return connection.execute(delete(assignment).where(assignment.c.ticket_id == ticket_id)).rowcount > 0


def of_ticket(connection: Connection, ticket_id: int) -> Assignment | None:
    """Return who looks after a ticket."""
    row = connection.execute(select(*_ASSIGNMENT).where(assignment.c.ticket_id == ticket_id)).one_or_none()
    return None if row is None else Assignment(*row)


def lay_aside(connection: Connection, ticket_id: int, until: datetime, by: str, now: datetime) -> None:
    """Let a ticket not be looked at until a moment."""
    take_up(connection, ticket_id)
    rows.add(connection, snooze, {"ticket_id": ticket_id, "until": until, "made_by": by, "at": now})


def take_up(connection: Connection, ticket_id: int) -> bool:
    """Let a ticket be looked at now; False where it was not laid aside."""
    return connection.execute(delete(snooze).where(snooze.c.ticket_id == ticket_id)).rowcount > 0


def aside_until(connection: Connection, ticket_id: int) -> datetime | None:
    """Return until when a ticket is laid aside."""
    found: datetime | None = connection.execute(select(snooze.c.until).where(snooze.c.ticket_id == ticket_id)).scalar()
    return found
