"""What meetings forget of people: those who leave, and what has had its time; counts stay, it never knows a screen."""

from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import seating
from storage import attendances, feedbacks, invitations, responses


def leave(connection: Connection, programme: Programme, person_id: int, now: datetime) -> None:
    """Give up every seat of somebody who is erased, which the next in the line get, and forget who they were."""
    seating.leave_all(connection, programme, person_id, now)
    forget(connection, person_id)


def forget(connection: Connection, person_id: int) -> None:
    """Leave of somebody only what is counted. Their wishes and notices go with the person."""
    for rows in (responses, attendances, feedbacks, invitations):
        rows.erase_for(connection, person_id)


def sweep(connection: Connection, before: datetime) -> int:
    """Empty names and words from before a moment; return how many."""
    return attendances.forget_names(connection, before) + feedbacks.forget_texts(connection, before)
