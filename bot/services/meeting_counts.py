"""How meetings went, in numbers, for staff; people who came twice count once; it never names anybody."""

from datetime import datetime

from sqlalchemy import Connection

from bot.services import meetings
from bot.services.staff import Actor
from storage import turnouts
from storage.turnouts import Turnout, Unique


def of_meeting(connection: Connection, by: Actor, meeting_id: int, now: datetime) -> Turnout:
    """Count one meeting as it stands now; raises NoMeeting."""
    return turnouts.of_meeting(connection, meetings.read(connection, by, meeting_id).id, now)


def unique(
    connection: Connection, by: Actor, since: datetime, until: datetime, *, organisation: str = "", programme: str = ""
) -> list[Unique]:
    """Count different people by kind, country and town, as far as this member of staff may see."""
    rows = turnouts.unique(connection, since, until, organisation=organisation, programme=programme)
    return [one for one in rows if by.may("check_in", organisation, one.country)]
