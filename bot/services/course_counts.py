"""How courses go, in numbers, for staff: begun, finished, certificates, brochures, offers; it never names anybody.

Members count once; a guest counts once from each phone, and is the same one after joining.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.services.staff import Actor
from storage import studies
from storage.studies import Count


def of_courses(
    connection: Connection, by: Actor, since: datetime, until: datetime, *, organisation: str = "", programme: str = ""
) -> list[Count]:
    """Count what happened in a time by course, country and language, as far as this member of staff may see."""
    rows = studies.counts(connection, since, until, organisation=organisation, programme=programme)
    return [one for one in rows if by.may("check_in", organisation, one.country)]
