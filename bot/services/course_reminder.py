"""Somebody wants to go on with a course tomorrow: planned for the same time of day, said if it is still true."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import due
from bot.services.due import NoticeKind
from bot.services.turn import Turn
from bot.services.wall import moment_of, wall_of
from flows.core.screens import card
from flows.core.values import Reply
from flows.course import COURSE
from storage import courses, studies
from storage.contacts import Contact
from storage.notices import Notice, Subject

SUBJECT, DONE = "study", "done"
"""What such a notice is about, and where in its detail stands how many lessons were done."""
LATER = timedelta(days=1)
WORTH = timedelta(days=3)
"""How long it is worth saying."""


def remind(turn: Turn, study_id: int, person_id: int, done: int) -> None:
    """Ask tomorrow at this time on the person's clock, in the place of what was planned before."""
    zone = turn.programme.zone(turn.contact.country)
    wall = wall_of(turn.now, zone).replace(second=0, microsecond=0) + LATER
    due_at = moment_of(wall, zone)
    one = KIND.planned(
        f"{wall:%Y-%m-%d}",
        due_at,
        due_at + WORTH,
        wall=wall.isoformat(),
        zone=zone.key,
        asked_for=True,
        person_id=person_id,
        detail={DONE: done},
    )
    due.replan(turn.connection, Subject(SUBJECT, study_id), [one], turn.now)


def say(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Sequence[Reply] | None:
    """Say how many lessons are done; nothing to whoever has gone on since, or finished."""
    study = studies.get(connection, row.subject_id)
    course = courses.get(connection, study.course_id) if study else None
    if study is None or course is None or study.finished_at is not None or course.status != "live":
        return None
    lessons = {one.id for one in courses.lessons(connection, course.id)}
    done = studies.answered(connection, study.id)
    if not lessons - done or len(done) != (row.detail or {}).get(DONE):
        return None
    counted = {"number": str(len(lessons & done)), "total": str(len(lessons))}
    return (card(COURSE, "ready", course.id, course.version, counted),)


KIND = NoticeKind("course_tomorrow", say)
