"""Meetings stay at their wall time where the clocks of their zone have changed since; it never knows who made them."""

import logging
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.clock import Clock
from bot.programme import Programme
from bot.services import concerned, meetings
from bot.services.meeting_plans import CANCELLED, CHANGED
from storage import meetings as rows
from storage.meetings import Day
from storage.store import StorageDown, Store

MOST = 10_000
"""How many meetings to come are looked at together at most."""

_log = logging.getLogger(__name__)


async def follow(store: Store, programme: Programme, clock: Clock) -> int:
    """Let meetings follow their zones, each by itself; return how many moved. Raises StorageDown.

    One that cannot is told in the log and stays as it was.
    """
    moved = 0
    for number in await store.read(lambda connection: _to_come(connection, clock.now())):
        try:
            if await store.read(partial(_again, meeting_id=number)):
                moved += await store.run(partial(rezone, programme=programme, meeting_id=number, now=clock.now()))
        except StorageDown:
            raise
        except Exception as error:
            _log.error("meeting %s cannot follow its zone and stays as it was: %s", number, type(error).__name__)
    if moved:
        _log.warning("clocks have changed: %s meetings are at another moment", moved)
    return moved


def rezone(connection: Connection, programme: Programme, meeting_id: int, now: datetime) -> bool:
    """Hold a meeting when its clock shows what it was made for, and plan anew what is due; False where nothing moves.

    Raises ZoneInfoNotFoundError. Nobody is told: on the clock there it begins when they know.
    """
    old = rows.get(connection, meeting_id, lock=True)
    if old is None or not (days := _again(connection, meeting_id)):
        return False
    rows.set_days(connection, meeting_id, days)
    new = replace(old, starts_at=days[0].starts_at, ends_at=days[-1].ends_at)
    concerned.replan(connection, programme, new, now, sparing=(CHANGED, CANCELLED))
    return True


def _to_come(connection: Connection, now: datetime) -> list[int]:
    return [one.id for one in rows.every(connection, now, limit=MOST)]


def _again(connection: Connection, meeting_id: int) -> list[Day]:
    """Return the days of a meeting as today's zones make them; none where that is how they are."""
    found, old = rows.get(connection, meeting_id), rows.days(connection, meeting_id)
    if found is None:
        return []
    walls = [(datetime.fromisoformat(day.wall), day.ends_at - day.starts_at) for day in old]
    new = meetings.moments(walls, ZoneInfo(found.zone))
    return new if new != old else []
