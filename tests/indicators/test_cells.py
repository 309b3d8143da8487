"""Counting what is stored: each person once, where they were first; what is not known stays in the sum."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.indicator_kinds import KINDS, MEETINGS
from bot.services import attendance, counting, meetings, privacy, seating
from bot.services.staff import OPERATOR
from storage import cells, contacts, meeting_cells, merges, people, tables
from storage import meetings as rows
from storage.cells import Cell, Term
from storage.meetings import Host
from storage.store import Store
from tests.meetings import guests
from tests.meetings.guests import DAY, HOUR, NOON, dinner
from tests.services.sample import programme

TERM = Term("green_albania", NOON - timedelta(days=170), NOON + timedelta(days=190), NOON + 30 * DAY)
EVENING = datetime.fromisoformat("2026-06-16T18:00")


def _held(connection: Connection, came: list[int], **values: Any) -> int:
    """Hold a meeting, on the day after noon unless told, at which some people are checked in."""
    number = dinner(connection, **{"days": [(EVENING, HOUR)], **values})
    for person in came:
        attendance.tick_off(connection, OPERATOR, number, person, NOON + 60 * DAY, day=1)
    return number


def _sum(found: list[Cell]) -> int:
    return sum(one.number for one in found)


def _by(found: list[Cell], name: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for one in found:
        counted[getattr(one, name)] += one.number
    return dict(counted)


async def test_people_are_counted_once_where_they_came_first(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani = guests.people(connection, 3)
        people.change(connection, ana, gender="woman")
        people.change(connection, besim, gender="skip")
        contacts.change(connection, contacts.of_person(connection, cani)[0].id, language="rom", channel="whatsapp")
        _held(connection, [ana, besim], kind="info")
        later = datetime.fromisoformat("2026-07-01T18:00")
        _held(connection, [ana, cani], kind="info", town="elbasan", days=[(later, HOUR)])
        _held(connection, [ana], kind="training")
        found = meeting_cells.came(connection, TERM, ["info"])
        assert _by(found, "month") == {"2026-06": 2, "2026-07": 1}
        assert _by(found, "town") == {"tirana": 2, "elbasan": 1}
        assert _by(found, "gender") == {"woman": 1, "skip": 1, "": 1}
        assert _by(found, "language") == {"en": 2, "rom": 1}
        assert _by(found, "channel") == {"telegram": 2, "whatsapp": 1}
        assert _sum(meeting_cells.came(connection, TERM, ["training"])) == 1
        assert _sum(meeting_cells.came(connection, TERM, MEETINGS)) == 3
        assert meeting_cells.came(connection, TERM, ["dinner"]) == []

    await store.run(work)


async def test_who_walks_in_or_was_erased_stays_in_the_sum(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = guests.people(connection, 2)
        number = _held(connection, [ana, besim], kind="info")
        _held(connection, [ana], kind="info", days=[(EVENING + DAY, HOUR)])
        attendance.walk_in(connection, OPERATOR, number, "Somebody", NOON + 60 * DAY)
        assert _sum(meeting_cells.came(connection, TERM, ["info"])) == 3
        contact = contacts.of_person(connection, ana)[0]
        privacy.erase(connection, contact, NOON + 61 * DAY, programme(), OPERATOR)
        found = meeting_cells.came(connection, TERM, ["info"])
        assert _sum(found) == 3
        assert _by(found, "language") == {"en": 1, "": 2}

    await store.run(work)


async def test_who_said_yes_often_is_one_also_when_they_are_erased(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = guests.people(connection, 2)
        for place in range(3):
            number = dinner(connection, kind="training", days=[(EVENING + place * DAY, HOUR)])
            for person in (ana, besim):
                seating.answer(connection, programme(), number, person, "yes", NOON)
        assert _sum(meeting_cells.wanted(connection, TERM, ["training"])) == 2
        privacy.erase(connection, contacts.of_person(connection, ana)[0], NOON + 10 * DAY, programme(), OPERATOR)
        assert _sum(meeting_cells.wanted(connection, TERM, ["training"])) == 2
        assert connection.scalar(select(func.count(tables.response.c.pseudonym.distinct()))) == 2, "hers, and none"

    await store.run(work)


async def test_who_was_found_to_be_another_is_counted_once(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, twin = guests.people(connection, 2)
        _held(connection, [ana, twin], kind="info")
        assert _sum(meeting_cells.came(connection, TERM, ["info"])) == 2
        merges.add(connection, ana, twin, "operator", NOON)
        assert _sum(meeting_cells.came(connection, TERM, ["info"])) == 1

    await store.run(work)


async def test_only_the_programme_and_its_time_are_counted(store: Store) -> None:
    def work(connection: Connection) -> None:
        (ana,) = guests.people(connection, 1)
        _held(connection, [ana], kind="info")
        assert _sum(meeting_cells.came(connection, Term("nordic", TERM.since, TERM.until, NOON), ["info"])) == 0
        before = Term("green_albania", TERM.since, NOON, NOON)
        assert (
            meeting_cells.came(connection, before, ["info"]) == meeting_cells.held(connection, before, ["info"]) == []
        )

    await store.run(work)


async def test_meetings_take_place_where_somebody_is_checked_in(store: Store) -> None:
    def work(connection: Connection) -> None:
        (ana,) = guests.people(connection, 1)
        _held(connection, [], kind="dinner")
        _held(connection, [ana], kind="dinner")
        _held(connection, [ana], kind="dinner", town="elbasan", days=[(EVENING + DAY, HOUR)])
        off = _held(connection, [ana], kind="dinner", days=[(EVENING + 2 * DAY, HOUR)])
        rows.change(connection, off, state="cancelled")
        assert meeting_cells.held(connection, TERM, ["dinner"]) == [
            Cell(1, "2026-06", "AL", "tirana"),
            Cell(1, "2026-06", "AL", "elbasan"),
        ]
        _held(connection, [ana], kind="dinner", days=[(EVENING + 30 * DAY, HOUR)])
        assert meeting_cells.areas(connection, TERM, ["dinner"]) == [
            Cell(1, "2026-06", "AL", "tirana"),
            Cell(1, "2026-06", "AL", "elbasan"),
        ]

    await store.run(work)


async def test_experts_count_on_each_day_that_they_are_there(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani = guests.people(connection, 3)
        hosts = (Host("expert", ana), Host("expert", besim), Host("expert", name="A guest"), Host("host", cani))
        days = [(EVENING, HOUR), (EVENING + DAY, HOUR)]
        number = _held(connection, [ana, cani], kind="mentor", hosts=hosts, days=days)
        assert _sum(meeting_cells.experts(connection, TERM, ["mentor"])) == 2, "besim did not come"
        attendance.tick_off(connection, OPERATOR, number, besim, NOON + 60 * DAY, day=2)
        assert _sum(meeting_cells.experts(connection, TERM, ["mentor"])) == 4

    await store.run(work)


async def test_coordinators_first_meeting_and_those_after_it(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = guests.people(connection, 2)
        people.change(connection, besim, country="RS")
        days = [(EVENING + number * DAY, HOUR) for number in range(3)]
        kick_off = _held(connection, [ana], kind="coordinators", days=days)
        attendance.tick_off(connection, OPERATOR, kick_off, besim, NOON + 60 * DAY, day=3)
        _held(connection, [ana], kind="coordinators", days=[(EVENING + 20 * DAY, HOUR)])
        assert _sum(meeting_cells.first_days(connection, TERM, ["coordinators"])) == 2
        assert _by(meeting_cells.first_team(connection, TERM, ["coordinators"]), "country") == {"AL": 1, "RS": 1}
        after = counting.count(connection, TERM, KINDS["reflection_meetings"])
        assert after == [Cell(1, "2026-07", "AL", "tirana")]
        assert meeting_cells.first_days(connection, TERM, ["conference"]) == []

    await store.run(work)


async def test_who_lives_elsewhere_is_counted_in_no_country_of_the_programme(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani = guests.people(connection, 3)
        for person, country in ((ana, "ZZ-DE"), (besim, "ZZ")):
            people.change(connection, person, country=country)
            contacts.change(connection, contacts.of_person(connection, person)[0].id, country=country)
        _held(connection, [ana, besim, cani], kind="coordinators")
        term = replace(TERM, since=NOON - 900 * DAY)
        assert _by(cells.registered(connection, term), "country") == {"ZZ": 2, "AL": 1}
        assert _by(meeting_cells.first_team(connection, TERM, ["coordinators"]), "country") == {"ZZ": 2, "AL": 1}

    await store.run(work)


async def test_a_yes_counts_once_and_stays_when_its_person_goes(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = guests.people(connection, 2)
        first = dinner(connection, kind="training")
        second = dinner(connection, kind="training", days=[(guests.START + DAY, HOUR)])
        for number in (first, second):
            seating.answer(connection, programme(), number, ana, "yes", NOON)
        seating.answer(connection, programme(), first, besim, "no", NOON)
        assert _sum(meeting_cells.wanted(connection, TERM, ["training"])) == 1
        assert meeting_cells.wanted(connection, TERM, ["info"]) == []

    await store.run(work)


async def test_how_it_was_counts_once_a_meeting(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = guests.people(connection, 2)
        number = _held(connection, [ana, besim], kind="info")
        attendance.give_feedback(connection, number, ana, NOON + 2 * DAY, grade="good", learned="Much")
        attendance.give_feedback(connection, number, besim, NOON + 2 * DAY, useful=True)
        assert meeting_cells.told_how(connection, TERM) == [Cell(1, "2026-06", "AL", "tirana", "en", "", "telegram")]

    await store.run(work)


async def test_registered_and_active_people(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani = guests.people(connection, 3)
        people.change(connection, besim, registered_at=None)
        people.change(connection, cani, programme="nordic")
        found = cells.registered(connection, TERM)
        assert found == [Cell(1, "2026-06", "AL", "tirana", "en", "", "telegram")]
        assert _sum(cells.active(connection, TERM, NOON)) == 1
        assert cells.active(connection, TERM, NOON + HOUR) == []
        contacts.add(connection, "whatsapp", "355", NOON, person_id=ana, language="rom", last_in_at=NOON + 2 * HOUR)
        assert _by(cells.registered(connection, TERM), "language") == {"rom": 1}, "the contact last written from"
        assert _sum(cells.active(connection, TERM, NOON + HOUR)) == 1

    await store.run(work)


async def test_every_source_counts_nothing_in_an_empty_database(store: Store) -> None:
    def work(connection: Connection) -> None:
        connection.execute(update(tables.person).values(programme=""))
        for name, kind in KINDS.items():
            found = counting.count(connection, TERM, kind)
            assert found in (None, []), name
            assert (found is None) == (kind.source not in counting.COUNTS)
        assert meetings.of_staff(connection, OPERATOR, NOON) == []

    await store.run(work)
