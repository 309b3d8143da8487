"""What people hear of meetings: reminders through changes of clocks, changes, ends, offers, the day after."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.services import attendance, audience, meeting_plans, meetings, seating, slot_notices
from bot.services.meeting_notices import kinds
from bot.services.reminders import Quiet
from bot.services.staff import OPERATOR
from bot.services.wall import moment_of, wall_of
from storage.responses import Answer
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner, people
from tests.meetings.hall import Hall, speech
from tests.services.nights import is_quiet

P = speech().programme
PLACES = ("AL", "RS", "MK", "DK", "GB")
"""Tirana, Belgrade, Skopje, Copenhagen, London."""
NIGHTS = ("2027-03-28", "2027-10-31")
"""The nights in which the clocks of all these places change."""
BEGINS = moment_of(START, P.zone("AL"))
MINUTE = timedelta(minutes=1)


def say(c: Connection, meeting_id: int, person_id: int, said: Answer, now: datetime, party: int | None = None) -> str:
    return seating.answer(c, P, meeting_id, person_id, said, now, party=party).state


async def _answered(hall: Hall, said: Answer = "yes", **contact: object) -> tuple[int, int]:
    """Return the number of a dinner, and of somebody who answers at once."""

    def work(c: Connection) -> tuple[int, int]:
        [ana] = people(c, 1, **contact)
        meeting_id = dinner(c, hall.now)
        say(c, meeting_id, ana, said, hall.now)
        return meeting_id, ana

    return await hall.run(work)


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("country", PLACES)
async def test_reminders_stand_on_the_wall_through_nights_of_23_and_25_hours(country: str, night: str) -> None:
    """Meetings on the day of the change, the day after and a week later: each has that night before one reminder."""
    zone, hall = P.zone(country), Hall()
    walls = [datetime.fromisoformat(night).replace(hour=18) + days * DAY for days in (0, 1, 6)]
    hall.clock.move(moment_of(walls[0] - 20 * DAY, zone) - hall.now)

    def work(c: Connection) -> None:
        for wall in walls:
            [ana] = people(c, 1, country=country)
            town = next(iter(P.towns_of(country)))
            meeting_id = dinner(c, hall.now, P, country=country, town=town, days=[(wall, 2 * HOUR)])
            assert say(c, meeting_id, ana, "yes", hall.now) == "seated"

    await hall.run(work)
    await hall.until(moment_of(walls[-1], zone) + DAY)
    found = sorted(await hall.heard(), key=lambda one: (one.person_id, one.at))
    assert {one.kind for one in found} == {"meeting_reminder"}
    for place, wall in enumerate(walls):
        heard = [one.at for one in found[3 * place : 3 * place + 3]]
        shown = [wall_of(at, zone) for at in heard]
        assert shown[:2] == [wall - 7 * DAY, wall - DAY], "at the same time on the wall"
        assert heard[2] == moment_of(wall, zone) - 2 * HOUR
    assert len(found) == 9


@pytest.mark.parametrize("hour", [1, 6, 8, 22, 23])
@pytest.mark.parametrize("night", NIGHTS)
async def test_no_reminder_is_heard_at_night_or_after_the_beginning(night: str, hour: int) -> None:
    zone, hall = P.zone("AL"), Hall()
    wall = datetime.fromisoformat(night).replace(hour=hour) + DAY
    hall.clock.move(moment_of(wall - 9 * DAY, zone) - hall.now)

    def work(c: Connection) -> None:
        [ana] = people(c, 1)
        say(c, dinner(c, hall.now, days=[(wall, HOUR)]), ana, "maybe", hall.now)

    await hall.run(work)
    await hall.until(moment_of(wall, zone) + 3 * DAY)
    found = await hall.heard()
    assert 2 <= len(found) <= 3
    for one in found:
        assert not is_quiet(one.at, Quiet(zone, 22, 7))
        assert one.at < moment_of(wall, zone)


async def test_who_answers_late_hears_what_is_still_of_use() -> None:
    hall = Hall()
    hall.clock.move(BEGINS - 30 * HOUR - hall.now)
    await _answered(hall)
    await hall.until(BEGINS + HOUR)
    assert [BEGINS - one.at for one in await hall.heard()] == [DAY, 2 * HOUR]
    assert [one.text[:14] for one in await hall.heard()] == ["Tomorrow 18:00", "Today 18:00: \U0001f37d"]


@pytest.mark.parametrize("end", ["declined", "cancelled"])
async def test_nobody_is_reminded_of_what_is_not_for_them(end: str) -> None:
    hall = Hall()
    meeting_id, ana = await _answered(hall)
    if end == "declined":
        await hall.run(lambda c: say(c, meeting_id, ana, "no", hall.now))
    else:
        assert await hall.run(lambda c: meetings.cancel(c, OPERATOR, meeting_id, hall.now)) == 1
    await hall.until(BEGINS + 5 * DAY)
    assert await hall.kinds(ana) == ({} if end == "declined" else {"meeting_cancelled": 1})


async def test_a_move_is_told_and_plans_everything_anew_once() -> None:
    hall = Hall()
    meeting_id, ana = await _answered(hall)
    await hall.until(BEGINS - 7 * DAY + HOUR)
    assert await hall.kinds(ana) == {"meeting_reminder": 1}
    new = [(START + DAY + HOUR, HOUR)]
    assert await hall.run(lambda c: meetings.move(c, OPERATOR, P, meeting_id, new, hall.now)) == 1
    await hall.until(BEGINS + 9 * DAY)
    found = [(one.kind, BEGINS + DAY + HOUR - one.at) for one in await hall.heard()]
    assert found[1:] == [
        ("meeting_changed", 8 * DAY),
        ("meeting_reminder", 7 * DAY),
        ("meeting_reminder", DAY),
        ("meeting_reminder", 2 * HOUR),
    ]


@pytest.mark.parametrize(("before", "urgent"), [(20 * HOUR, True), (4 * DAY, False)])
async def test_only_an_urgent_change_is_heard_at_night(before: timedelta, urgent: bool) -> None:
    hall = Hall()
    meeting_id, _ = await _answered(hall)
    at = wall_of(BEGINS - before, P.zone("AL")).replace(hour=23)
    await hall.until(moment_of(at, P.zone("AL")))
    night = hall.now
    place = {"en": "Town hall"}
    assert await hall.run(lambda c: meetings.change(c, OPERATOR, P, meeting_id, hall.now, place=place)) == 1
    await hall.until(BEGINS)
    [told] = [one for one in await hall.heard() if one.kind == "meeting_changed"]
    assert told.at == (night if urgent else night + 8 * HOUR)
    assert "Town hall" in told.text


async def test_an_offer_that_lapses_goes_to_the_next_and_both_are_told() -> None:
    hall = Hall()

    def work(c: Connection) -> list[int]:
        meeting_id, crowd = dinner(c, seats=2), people(c, 4)
        for one, party in zip(crowd, (2, 2, 1, 1), strict=True):
            say(c, meeting_id, one, "yes", hall.now, party)
            seating.join_waiting(c, P, meeting_id, one, hall.now)
        say(c, meeting_id, crowd[0], "yes", hall.now, 1)
        return [meeting_id, *crowd]

    meeting_id, _, pair, cila, dora = await hall.run(work)
    assert await hall.kinds(pair) == {"party_too_big": 1}
    assert await hall.kinds(cila) == {"seat_offered": 1}
    await hall.until(NOON + 12 * HOUR + MINUTE)
    stands = [seating.stand(hall.store.connection, meeting_id, one, hall.now).state for one in (cila, dora)]
    hall.store.connection.rollback()
    assert stands == ["lapsed", "offered"]
    await hall.until(NOON + 2 * DAY)
    heard = {one.kind: one.at for one in await hall.heard() if one.person_id == cila}
    morning = moment_of(datetime.fromisoformat("2026-06-16T07:00"), P.zone("AL"))
    assert heard == {"seat_offered": NOON, "seat_lapse": morning}, "the lapse is told in the morning"
    [offer] = [one.at for one in await hall.heard() if one.person_id == dora and one.kind == "seat_offered"]
    assert offer == morning


async def test_in_the_last_two_hours_all_who_wait_hear_at_once_and_the_first_tap_wins() -> None:
    hall = Hall()

    def work(c: Connection) -> list[int]:
        meeting_id, crowd = dinner(c, seats=1), people(c, 4)
        for one in crowd:
            seating.join_waiting(c, P, meeting_id, one, hall.now)
        return [meeting_id, *crowd]

    meeting_id, ana, *waiting = await hall.run(work)
    await hall.until(BEGINS - HOUR)
    await hall.run(lambda c: say(c, meeting_id, ana, "no", hall.now))
    for one in waiting:
        assert await hall.kinds(one) == {"seat_offered": 1}
    found = [
        await hall.run(lambda c, one=one: seating.accept_offer(c, P, meeting_id, one, hall.now).state)  # type: ignore[misc]
        for one in reversed(waiting)
    ]
    assert found == ["seated", "waiting", "waiting"]


@pytest.mark.parametrize("list_kept", [True, False])
async def test_the_day_after_who_came_is_asked_and_who_did_not_hears_one_kind_word(list_kept: bool) -> None:
    hall = Hall()

    def work(c: Connection) -> list[int]:
        meeting_id, crowd = dinner(c), people(c, 3)
        for one in crowd:
            say(c, meeting_id, one, "maybe" if one == crowd[2] else "yes", hall.now)
        return [meeting_id, *crowd]

    meeting_id, ana, besim, maybe = await hall.run(work)
    await hall.until(BEGINS + MINUTE)
    for one in (ana, besim, maybe):
        assert await hall.kinds(one) == {"meeting_reminder": 3}
    if list_kept:
        assert await hall.run(lambda c: attendance.check_in(c, meeting_id, ana, hall.now, picture=3).state) == "here"
    await hall.until(BEGINS + 6 * DAY)
    after = [(one.person_id, one.kind, wall_of(one.at, P.zone("AL"))) for one in await hall.heard()][9:]
    ten = START.replace(hour=10) + DAY
    assert sorted(after) == ([(ana, "feedback", ten), (besim, "missed", ten)] if list_kept else [])


async def test_of_several_changes_in_a_night_only_how_it_is_now_is_told() -> None:
    hall = Hall()
    meeting_id, _ = await _answered(hall)
    await hall.until(moment_of(START.replace(hour=23) - 5 * DAY, P.zone("AL")))
    for words in ("Town hall", "School", "Library"):
        place = {"en": words}
        await hall.run(lambda c, place=place: meetings.change(c, OPERATOR, P, meeting_id, hall.now, place=place))  # type: ignore[misc]
    await hall.until(BEGINS - 2 * DAY)
    [told] = [one.text for one in await hall.heard() if one.kind == "meeting_changed"]
    assert "Library" in told


async def test_who_gave_up_meanwhile_hears_of_no_change() -> None:
    hall = Hall()
    meeting_id, ana = await _answered(hall)
    await hall.until(moment_of(START.replace(hour=23) - 5 * DAY, P.zone("AL")))
    await hall.run(lambda c: meetings.change(c, OPERATOR, P, meeting_id, hall.now, place={"en": "Town hall"}))
    await hall.run(lambda c: say(c, meeting_id, ana, "no", hall.now))
    await hall.until(BEGINS + 2 * DAY)
    assert "meeting_changed" not in await hall.kinds(ana)


@pytest.mark.parametrize(("before", "waits"), [(19 * HOUR, 0), (115 * HOUR, 8)])
async def test_a_cancellation_is_heard_at_night_only_where_the_meeting_is_near(before: timedelta, waits: int) -> None:
    hall = Hall()
    meeting_id, _ = await _answered(hall)
    await hall.until(BEGINS - before)
    assert await hall.run(lambda c: meetings.cancel(c, OPERATOR, meeting_id, hall.now)) == 1
    await hall.until(BEGINS + 2 * DAY)
    [told] = [one for one in await hall.heard() if one.kind == "meeting_cancelled"]
    assert told.at - (BEGINS - before) == waits * HOUR


async def test_an_invitation_waits_for_the_morning_and_not_for_who_has_answered() -> None:
    hall = Hall()
    hall.clock.move(moment_of(START.replace(hour=23) - 9 * DAY, P.zone("AL")) - hall.now)

    def work(c: Connection) -> list[int]:
        meeting_id, crowd = dinner(c, hall.now), people(c, 2)
        assert audience.invite(c, OPERATOR, P, meeting_id, audience.Audience(), hall.now) == 2
        say(c, meeting_id, crowd[1], "no", hall.now)
        return crowd

    ana, _ = await hall.run(work)
    assert await hall.heard() == []
    night = hall.now
    await hall.until(night + DAY)
    assert [(one.person_id, one.kind, one.at - night) for one in await hall.heard()] == [
        (ana, "meeting_invitation", 8 * HOUR)
    ]


def test_every_kind_has_something_to_say() -> None:
    names = {value for name, value in vars(meeting_plans).items() if name.isupper() and isinstance(value, str)}
    assert {kind.name for kind in (*kinds(P), *slot_notices.kinds(P))} == names
    assert len(names) == 12
