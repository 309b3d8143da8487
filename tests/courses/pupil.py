"""What somebody does in a course, lesson by lesson; nothing is tested here."""

from datetime import datetime

from sqlalchemy import Connection

from bot.services import courses
from storage import certificates, studies
from tests.house import Guest

RIGHT = {
    "circle": "circle_fix",
    "less": "less_less",
    "again": "again_again",
    "repair": "repair_local",
    "sort": "sort_apart",
    "share": "share_share",
    "tell": "tell_repair",
}
"""The right answer to each lesson, in order; to the last one of five that are."""
LESSONS = tuple(RIGHT)


async def enter(guest: Guest) -> list[str]:
    """Go to the course from anywhere, past what the menu asks once."""
    await guest.write("menu")
    while await guest.at() in {"menu.gender", "menu.age"}:
        await guest.tap("skip")
    return await guest.tap("course")


async def begin(guest: Guest) -> list[str]:
    """Open the course and see the first lesson."""
    await enter(guest)
    return await guest.tap("start")


async def learn(guest: Guest, number: int, first: int = 0) -> list[str]:
    """Answer so many lessons, from ``first`` on; going on after each but the last."""
    said: list[str] = []
    for place in range(first, first + number):
        if place > first:
            await guest.tap("on")
        said = await guest.tap(RIGHT[LESSONS[place]])
    return said


async def finish(guest: Guest) -> list[str]:
    """Learn everything, up to the question for the name."""
    await begin(guest)
    return await learn(guest, len(LESSONS))


def studied(connection: Connection, person_id: int, name: str, now: datetime) -> None:
    """Let somebody leave something in every table about courses, with a name on a certificate."""
    courses.load(connection, courses.read_folder(), now)
    study = studies.add(connection, course_id=1, person_id=person_id, started_at=now, finished_at=now)
    studies.answer(connection, study, 1, value="fix", correct=True, person_id=person_id, at=now)
    certificates.put(connection, study, person_id, name, "1234", now)
