"""How long it takes to plan what is due about one large meeting, and to see that nothing is due; it starts nothing."""

import asyncio
import statistics
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, text

from bot.services import due, meeting_plans, meetings
from bot.services.staff import OPERATOR
from storage import meetings as rows
from storage import notices, tables
from storage.migrate import migrate
from storage.store import open_store
from tests.meetings.guests import DAY, NOON, START, dinner, people
from tests.services.sample import programme
from tests.storage.once import do

PEOPLE = 10_000
"""How many have a seat."""
WITHIN = 3.0
"""Seconds in which all of theirs must be planned."""
FUTURE, IDLE, LOOKS = 1_000_000, 5.0, 200
"""So many notices are due later; milliseconds in which a tick must see that; how often it looks."""
FILL = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :most)
INSERT INTO person (id, created_at) SELECT n, '2026-01-01 00:00:00.000000' FROM number
"""
"""One person for each notice."""
NOTICES = """
INSERT INTO notice (kind, subject, subject_id, occurrence, person_id, due_at, next_at, latest, created_at)
SELECT 'meeting_reminder', 'meeting', id % 1000, '7d', id, at, at, '2028-01-01 00:00:00.000000', created_at
FROM (SELECT id, created_at, '2027-01-01 00:00:00.' || printf('%06d', id % 1000000) AS at FROM person)
"""
"""A notice for each person, next year."""


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


def idle(folder: Path, number: int = FUTURE) -> float:
    """Return the median milliseconds in which a tick finds that none of so many notices is due."""
    url = f"sqlite:///{folder / 'future.db'}"
    migrate(url, folder)
    do(url, lambda connection: connection.execute(text(FILL), {"most": number}))
    do(url, lambda connection: connection.execute(text(NOTICES)))
    return asyncio.run(_looked(url))


async def _looked(url: str) -> float:
    store, took = open_store(url), []
    await store.open()
    try:
        for _ in range(LOOKS):
            began = time.perf_counter()
            due_now = await store.read(lambda connection: notices.is_due(connection, NOON))
            took.append(time.perf_counter() - began)
            assert not due_now
    finally:
        await store.close()
    return 1000 * statistics.median(took)


def _seat(connection: Connection, number: int) -> tuple[int, list[int]]:
    """Return a meeting, and people who have a seat there and of whom nothing is planned yet."""
    meeting_id, whom = dinner(connection), people(connection, number)
    same = {"meeting_id": meeting_id, "answer": "yes", "standing": "seated", "needs": [], "answered_at": NOON}
    connection.execute(insert(tables.response), [{**same, "person_id": one} for one in whom])
    return meeting_id, whom
