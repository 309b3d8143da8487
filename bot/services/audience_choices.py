"""What an audience may be chosen from, by what a member of staff looks after; it counts nobody and names no person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import groups, meetings
from bot.services.audience import Audience
from bot.services.staff import Actor
from storage import meetings as rows
from storage.meetings import Meeting

MEETINGS = "arrange_meetings"
AGO = timedelta(days=180)
"""How long the guests of a meeting are offered as an audience."""
MOST = 40
"""How many meetings are offered at most."""


def held(connection: Connection, by: Actor, now: datetime) -> list[Meeting]:
    """Return published meetings of the last months and to come that somebody looks after, the last first."""
    mine = by.scopes(MEETINGS)
    return rows.every(connection, now - AGO, ("published",), whose=mine, latest=True, limit=MOST)


def check(connection: Connection, by: Actor, meant: Audience) -> None:
    """Raise NoMeeting or NoGroup where an audience names one that somebody does not look after."""
    for one in _parts(meant):
        if one.meeting_id is not None:
            meetings.read(connection, by, one.meeting_id, act=MEETINGS)
        if one.group_id is not None:
            groups.read(connection, by, one.group_id)


def _parts(meant: Audience) -> Iterator[Audience]:
    yield meant
    for other in (*meant.also, *meant.without):
        yield from _parts(other)
