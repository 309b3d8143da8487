"""What tips forget of people: those who leave, and words that have had their time; counts stay."""

from datetime import datetime

from sqlalchemy import Connection

from bot.services import stories
from storage import pledges, showings


def forget(connection: Connection, person_id: int, now: datetime) -> None:
    """Leave of somebody only what is counted, before their messages and files go; nobody hears their stories any more.

    Rhythm and notices go with the person.
    """
    stories.forget(connection, person_id, now)
    showings.settle(connection, person_id)
    showings.erase_for(connection, person_id)
    pledges.erase_for(connection, person_id)


def sweep(connection: Connection, now: datetime, before: datetime) -> int:
    """Empty words from before a moment; return how many."""
    return pledges.forget_texts(connection, before) + stories.sweep(connection, now, before)
