"""Whether a push waits behind a knock that is open; it never knows what is pushed, or to which messenger."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage import knocks

FOLLOWS = timedelta(hours=24)
"""How far apart knocks are at least that take the place of one for something unasked."""


def is_held(connection: Connection, contact_id: int, now: datetime, *, asked_for: bool) -> bool:
    """Tell whether a knock is open behind which a message waits.

    What was asked for does not wait behind a knock for something unasked: it knocks in its place, once a day at most.
    """
    return knocks.holds(connection, contact_id, follows(now, asked_for=asked_for))


def follows(now: datetime, *, asked_for: bool) -> datetime | None:
    """Return since when no knock may have followed another where one is to follow now; None where none may."""
    return now - FOLLOWS if asked_for else None
