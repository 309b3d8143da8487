"""Meetings as staff make and change them: who may, what is refused, series through changes of clocks, what is near."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.services import meetings, rezoning, seating, series
from bot.services.meetings import NoMeeting
from bot.services.staff import OPERATOR, Actor, Denied
from bot.services.wall import moment_of, wall_of
from storage import contacts, invitations, tables, wishes
from storage import meetings as rows
from storage.contacts import Contact
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON, START, TOKEN, dinner, draft, people
from tests.services.sample import programme

P = programme()
STRANGER = Actor("stranger")


def _contact(connection: Connection, person_id: int) -> Contact:
    return contacts.of_person(connection, person_id)[0]


async def test_only_staff_of_the_place_make_and_change_a_meeting(store: Store) -> None:
    def work(connection: Connection) -> None:
        with pytest.raises(Denied):
            meetings.create(connection, STRANGER, P, draft(), NOON, TOKEN)
        number = dinner(connection)
        for act in (
            lambda: meetings.publish(connection, STRANGER, number, NOON),
            lambda: meetings.change(connection, STRANGER, P, number, NOON, seats=3),
            lambda: meetings.move(connection, STRANGER, P, number, [(START, HOUR)], NOON),
            lambda: meetings.cancel(connection, STRANGER, number, NOON),
            lambda: meetings.read(connection, STRANGER, number),
        ):
            with pytest.raises(NoMeeting):
                act()
        assert meetings.of_staff(connection, STRANGER, NOON) == []
        assert [one.id for one in meetings.of_staff(connection, OPERATOR, NOON)] == [number]

    await store.run(work)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"days": []}, "needs a day"),
        ({"days": [(START, timedelta())]}, "must last"),
        ({"days": [(START, 5 * HOUR), (START + HOUR, HOUR)]}, "follow one another"),
        ({"seats": 0}, "a seat"),
        ({"link": "http://example.org"}, "https"),
        ({"link": "https://example.org/\r\nX:1"}, "https"),
        ({"town": "nis"}, r"town\.nis"),
        ({"town": ""}, "town"),
        ({"country": "ZZ"}, r"country\.ZZ"),
        ({"programme": "unknown"}, r"programme\.unknown"),
        ({"place": {"de": "Gemeindehaus"}}, "'de'"),
        ({"title": {"en": "Dinner", "": "?"}}, "''"),
    ],
)
async def test_what_no_meeting_can_be_is_refused(store: Store, values: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        await store.run(lambda c: meetings.create(c, OPERATOR, P, draft(**values), NOON, TOKEN))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"town": "nis"}, r"town\.nis"),
        ({"town": ""}, "town"),
        ({"place": {"de": "Gemeindehaus"}}, "'de'"),
        ({"title": {"xx": "Dinner"}}, "'xx'"),
        ({"seats": 0}, "a seat"),
    ],
)
async def test_no_meeting_becomes_what_it_cannot_be(store: Store, values: dict[str, object], says: str) -> None:
    def work(connection: Connection) -> None:
        number = dinner(connection)
        with pytest.raises(ValueError, match=says):
            meetings.change(connection, OPERATOR, P, number, NOON, **values)
        assert meetings.read(connection, OPERATOR, number).version == 1
        meetings.change(connection, OPERATOR, P, number, NOON, town="", link="https://example.org/x")
        with pytest.raises(ValueError, match="town"):
            meetings.change(connection, OPERATOR, P, number, NOON, link="")

    await store.run(work)


async def test_what_is_over_or_taken_cannot_be_changed(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, (ana, besim) = dinner(connection, seats=2), people(connection, 2)
        for one in (ana, besim):
            seating.answer(connection, P, number, one, "yes", NOON)
        with pytest.raises(ValueError, match="not enough"):
            meetings.change(connection, OPERATOR, P, number, NOON, seats=1)
        with pytest.raises(ValueError, match="cannot be changed"):
            meetings.change(connection, OPERATOR, P, number, NOON, kind="info")
        with pytest.raises(ValueError, match="has passed"):
            meetings.move(connection, OPERATOR, P, number, [(START - 30 * DAY, HOUR)], NOON)
        with pytest.raises(ValueError, match="is published"):
            meetings.publish(connection, OPERATOR, number, NOON)
        assert meetings.cancel(connection, OPERATOR, number, NOON) == 2
        with pytest.raises(ValueError, match="is cancelled"):
            meetings.cancel(connection, OPERATOR, number, NOON)

    await store.run(work)


async def test_a_version_grows_with_what_a_card_shows_and_more_seats_go_to_who_waits(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, crowd = dinner(connection, seats=1), people(connection, 3)
        for one in crowd:
            seating.join_waiting(connection, P, number, one, NOON)
        assert meetings.change(connection, OPERATOR, P, number, NOON, seats=2) == 1
        assert [seating.stand(connection, number, one, NOON).state for one in crowd] == ["seated", "offered", "waiting"]
        assert meetings.read(connection, OPERATOR, number).version == 1
        assert meetings.change(connection, OPERATOR, P, number, NOON, place={"en": "Town hall"}) == 3
        assert meetings.read(connection, OPERATOR, number).version == 2

    await store.run(work)


def test_a_series_keeps_weekday_week_and_wall_time() -> None:
    fifth = [(datetime.fromisoformat("2027-01-29T18:00"), HOUR)]
    found = [series.shifted(fifth, months)[0][0] for months in range(0, 12, 2)]
    assert [f"{one:%Y-%m-%d %a}" for one in found] == [
        *("2027-01-29 Fri", "2027-03-26 Fri", "2027-05-28 Fri"),
        *("2027-07-30 Fri", "2027-09-24 Fri", "2027-11-26 Fri"),
    ]


async def test_each_of_a_series_is_a_meeting_of_its_own_through_changes_of_clocks(store: Store) -> None:
    def work(connection: Connection) -> None:
        numbers = series.make(connection, OPERATOR, P, draft(), 2, 6, NOON, TOKEN)
        series.publish(connection, OPERATOR, numbers, NOON)
        every = [meetings.read(connection, OPERATOR, one) for one in numbers]
        assert [one.occurrence for one in every] == [1, 2, 3, 4, 5, 6]
        assert len({one.code for one in every}) == 6
        zone = P.zone("AL")
        assert {f"{wall_of(one.starts_at, zone):%H:%M %a}" for one in every} == {"18:00 Mon"}
        assert len({one.starts_at.hour for one in every}) == 2, "summer and winter"
        meetings.cancel(connection, OPERATOR, numbers[1], NOON)
        later = [(wall_of(every[2].starts_at, zone) + DAY, HOUR)]
        meetings.move(connection, OPERATOR, P, numbers[2], later, NOON)
        meetings.change(connection, OPERATOR, P, numbers[3], NOON, seats=5)
        after = rows.of_series(connection, every[0].series_id or 0)
        assert [one.state for one in after] == ["published", "cancelled", *["published"] * 4]
        assert [one.starts_at for one in after] == [
            one.starts_at + (DAY if place == 2 else timedelta()) for place, one in enumerate(every)
        ]
        assert [one.seats for one in after] == [None, None, None, 5, None, None]

    await store.run(work)


async def test_what_is_near_comes_first_and_nothing_strange_at_all(store: Store) -> None:
    def work(connection: Connection) -> None:
        [ana] = people(connection, 1)
        there = dinner(connection, town="shkoder", days=[(START - 3 * DAY, HOUR)])
        here = dinner(connection)
        online = dinner(connection, country="RS", town="", link="https://example.org/x", days=[(START - DAY, HOUR)])
        dinner(connection, country="RS", town="nis")
        meetings.create(connection, OPERATOR, P, draft(), NOON, TOKEN)
        over = dinner(connection, days=[(START - 13 * DAY, HOUR)])
        meetings.cancel(connection, OPERATOR, dinner(connection), NOON)
        now = NOON + 2 * DAY
        contact = _contact(connection, ana)
        found = [one.id for one in meetings.near(connection, P, contact, now)]
        assert found == [online, here, there]
        assert over not in found
        paged = [meetings.near(connection, P, contact, now, limit=1, offset=at)[0].id for at in range(3)]
        assert paged == found
        lite = contact._replace(person_id=None, town="shkoder")
        assert [one.id for one in meetings.near(connection, P, lite, now)] == [there, online, here]

    await store.run(work)


async def test_whoever_is_not_known_sees_no_meeting_that_somebody_erased_was_invited_to(store: Store) -> None:
    def work(connection: Connection) -> None:
        [ana] = people(connection, 1)
        number = dinner(connection)
        rows.change(connection, number, organisation="another")
        invitations.add(connection, number, [ana], "staff", NOON)
        contact = _contact(connection, ana)
        assert [one.id for one in meetings.near(connection, P, contact, NOON)] == [number]
        invitations.erase_for(connection, ana)
        assert meetings.near(connection, P, contact._replace(person_id=None), NOON) == []

    await store.run(work)


async def test_who_wished_for_a_meeting_is_invited_once_there_is_one(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, abroad, far = people(connection, 3)
        for one, country in ((abroad, "RS"), (far, "ZZ-DE")):
            connection.execute(tables.person.update().where(tables.person.c.id == one).values(country=country))
        for one in (ana, ana, abroad, far):
            wishes.add(connection, one, NOON)
        number = dinner(connection)
        dinner(connection)
        found = connection.execute(select(tables.notice.c.person_id, tables.notice.c.kind, tables.notice.c.subject_id))
        assert [tuple(row) for row in found] == [(ana, "meeting_invitation", number)]
        online = dinner(connection, link="https://example.org/room")
        told = select(tables.notice.c.person_id).where(tables.notice.c.subject_id == online)
        assert list(connection.scalars(told)) == [far], "who lives elsewhere can come online only"
        assert wishes.of_country(connection, "sample_ngo", "RS", elsewhere=True) == [abroad], "theirs is not used up"

    await store.run(work)


async def test_a_zone_that_has_changed_moves_no_wall_time(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = dinner(connection, days=[(START, HOUR), (START + DAY, HOUR)])
        before = meetings.read(connection, OPERATOR, number)
        assert not rezoning.rezone(connection, P, number, NOON)
        rows.change(connection, number, zone="Europe/London")
        assert rezoning.rezone(connection, P, number, NOON)
        after = meetings.read(connection, OPERATOR, number)
        assert (after.starts_at, after.ends_at) == (before.starts_at + HOUR, before.ends_at + HOUR)
        assert [day.wall for day in rows.days(connection, number)] == [(START + n * DAY).isoformat() for n in range(2)]

    await store.run(work)


def test_a_wall_time_that_is_skipped_is_the_next_that_comes() -> None:
    night = datetime.fromisoformat("2027-03-28T02:30")
    assert series.shifted([(night - 28 * DAY, HOUR)], 1)[0][0] == night
    assert wall_of(moment_of(night, P.zone("AL")), P.zone("AL")).hour == 3
