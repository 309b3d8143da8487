"""Who was invited to a meeting, once each; it never knows how they hear of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import invitation, response


def add(connection: Connection, meeting_id: int, person_ids: Collection[int], by: str, now: datetime) -> list[int]:
    """Invite people who are not yet; return whom."""
    known = set(of_meeting(connection, meeting_id))
    new = sorted(set(person_ids) - known)
    rows = [{"meeting_id": meeting_id, "person_id": one, "invited_by": by, "invited_at": now} for one in new]
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(invitation).on_conflict_do_nothing(), rows)
    return new


def of_meeting(connection: Connection, meeting_id: int) -> list[int]:
    """Return the people who are invited and have not been erased, by their number."""
    found = select(invitation.c.person_id).where(
        invitation.c.meeting_id == meeting_id, invitation.c.person_id.is_not(None)
    )
    return list(connection.scalars(found.order_by(invitation.c.person_id)))


def unanswered(connection: Connection, meeting_id: int) -> list[int]:
    """Return, by their number, the invited people who have not answered and have not been erased."""
    answered = (response.c.meeting_id == invitation.c.meeting_id) & (response.c.person_id == invitation.c.person_id)
    mine = (invitation.c.meeting_id == meeting_id) & invitation.c.person_id.is_not(None)
    found = select(invitation.c.person_id).where(mine, ~select(response.c.id).where(answered).exists())
    return list(connection.scalars(found.order_by(invitation.c.person_id)))


def remove_for(connection: Connection, person_id: int) -> None:
    """Delete the invitations of somebody."""
    connection.execute(delete(invitation).where(invitation.c.person_id == person_id))


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of somebody's invitations only that there were so many."""
    connection.execute(update(invitation).where(invitation.c.person_id == person_id).values(person_id=None))
