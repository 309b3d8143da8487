"""Two people become one and two again: nothing is lost, nobody is counted twice, and who leaves leaves whole."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.services import attendance, meeting_counts, merging, privacy, seating, staff, tip_plans
from bot.services.merging import CannotMerge
from bot.services.staff import OPERATOR
from storage import cells, contacts, people, responses, roles, studies, tables
from storage.cells import Term
from storage.turnouts import Turnout
from tests.courses.pupil import studied
from tests.house import NOON, Guest, House
from tests.meetings.guests import dinner
from tests.services.sample import programme

AFTER = NOON + timedelta(days=300)


async def two(house: House) -> tuple[Guest, Guest]:
    first, other = Guest(house, "1001"), Guest(house, "2002")
    await first.register("Ana")
    await other.register("Ana on the other phone")
    return first, other


async def merge(house: House, first: Guest, other: Guest) -> int:
    kept, gone, now = await first.contact(), await other.contact(), house.clock.now()
    return await house.run(lambda c: merging.merge(c, OPERATOR, programme(), kept, gone, now))


async def test_both_phones_are_the_first_persons_and_undone_they_are_not(house: House) -> None:
    first, other = await two(house)
    before = {row["id"]: row["person_id"] for row in await house.rows(tables.contact)}
    number = await merge(house, first, other)
    assert (await other.person()).name == "Ana"
    kept, now = await first.contact(), house.clock.now()
    await house.run(lambda c: merging.undo(c, OPERATOR, programme(), kept, number, now))
    assert {row["id"]: row["person_id"] for row in await house.rows(tables.contact)} == before
    assert (await other.person()).name == "Ana on the other phone"
    assert [row["act"] for row in await house.rows(tables.log)][-2:] == ["people_merged", "merge_undone"]


async def test_no_tip_comes_at_the_pace_of_whoever_was_taken_for_another(house: House) -> None:
    first, other = await two(house)
    ana, twin = await first.person(), await other.person()
    now, ours = house.clock.now(), programme()
    await house.run(lambda c: tip_plans.set_pace(c, ours, ana, "never", None, now))
    await house.run(lambda c: tip_plans.set_pace(c, ours, twin, "daily", 12, now))
    await merge(house, first, other)
    waiting = [(row["kind"], row["state"], row["reason"]) for row in await house.rows(tables.notice)]
    assert waiting == [("tip", "cancelled", "merged")]


async def test_who_has_no_pace_yet_takes_that_of_whoever_they_are(house: House) -> None:
    first, other = await two(house)
    twin, now, ours = await other.person(), house.clock.now(), programme()
    await house.run(lambda c: tip_plans.set_pace(c, ours, twin, "daily", 12, now))
    await merge(house, first, other)
    ana = (await first.person()).id
    assert [row["person_id"] for row in await house.rows(tables.rhythm)] == [ana]
    assert [(row["person_id"], row["state"]) for row in await house.rows(tables.notice)] == [(ana, "waiting")]


async def test_what_both_have_stays_with_each(house: House) -> None:
    first, other = await two(house)
    persons = [(await one.person()).id for one in (first, other)]
    now = house.clock.now()
    await house.run(
        lambda c: [c.execute(tables.wish.insert().values(person_id=one, at=now)) for one in persons] and None
    )
    await merge(house, first, other)
    assert sorted(row["person_id"] for row in await house.rows(tables.wish)) == sorted(persons)


async def test_two_who_are_one_are_counted_once_and_have_one_seat(house: House) -> None:
    first, other = await two(house)
    ana, twin = [(await one.person()).id for one in (first, other)]
    now, ours = house.clock.now(), programme()
    term = Term("green_albania", now - timedelta(days=9), now + timedelta(days=9), now)

    def counted(connection: Connection) -> int:
        return sum(one.number for one in cells.registered(connection, term))

    def seat(connection: Connection) -> int:
        people.change(connection, ana, programme="green_albania")
        people.change(connection, twin, programme="green_albania")
        number = dinner(connection, now, days=[(now.replace(tzinfo=None) + timedelta(days=3), timedelta(hours=2))])
        for one in (ana, twin):
            seating.answer(connection, ours, number, one, "yes", now)
        return number

    meeting = await house.run(seat)
    assert await house.read(counted) == 2
    number = await merge(house, first, other)
    assert await house.read(counted) == 1
    assert await house.read(lambda c: responses.taken(c, meeting)) == 1
    kept = await first.contact()
    await house.run(lambda c: merging.undo(c, OPERATOR, ours, kept, number, now))
    assert await house.read(counted) == 2


@pytest.mark.parametrize("whose", [0, 1])
async def test_one_s_yes_to_be_written_to_is_not_the_other_s(house: House, whose: int) -> None:
    both = await two(house)
    persons = [(await one.person()).id for one in both]
    await house.run(lambda c: people.change(c, persons[whose], may_push=False))
    await merge(house, *both)
    assert not (await both[0].person()).may_push


async def test_nobody_with_a_role_nor_the_same_person_is_merged(house: House) -> None:
    first, other = await two(house)
    number = await house.run(lambda c: staff.add(c, OPERATOR, "helper", "", "", "x", house.clock.now()))
    person = (await other.person()).id
    await house.run(lambda c: roles.bind(c, number, person))
    with pytest.raises(CannotMerge):
        await merge(house, first, other)
    with pytest.raises(CannotMerge):
        await merge(house, first, first)


def _turnout(meeting_id: int, connection: Connection) -> Turnout:
    return meeting_counts.of_meeting(connection, OPERATOR, meeting_id, AFTER)


async def test_two_who_are_one_are_counted_once_at_a_meeting_also_when_the_second_is_forgotten(house: House) -> None:
    first, other = await two(house)
    ana, twin = [(await one.person()).id for one in (first, other)]
    start = house.clock.now()

    def attend(connection: Connection) -> list[int]:
        held = []
        for answers, there in ((("yes", "yes"), (ana, twin)), (("no", "yes"), (twin,))):
            days = [(start.replace(tzinfo=None) + timedelta(hours=3), timedelta(hours=2))]
            number = dinner(connection, start, days=days)
            for one, said in zip((ana, twin), answers, strict=True):
                seating.answer(connection, programme(), number, one, said, start)  # type: ignore[arg-type]
            for one in there:
                attendance.tick_off(connection, OPERATOR, number, one, start + timedelta(hours=2))
            attendance.give_feedback(connection, number, twin, start + timedelta(days=1), grade="good")
            held.append(number)
        attendance.give_feedback(connection, held[0], ana, start + timedelta(days=1), grade="good")
        return held

    async def counted() -> list[tuple[int, int, int]]:
        found = [await house.read(partial(_turnout, one)) for one in meetings]
        return [(one.came, one.seated, one.yes) for one in found]

    meetings = await house.run(attend)
    assert await counted() == [(2, 2, 2), (1, 1, 1)]
    number = await merge(house, first, other)
    assert [came for came, *_ in await counted()] == [1, 1]
    kept, now = await first.contact(), house.clock.now()
    await house.run(lambda c: merging.undo(c, OPERATOR, programme(), kept, number, now))
    assert [came for came, *_ in await counted()] == [2, 1]
    await merge(house, first, other)
    await house.move(timedelta(days=30))
    await house.core.housekeeping.day()
    assert await counted() == [(1, 1, 1), (1, 1, 1)]
    assert len(await house.rows(tables.feedback)) == 2
    assert {row["person_id"] for row in await house.rows(tables.response)} == {ana}


async def test_after_thirty_days_it_cannot_be_undone_and_the_second_is_forgotten(house: House) -> None:
    first, other = await two(house)
    number = await merge(house, first, other)
    await house.move(timedelta(days=30))
    kept, now = await first.contact(), house.clock.now()
    with pytest.raises(LookupError):
        await house.run(lambda c: merging.undo(c, OPERATOR, programme(), kept, number, now))
    await house.core.housekeeping.day()
    assert [row["name"] for row in await house.rows(tables.person)] == ["Ana"]
    assert await house.rows(tables.merge) == []


async def test_who_is_erased_takes_the_merged_along_and_gets_all_in_the_export(house: House) -> None:
    first, other = await two(house)
    await merge(house, first, other)
    contact = await first.contact()
    told = await house.read(lambda c: privacy.gather(c, contact))
    assert [row["name"] for row in told["person"]] == ["Ana on the other phone", "Ana"] or len(told["person"]) == 2
    now = house.clock.now()

    def erase(connection: object) -> None:
        found = contacts.get(connection, contact.id)  # type: ignore[arg-type]
        assert found is not None
        privacy.erase(connection, found, now, programme(), OPERATOR)  # type: ignore[arg-type]

    await house.run(erase)
    assert await house.rows(tables.person) == []


async def test_a_course_that_the_second_finished_stays_with_its_certificate(house: House) -> None:
    first, other = await two(house)
    ana, twin = [(await one.person()).id for one in (first, other)]
    now = house.clock.now()
    await house.run(lambda c: studied(c, twin, "Ana", now))
    await house.run(lambda c: studies.add(c, course_id=1, person_id=ana, started_at=now))
    await merge(house, first, other)
    await house.move(timedelta(days=30))
    await house.core.housekeeping.day()
    [study] = await house.rows(tables.study)
    assert (study["person_id"], study["finished_at"] is not None) == (ana, True)
    assert [(row["number"], row["person_id"]) for row in await house.rows(tables.certificate)] == [("00001-1234", ana)]
