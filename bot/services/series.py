"""Meetings that repeat at the same wall time, each of them a meeting of its own; it never knows who comes."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import meetings
from bot.services.meetings import Draft
from bot.services.staff import Actor
from storage import meetings as rows

EVERY = (1, 2, 3)
"""After how many months something may repeat: monthly, every second month, every quarter."""
MOST = 24
"""How many occurrences are made at once at most."""


def make(
    connection: Connection,
    by: Actor,
    programme: Programme,
    draft: Draft,
    every: int,
    times: int,
    now: datetime,
    token: str,
) -> list[int]:
    """Make drafts of a series, the given one first, and return their numbers; raises Denied, ValueError.

    ``token`` are 64 random hexadecimal signs, from which each has a picture and a code for its own door.
    """
    if every not in EVERY or not 1 <= times <= MOST:
        raise ValueError(f"a series repeats every 1, 2 or 3 months, {MOST} times at most")
    by.check("arrange_meetings", draft.organisation, draft.country)
    series_id = rows.add_series(
        connection,
        kind=draft.kind,
        every=every,
        organisation=draft.organisation,
        country=draft.country,
        made_by=by.name,
        now=now,
    )
    found = []
    for number in range(times):
        one = replace(draft, days=shifted(draft.days, number * every))
        own = hashlib.sha256(f"{token} {number}".encode()).hexdigest()
        more = {"series_id": series_id, "occurrence": number + 1}
        found.append(meetings.create(connection, by, programme, one, now, own, **more))
    return found


def publish(connection: Connection, by: Actor, numbers: Sequence[int], now: datetime) -> None:
    """Let people see drafts of a series."""
    for number in numbers:
        meetings.publish(connection, by, number, now)


def shifted(days: Sequence[tuple[datetime, timedelta]], months: int) -> list[tuple[datetime, timedelta]]:
    """Return days so many months later: the same weekday of the same week, at the same time on the wall.

    The fifth such weekday of a month is the last one where there are but four. Several days stay together.
    """
    first = days[0][0]
    by = _later(first.date(), months) - first.date()
    return [(wall + by, length) for wall, length in days]


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    start = date(day.year + years, month + 1, 1)
    found = start + timedelta(days=(day.weekday() - start.weekday()) % 7, weeks=(day.day - 1) // 7)
    return found if found.month == start.month else found - timedelta(weeks=1)
