"""Twenty minutes with an expert: opened, booked, moved, given up; whoever books has a seat, and nobody two times."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.services import meeting_plans, meetings, seating, slots
from bot.services.slot_plans import LONG
from bot.services.staff import OPERATOR, Actor
from storage import meetings as meeting_rows
from storage import responses, tables
from storage.mentors import Mentor
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner
from tests.questions.village import P, Village, member, mentor, whose

MINUTES = timedelta(minutes=1)


def mentor_day(c: Connection, *experts: Mentor, hours: int = 1) -> int:
    """Publish a mentor day with experts who have opened every time; return its number."""
    number = dinner(c, ours=P, kind="mentor", days=[(START, hours * HOUR)])
    for one in experts:
        slots.add_expert(c, OPERATOR, number, one.person_id or 0, NOON)
        for minute in range(0, hours * 60, LONG):
            assert slots.toggle(c, number, one.person_id or 0, 1, minute, NOON) == "open"
    return number


def _meeting(c: Connection, number: int) -> meeting_rows.Meeting:
    found = meeting_rows.get(c, number)
    assert found is not None
    return found


async def test_two_experts_have_three_times_an_hour_each(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, edi = mentor(c), mentor(c)
        number = mentor_day(c, mira, edi)
        found = slots.free(c, _meeting(c, number), NOON)
        assert [(one.minute, one.expert_id) for one in found] == [
            (minute, one.person_id) for minute in (0, 20, 40) for one in (mira, edi)
        ]
        assert found[2].starts_at == _meeting(c, number).starts_at + 20 * MINUTES
        assert [one.id for one in slots.given_by(c, mira.person_id or 0, NOON)] == [number]
        assert slots.given_by(c, member(c), NOON) == []

    await store.run(work)


async def test_booked_it_is_a_seat_and_moved_the_first_is_free_again(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, ana, besim = mentor(c), member(c), member(c)
        number = mentor_day(c, mira)
        first, second, _ = slots.free(c, _meeting(c, number), NOON)
        assert slots.book(c, P, first.id, ana, NOON) == "booked"
        assert slots.book(c, P, first.id, ana, NOON) == "booked"
        assert slots.book(c, P, first.id, besim, NOON) == "taken"
        assert seating.stand(c, number, ana, NOON).state == "seated"
        assert slots.book(c, P, second.id, ana, NOON) == "booked"
        assert [one.minute for one in slots.free(c, _meeting(c, number), NOON)] == [0, 40]
        mine = slots.mine(c, number, ana)
        assert mine is not None
        assert mine.id == second.id
        assert slots.book(c, P, first.id, besim, NOON) == "booked"
        assert [one.person_id for one in slots.listed(c, number, mira.person_id or 0)] == [besim, ana]
        assert slots.book(c, P, second.id, besim, NOON + 60 * DAY) == "gone"

    await store.run(work)


@pytest.mark.parametrize("way", ["cancel", "decline"])
async def test_given_up_by_any_way_the_time_is_free(store: Store, way: str) -> None:
    def work(c: Connection) -> None:
        ana, besim = member(c), member(c)
        number = mentor_day(c, mentor(c))
        first = slots.free(c, _meeting(c, number), NOON)[0]
        slots.book(c, P, first.id, ana, NOON)
        if way == "cancel":
            assert slots.cancel(c, P, number, ana, NOON)
            assert not slots.cancel(c, P, number, ana, NOON)
        else:
            seating.decline(c, P, number, ana, NOON)
        assert slots.mine(c, number, ana) is None
        found = responses.get(c, number, ana)
        assert found is not None
        assert found.standing == "none"
        assert slots.book(c, P, first.id, besim, NOON) == "booked"

    await store.run(work)


async def test_who_comes_with_others_keeps_their_seats(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c)
        number = mentor_day(c, mentor(c))
        first, second, _ = slots.free(c, _meeting(c, number), NOON)
        assert seating.answer(c, P, number, ana, "yes", NOON, party=3).state == "seated"
        for one in (first, second):
            assert slots.book(c, P, one.id, ana, NOON) == "booked"
            assert seating.stand(c, number, ana, NOON).party == 3

    await store.run(work)


@pytest.mark.parametrize("stands", ["waiting", "maybe"])
async def test_where_there_is_no_seat_nothing_changes_for_them(store: Store, stands: str) -> None:
    def work(c: Connection) -> None:
        ana, besim = member(c), member(c)
        number = mentor_day(c, mentor(c))
        c.execute(tables.meeting.update().values(seats=3))
        assert seating.answer(c, P, number, besim, "yes", NOON, party=3).state == "seated"
        if stands == "waiting":
            seating.join_waiting(c, P, number, ana, NOON)
        else:
            seating.answer(c, P, number, ana, "maybe", NOON)
        before = responses.get(c, number, ana)
        assert slots.book(c, P, slots.free(c, _meeting(c, number), NOON)[0].id, ana, NOON + MINUTES) == "full"
        assert responses.get(c, number, ana) == before

    await store.run(work)


async def test_during_the_day_a_time_moves_and_only_who_has_a_seat_is_offered_one(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, besim = member(c), member(c)
        number = mentor_day(c, mentor(c))
        day = _meeting(c, number)
        first, _, third = slots.free(c, day, NOON)
        assert slots.book(c, P, first.id, ana, NOON) == "booked"
        during = day.starts_at + 5 * MINUTES
        assert [one.id for one in slots.bookable(c, day, ana, during)][-1] == third.id
        assert slots.bookable(c, day, besim, during) == []
        assert slots.book(c, P, third.id, ana, during) == "booked"

    await store.run(work)


async def test_ten_at_once_and_one_has_the_time(store: Store) -> None:
    def begin(c: Connection) -> tuple[int, list[int]]:
        number = mentor_day(c, mentor(c))
        return slots.free(c, _meeting(c, number), NOON)[0].id, [member(c) for _ in range(10)]

    slot_id, crowd = await store.run(begin)
    found = await asyncio.gather(
        *(store.run(partial(slots.book, programme=P, slot_id=slot_id, person_id=one, now=NOON)) for one in crowd)
    )
    assert sorted(found) == ["booked", *["taken"] * 9]


async def test_an_expert_closes_what_is_free_and_nobody_elses(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, ana = mentor(c), member(c)
        number = mentor_day(c, mira)
        slots.book(c, P, slots.free(c, _meeting(c, number), NOON)[0].id, ana, NOON)
        assert slots.toggle(c, number, mira.person_id or 0, 1, 0, NOON) == "taken"
        assert slots.toggle(c, number, mira.person_id or 0, 1, 20, NOON) == "closed"
        assert slots.toggle(c, number, mira.person_id or 0, 1, 21, NOON) == "gone"
        assert slots.toggle(c, number, ana, 1, 40, NOON) == "gone"
        assert [one.slot is not None for one in slots.grid(c, _meeting(c, number), mira.person_id or 0)] == [
            True,
            False,
            True,
        ]
        with pytest.raises(meetings.NoMeeting):
            slots.add_expert(c, Actor("nobody"), number, ana, NOON)
        with pytest.raises(ValueError, match="no coming mentor day"):
            slots.add_expert(c, OPERATOR, dinner(c, ours=P), ana, NOON)

    await store.run(work)


async def test_a_mentor_day_has_two_experts(store: Store) -> None:
    def work(c: Connection) -> None:
        mira, zana, edi = mentor(c), mentor(c), mentor(c)
        number = mentor_day(c, mira)
        for one in (zana, zana):
            slots.add_expert(c, OPERATOR, number, one.person_id or 0, NOON)
        with pytest.raises(slots.Enough, match="has two experts, and this one has them"):
            slots.add_expert(c, OPERATOR, number, edi.person_id or 0, NOON)
        assert slots.grid(c, _meeting(c, number), edi.person_id or 0) == []

    await store.run(work)


async def test_reminders_say_ones_own_time_and_the_expert_has_the_list_in_the_morning(village: Village) -> None:
    mira, ana = await village.run(lambda c: (mentor(c), member(c)))
    number = await village.run(lambda c: mentor_day(c, mira))

    def book(c: Connection) -> None:
        slots.book(c, P, slots.free(c, _meeting(c, number), NOON)[1].id, ana, NOON)

    await village.run(book)
    begins = datetime.fromisoformat("2026-06-29T16:00:00+00:00")
    await village.until(begins - 11 * HOUR)
    assert [kind for kind, _ in await village.said_to(mira.person_id or 0)] == []
    await village.until(begins - HOUR)
    reminders = [text for kind, text in await village.said_to(ana) if kind == meeting_plans.REMINDER]
    assert len(reminders) == 3
    assert all("18:20" in text for text in reminders)
    heard = await village.said_to(mira.person_id or 0)
    assert [kind for kind, _ in heard] == [meeting_plans.LISTED]
    assert heard[0][1].partition("\n")[2].startswith("🕘 18:20 ")


@pytest.mark.parametrize("opened", [True, False])
async def test_whom_nobody_has_booked_hears_so_in_the_morning(village: Village, opened: bool) -> None:
    mira = await village.run(mentor)
    number = await village.run(lambda c: mentor_day(c, mira))
    if not opened:
        await village.run(lambda c: [slots.toggle(c, number, mira.person_id or 0, 1, at, NOON) for at in (0, 20, 40)])
    await village.until(datetime.fromisoformat("2026-06-29T15:00:00+00:00"))
    told = "Nobody has booked you today. Somebody may still come."
    assert await village.said_to(mira.person_id or 0) == ([(meeting_plans.LISTED, told)] if opened else [])


async def test_a_time_moves_with_its_meeting_and_so_does_the_list(village: Village) -> None:
    mira, ana = await village.run(lambda c: (mentor(c), member(c)))
    number = await village.run(lambda c: mentor_day(c, mira))

    def work(c: Connection) -> None:
        slots.book(c, P, slots.free(c, _meeting(c, number), NOON)[0].id, ana, NOON)
        meetings.move(c, OPERATOR, P, number, [(START - 7 * DAY + HOUR, HOUR)], NOON)

    await village.run(work)
    await village.until(NOON + 7 * DAY - 2 * HOUR)
    assert [text for kind, text in await village.said_to(mira.person_id or 0) if "19:00" in text]
    await village.until(NOON + 20 * DAY)
    lists = [kind for kind, _ in await village.said_to(mira.person_id or 0) if kind == meeting_plans.LISTED]
    assert len(lists) == 1, "once, at the new time"


async def test_a_time_that_is_taken_away_is_told_and_another_may_be_booked(village: Village) -> None:
    mira, ana = await village.run(lambda c: (mentor(c), member(c)))
    number = await village.run(lambda c: mentor_day(c, mira))

    def work(c: Connection) -> None:
        slots.book(c, P, slots.free(c, _meeting(c, number), NOON)[0].id, ana, NOON)
        assert slots.drop(c, number, mira.person_id or 0, 1, 0, NOON)
        assert not slots.drop(c, number, mira.person_id or 0, 1, 0, NOON)

    await village.run(work)
    await village.until(NOON + 2 * MINUTES)
    [(kind, text)] = await village.said_to(ana)
    assert (kind, "18:00" in text) == (meeting_plans.LOST, True)
    contact, _ = await village.run(lambda c: whose(c, ana))
    days = await village.run(lambda c: slots.days_for(c, P, contact, NOON))
    assert [one.id for one in days] == [number]
    left = await village.run(lambda c: slots.free(c, _meeting(c, number), NOON))
    assert await village.run(lambda c: slots.book(c, P, left[0].id, ana, NOON)) == "booked"


async def test_the_list_waits_until_its_expert_wakes_up(village: Village) -> None:
    mira, ana = await village.run(lambda c: (mentor(c, contact={"quiet_from": 20, "quiet_to": 9}), member(c)))
    number = await village.run(lambda c: mentor_day(c, mira))
    await village.run(lambda c: slots.book(c, P, slots.free(c, _meeting(c, number), NOON)[0].id, ana, NOON))
    nine = datetime.fromisoformat("2026-06-29T07:00:00+00:00")
    await village.until(nine - MINUTES)
    assert await village.said_to(mira.person_id or 0) == []
    await village.until(nine + MINUTES)
    assert [kind for kind, _ in await village.said_to(mira.person_id or 0)] == [meeting_plans.LISTED]


async def test_a_time_of_tomorrow_that_is_taken_away_is_heard_at_once_also_at_night(village: Village) -> None:
    mira, ana = await village.run(lambda c: (mentor(c), member(c)))
    number = await village.run(lambda c: mentor_day(c, mira))
    await village.run(lambda c: slots.book(c, P, slots.free(c, _meeting(c, number), NOON)[0].id, ana, NOON))
    night = datetime.fromisoformat("2026-06-28T21:00:00+00:00")
    await village.until(night)
    await village.run(lambda c: slots.drop(c, number, mira.person_id or 0, 1, 0, night))
    await village.until(night + 2 * MINUTES)
    assert meeting_plans.LOST in [kind for kind, _ in await village.said_to(ana)]
