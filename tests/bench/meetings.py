"""How long it takes to plan what is due about one large meeting, at first and when it is moved; it starts nothing."""

import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.services import due, meeting_plans, meetings
from bot.services.staff import OPERATOR
from storage import meetings as rows
from storage import tables
from storage.migrate import migrate
from tests.meetings.guests import DAY, NOON, START, dinner, people
from tests.services.sample import programme
from tests.storage.once import do

PEOPLE = 10_000
"""How many have a seat."""
WITHIN = 3.0
"""Seconds in which all of theirs must be planned."""


def plan(folder: Path, number: int = PEOPLE) -> dict[str, float]:
    """Return the seconds for planning the reminders of so many people and for planning them anew, commits included."""
    url = f"sqlite:///{folder / 'meeting.db'}"
    migrate(url, folder)
    meeting_id, seated = do(url, lambda connection: _seat(connection, number))

    def first(connection: Connection) -> None:
        meeting = rows.get(connection, meeting_id)
        assert meeting is not None
        due.plan(
            connection,
            meeting_plans.subject(meeting_id),
            meeting_plans.coming(meeting, seated, NOON, seated=seated),
            NOON,
        )

    def move(connection: Connection) -> None:
        later = [(START + DAY, timedelta(hours=3))]
        meetings.move(connection, OPERATOR, programme(), meeting_id, later, NOON)

    found = {}
    for name, work in (("reminders", first), ("moved", move)):
        began = time.monotonic()
        do(url, work)
        found[name] = time.monotonic() - began
    return found


def _seat(connection: Connection, number: int) -> tuple[int, list[int]]:
    """Return a meeting, and people who have a seat there and of whom nothing is planned yet."""
    meeting_id, whom = dinner(connection), people(connection, number)
    same = {"meeting_id": meeting_id, "answer": "yes", "place": "seated", "needs": [], "answered_at": NOON}
    connection.execute(insert(tables.response), [{**same, "person_id": one} for one in whom])
    return meeting_id, whom
