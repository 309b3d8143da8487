"""When a tip is due and when somebody is asked what came of one, as plans; it never knows the words."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import due
from bot.services.wall import moment_of, wall_of
from storage import notices, rhythms
from storage.notices import Planned, Subject
from storage.people import Person
from storage.rhythms import Pace, Rhythm

TIP, ASKED = "tip", "tip_asked"
"""The kinds of notices about tips, by the names under which they are stored for ever."""
STEP = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "never": timedelta(days=7)}
"""From one tip to the next."""
HOUR = 10
"""When tips come for whom nobody knows better."""
AFTER = timedelta(days=3)
"""After so long somebody is asked whether they did what they wanted to try, and once more after as long."""
ASKING = timedelta(days=2)
"""How long it is worth asking."""
DAY = timedelta(days=1)


def subject(rhythm_id: int) -> Subject:
    """Return what the notices of somebody's rhythm are about."""
    return Subject("rhythm", rhythm_id)


def about(tip_id: int) -> Subject:
    """Return what the questions about a tip are about."""
    return Subject("tip", tip_id)


def tip_on(rhythm: Rhythm, day: date, zone: ZoneInfo) -> Planned:
    """Return the tip of a day, which is one at most: at the person's hour, and no later than the next would be."""
    wall = datetime.combine(day, time(rhythm.hour))
    last = wall + STEP[rhythm.pace] - DAY if rhythm.pace == "weekly" else datetime.combine(day + DAY, time())
    due_at, latest = moment_of(wall, zone), moment_of(last, zone)
    more: dict[str, Any] = {"wall": wall.isoformat(), "zone": zone.key, "person_id": rhythm.person_id}
    return due.notice(TIP, day.isoformat(), due_at, latest, **more)


def set_pace(
    connection: Connection, programme: Programme, person: Person, pace: Pace, hour: int | None, now: datetime
) -> None:
    """Let tips come to somebody at another pace or hour (None: as it was); what waits already follows."""
    zone = programme.zone(person.country)
    today = wall_of(now, zone).date()
    rhythms.begin(connection, person.id, (today + STEP["weekly"]).isoformat())
    old = rhythms.get(connection, person.id, lock=True)
    if old is None:
        raise LookupError(f"person {person.id} has no rhythm")
    waited = due.cancel(connection, subject(old.id), now, "changed", person_id=person.id) > 0
    at = old.hour if hour is None else hour
    day = _first(old, pace, today, waited=waited)
    if moment_of(datetime.combine(day, time(at)), zone) <= now:
        day = today + DAY
    rhythms.change(connection, old.id, pace=pace, hour=at, next_on=day.isoformat())
    if pace != "never" and day <= today + DAY:
        new = Rhythm(old.id, person.id, pace, at, day.isoformat())
        put(connection, programme, [(new, person.country)], now)


def put(connection: Connection, programme: Programme, some: Sequence[tuple[Rhythm, str]], now: datetime) -> None:
    """Plan the next tip of rhythms, each with its person's country, and let them move on."""
    days: dict[int, str] = {}
    for rhythm, country in some:
        zone = programme.zone(country)
        day = max(date.fromisoformat(rhythm.next_on), wall_of(now, zone).date())
        notices.put(connection, subject(rhythm.id), [tip_on(rhythm, day, zone)], now)
        days[rhythm.id] = (day + STEP[rhythm.pace]).isoformat()
    rhythms.move_on(connection, days)


def leave_to(connection: Connection, gone_id: int, kept_id: int, now: datetime) -> None:
    """Let no tip wait of the pace of somebody who is taken for another: the other's own pace stands, "never" too."""
    other = rhythms.get(connection, gone_id)
    if other is not None and rhythms.get(connection, kept_id) is not None:
        due.cancel(connection, subject(other.id), now, "merged", person_id=gone_id)


def ask(connection: Connection, programme: Programme, tip_id: int, person: Person, now: datetime) -> None:
    """Ask somebody twice, three days apart, whether they did what they want to try; an answer ends it."""
    zone, rhythm = programme.zone(person.country), rhythms.get(connection, person.id)
    today, hour = wall_of(now, zone).date(), rhythm.hour if rhythm else HOUR
    rows = []
    for n in (1, 2):
        wall = datetime.combine(today + n * AFTER, time(hour))
        due_at = moment_of(wall, zone)
        more: dict[str, Any] = {"wall": wall.isoformat(), "zone": zone.key, "person_id": person.id}
        rows.append(due.notice(ASKED, f"{today}:{n}", due_at, due_at + ASKING, **more))
    due.plan(connection, about(tip_id), rows, now)


def settle(connection: Connection, tip_id: int, person_id: int, now: datetime) -> None:
    """Ask somebody no more about a tip."""
    due.cancel(connection, about(tip_id), now, "answered", person_id=person_id)


def asks_again(connection: Connection, tip_id: int, person_id: int, now: datetime) -> bool:
    """Tell whether somebody will be asked once more about a tip."""
    found = notices.open_for(connection, about(tip_id), now, person_id=person_id)
    return any(state == "waiting" for _, state in found)


def _first(old: Rhythm, pace: Pace, today: date, *, waited: bool) -> date:
    """Return the first day of a changed rhythm: the same as before where only the hour is another one."""
    if pace != old.pace:
        return today + STEP[pace]
    planned = date.fromisoformat(old.next_on)
    return max(planned - STEP[pace], today) if waited else max(planned, today)
