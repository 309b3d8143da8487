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
    if not knocks.is_open(connection, contact_id):
        return False
    return not (asked_for and knocks.may_follow(connection, contact_id, now - FOLLOWS))
