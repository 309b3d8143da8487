"""Who came: checked in at the door by picture, by QR code or by staff; it never knows what a screen shows.

Every attendance is of one day of a meeting, once for each person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.services import due, ledger, meeting_plans, meetings
from bot.services.staff import Actor
from bot.services.wall import moment_of, wall_of
from storage import attendances, feedbacks, log, responses
from storage import meetings as rows
from storage.attendances import How
from storage.meetings import Day, Meeting

OPENS = timedelta(hours=2)
"""So long before a day begins its door is open; it closes at the end of that day."""
TRIES = 2
"""After so many wrong pictures staff look who it is."""

State = Literal["here", "again", "wrong", "listed", "early", "over", "cancelled", "gone"]
"""What came of a check-in.

``again``: they were checked in before · ``wrong``: not this picture, once more · ``listed``: staff look who it is ·
``early``, ``over``: the door is not open · ``gone``: there is no such meeting.
"""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What came of a check-in, on which day (0 for none), and for how many people."""

    state: State
    day: int = 0
    party: int = 0


def is_open(meeting: Meeting, days: Sequence[Day], now: datetime) -> Day | None:
    """Return the day whose door is open now; online there is none, and who takes part says so while it runs."""
    zone = ZoneInfo(meeting.zone)
    for day in days:
        if meeting.link:
            if day.starts_at <= now < day.ends_at:
                return day
            continue
        midnight = wall_of(day.starts_at, zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        if day.starts_at - OPENS <= now < max(day.ends_at, moment_of(midnight, zone)):
            return day
    return None


def check_in(
    connection: Connection,
    meeting_id: int,
    person_id: int,
    now: datetime,
    *,
    picture: int | None = None,
    code: str = "",
) -> CheckIn:
    """Let somebody say that they are here, by the picture on the door (0 to 3) or by its QR code; online by a word."""
    meeting = rows.get(connection, meeting_id)
    if meeting is None or meeting.state == "draft":
        return CheckIn("gone")
    if meeting.state == "cancelled":
        return CheckIn("cancelled")
    days = rows.days(connection, meeting_id)
    day = is_open(meeting, days, now)
    if day is None:
        return CheckIn("over" if now >= days[-1].starts_at else "early")
    found = attendances.get(connection, meeting_id, day.n, person_id)
    if found and (found.state == "here" or (found.state == "listed" and not meeting.link)):
        return CheckIn("again" if found.state == "here" else "listed", day.n, found.party)
    if meeting.link or code == meeting.code or picture == meeting.door:
        return _here(connection, meeting, day.n, person_id, now, "qr" if code else "picture")
    return _wrong(connection, meeting, day.n, person_id, now, 1 + (found.wrong if found else 0))


def tick_off(
    connection: Connection,
    by: Actor,
    meeting_id: int,
    person_id: int,
    now: datetime,
    *,
    party: int | None = None,
    day: int | None = None,
) -> CheckIn:
    """Let staff check somebody in, also after the day (from paper); raises NoMeeting, ValueError for a day to come."""
    meeting, number = _door(connection, by, meeting_id, now, day)
    found = attendances.get(connection, meeting_id, number, person_id)
    if found and found.state == "here" and party in {None, found.party}:
        return CheckIn("again", number, found.party)
    return _here(connection, meeting, number, person_id, now, "staff", party)


def walk_in(
    connection: Connection,
    by: Actor,
    meeting_id: int,
    name: str,
    now: datetime,
    *,
    party: int = 1,
    day: int | None = None,
) -> CheckIn:
    """Check in somebody whom Drom does not know; raises NoMeeting, ValueError."""
    meeting, number = _door(connection, by, meeting_id, now, day)
    if not name.strip() or party < 1:
        raise ValueError("whoever comes needs a name, and is at least one")
    row = attendances.add_walk_in(connection, meeting.id, number, name.strip(), party, now)
    detail = {"day": number, "row": row, "party": party}
    log.write(connection, at=now, actor=by.name, act="walked_in", subject=f"meeting:{meeting.id}", detail=detail)
    return CheckIn("here", number, party)


def take_off(connection: Connection, by: Actor, meeting_id: int, row: int, now: datetime) -> bool:
    """Let staff take back that somebody was here, by the row of it; False where it is not there. Raises NoMeeting.

    Whoever was not there is not asked how it was.
    """
    meeting = meetings.read(connection, by, meeting_id)
    if not attendances.remove(connection, meeting.id, row):
        return False
    log.write(connection, at=now, actor=by.name, act="taken_off", subject=f"meeting:{meeting.id}", detail={"row": row})
    return True


def give_feedback(
    connection: Connection,
    meeting_id: int,
    person_id: int,
    now: datetime,
    *,
    grade: feedbacks.Grade | None = None,
    learned: str | None = None,
    media_id: int | None = None,
    useful: bool | None = None,
    in_touch: bool | None = None,
) -> bool:
    """Keep what somebody says of a meeting, answer by answer; False where they were not there."""
    if not attendances.came(connection, meeting_id, person_id):
        return False
    given = {"grade": grade, "learned": learned, "media_id": media_id, "useful": useful, "in_touch": in_touch}
    values = {name: value for name, value in given.items() if value is not None}
    feedbacks.put(connection, meeting_id, person_id, now, **values)
    return True


def _door(connection: Connection, by: Actor, meeting_id: int, now: datetime, day: int | None) -> tuple[Meeting, int]:
    """Return a meeting and the number of the day that staff mean: that of today, or the last one that was."""
    meeting = meetings.read(connection, by, meeting_id)
    if meeting.state != "published":
        raise ValueError(f"meeting {meeting_id} is {meeting.state}")
    opened = [one.n for one in rows.days(connection, meeting_id) if one.starts_at - OPENS <= now]
    if not opened or day not in {None, *opened}:
        raise ValueError("this day has not come yet")
    return meeting, day or opened[-1]


def _wrong(connection: Connection, meeting: Meeting, day: int, person_id: int, now: datetime, wrong: int) -> CheckIn:
    """Keep that somebody tapped so many wrong pictures, unless staff have just checked them in."""
    calls = wrong >= TRIES
    if _put(connection, meeting, day, person_id, now, state="listed" if calls else "trying", wrong=wrong):
        return CheckIn("listed" if calls else "wrong", day)
    found = attendances.get(connection, meeting.id, day, person_id)
    return CheckIn("again", day, found.party if found else 1)


def _here(
    connection: Connection,
    meeting: Meeting,
    day: int,
    person_id: int,
    now: datetime,
    how: How,
    party: int | None = None,
) -> CheckIn:
    """Keep that somebody is here with those who come along, and ask how it was on the day after."""
    response = responses.get(connection, meeting.id, person_id)
    several = party or (response.party if response and response.answer == "yes" else 1)
    _put(connection, meeting, day, person_id, now, state="here", how=how, party=several)
    asked = meeting_plans.how_was_it(meeting, person_id)
    due.plan(connection, meeting_plans.subject(meeting.id), [asked], now)
    return CheckIn("here", day, several)


def _put(
    connection: Connection,
    meeting: Meeting,
    day: int,
    person_id: int,
    now: datetime,
    *,
    state: attendances.State,
    how: How = "picture",
    party: int = 1,
    wrong: int = 0,
) -> bool:
    pseudonym = ledger.pseudonym(connection, "person", person_id)
    values = {"pseudonym": pseudonym, "how": how, "party": party, "wrong": wrong, "at": now}
    return attendances.put(connection, meeting.id, day, person_id, state=state, **values)
