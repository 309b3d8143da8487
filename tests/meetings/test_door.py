"""Who came and how it went: the door, guests, walk-ins, counts that count people once; on both databases."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.services import attendance, meeting_counts, meetings, seating
from bot.services.attendance import CheckIn
from bot.services.meetings import NoMeeting
from bot.services.staff import OPERATOR, Actor
from bot.services.wall import moment_of
from storage import attendances, feedbacks, tables
from storage import meetings as rows
from storage.store import Store
from storage.turnouts import Turnout, Unique
from tests.meetings.guests import DAY, HOUR, NOON, START, TOKEN, dinner, people
from tests.services.sample import programme

BEGINS = moment_of(START, programme().zone("AL"))
DOOR, CODE = int(TOKEN[:8], 16) % 4, TOKEN[:16]
KICK_OFF = [(START.replace(hour=9) + day * DAY, 8 * HOUR) for day in range(3)]
MINUTE = timedelta(minutes=1)
STRANGER = Actor("stranger")


async def test_the_door_is_open_from_two_hours_before_to_the_end_of_the_day(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = dinner(connection, days=KICK_OFF)
        meeting, days = rows.get(connection, number), rows.days(connection, number)
        assert meeting is not None

        def opened(day: int, wall: str) -> int:
            at = datetime.combine(START.date(), datetime.fromisoformat(f"2026-06-29T{wall}").time()) + day * DAY
            found = attendance.is_open(meeting, days, moment_of(at, programme().zone("AL")))
            return found.n if found else 0

        hours = ("06:59", "07:00", "17:01", "23:59")
        assert [opened(day, wall) for day in range(3) for wall in hours] == [0, 1, 1, 1, 0, 2, 2, 2, 0, 3, 3, 3]
        [ana] = people(connection, 1)
        for day in range(3):
            found = attendance.check_in(connection, number, ana, days[day].starts_at, picture=DOOR)
            assert found == CheckIn("here", day + 1, 1)
        assert meeting_counts.of_meeting(connection, OPERATOR, number, BEGINS).came == 1

    await store.run(work)


async def test_two_wrong_pictures_call_staff_and_a_right_one_counts_once(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, (ana, besim, cila) = dinner(connection), people(connection, 3)
        seating.answer(connection, programme(), number, ana, "yes", NOON, party=3)

        def door(person_id: int, picture: int, now: datetime = BEGINS) -> str:
            return attendance.check_in(connection, number, person_id, now, picture=picture).state

        wrong = (DOOR + 1) % 4
        assert door(ana, DOOR, BEGINS - 3 * HOUR) == "early"
        assert door(ana, DOOR, BEGINS + DAY) == "over"
        assert [door(ana, one) for one in (wrong, DOOR, DOOR, wrong)] == ["wrong", "here", "again", "again"]
        assert [door(besim, one) for one in (wrong, wrong, DOOR)] == ["wrong", "listed", "listed"]
        assert attendance.check_in(connection, number, cila, BEGINS, code=CODE[:-1]).state == "wrong"
        assert attendance.check_in(connection, number, cila, BEGINS, code=CODE) == CheckIn("here", 1, 1)
        with pytest.raises(NoMeeting):
            attendance.tick_off(connection, STRANGER, number, besim, BEGINS)
        for told in ("here", "again"):
            assert attendance.tick_off(connection, OPERATOR, number, besim, BEGINS + 5 * DAY).state == told
        assert attendance.walk_in(connection, OPERATOR, number, " Dora ", BEGINS, party=2) == CheckIn("here", 1, 2)
        found = meeting_counts.of_meeting(connection, OPERATOR, number, BEGINS + DAY)
        assert (found.came, found.guests, found.walked_in, found.missed) == (4, 3, 1, 0)
        meetings.cancel(connection, OPERATOR, number, BEGINS + MINUTE)
        assert door(ana, DOOR) == "cancelled"
        with pytest.raises(ValueError, match="cancelled"):
            attendance.walk_in(connection, OPERATOR, number, "Dora", BEGINS)

    await store.run(work)


async def test_who_came_twice_counts_once_as_a_person(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = people(connection, 2)
        numbers = [dinner(connection, kind="info") for _ in range(2)] + [dinner(connection, town="elbasan")]
        for number in numbers:
            attendance.check_in(connection, number, ana, BEGINS, picture=DOOR)
        attendance.check_in(connection, numbers[0], besim, BEGINS, picture=DOOR)
        attendance.walk_in(connection, OPERATOR, numbers[1], "Dora", BEGINS)
        span = (BEGINS - DAY, BEGINS + DAY)
        assert meeting_counts.unique(connection, OPERATOR, *span) == [
            Unique("dinner", "AL", "elbasan", 1, 1, 0),
            Unique("info", "AL", "tirana", 2, 3, 0),
        ]
        assert meeting_counts.unique(connection, STRANGER, *span) == []

    await store.run(work)


async def test_every_answer_and_everybody_who_waited_is_counted(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, crowd = dinner(connection, seats=2), people(connection, 5)
        for one in crowd[:3]:
            seating.join_waiting(connection, programme(), number, one, NOON)
        seating.answer(connection, programme(), number, crowd[3], "no", NOON)
        seating.answer(connection, programme(), number, crowd[4], "maybe", NOON)
        attendance.check_in(connection, number, crowd[0], BEGINS, picture=DOOR)
        ends = meetings.read(connection, OPERATOR, number).ends_at
        for now, missed in ((BEGINS - DAY, 0), (ends - MINUTE, 0), (ends, 1)):
            found = meeting_counts.of_meeting(connection, OPERATOR, number, now)
            told = Turnout(0, 3, 1, 1, seated=2, waiting=1, waited=1, came=1, guests=0, walked_in=0, missed=missed)
            assert found == told, "nobody has missed what is not over"

    await store.run(work)


async def test_only_who_came_says_how_it_was_answer_by_answer(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, (ana, besim) = dinner(connection), people(connection, 2)
        attendance.check_in(connection, number, ana, BEGINS, picture=DOOR)
        assert not attendance.give_feedback(connection, number, besim, BEGINS + DAY, grade="bad")
        for said in ({"grade": "good"}, {"learned": "prices"}, {"useful": True}, {"grade": "so"}, {}):
            assert attendance.give_feedback(connection, number, ana, BEGINS + DAY, **said)
        [found] = feedbacks.of_meeting(connection, number)
        assert (found.grade, found.learned, found.useful, found.in_touch) == ("so", "prices", True, None)

    await store.run(work)


async def test_names_and_words_are_forgotten_after_their_time(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, [ana] = dinner(connection), people(connection, 1)
        attendance.check_in(connection, number, ana, BEGINS, picture=DOOR)
        attendance.walk_in(connection, OPERATOR, number, "Dora", BEGINS)
        attendance.give_feedback(connection, number, ana, BEGINS, learned="prices")
        for before, much in ((BEGINS, 0), (BEGINS + MINUTE, 1), (BEGINS + MINUTE, 0)):
            assert attendances.forget_names(connection, before) == much
            assert feedbacks.forget_texts(connection, before) == much
        assert connection.scalar(select(func.count()).select_from(tables.attendance)) == 2

    await store.run(work)
