"""Who leaves is not in any table about meetings any more; the next gets their seat, and all that is counted stays."""

import pytest
from sqlalchemy import Connection, Table

from bot.services import attendance, meeting_counts, meeting_privacy, meetings, privacy, seating
from bot.services.staff import OPERATOR
from storage import contacts, invitations, media, people, responses, tables
from storage import meetings as rows
from storage.store import Store
from storage.turnouts import Turnout
from tests.meetings.guests import DAY, HOUR, NOON, TOKEN, dinner, took_part
from tests.meetings.guests import people as add_people
from tests.services.sample import programme

DOOR = int(TOKEN[:8], 16) % 4
ABOUT = ("invitation", "response", "attendance", "feedback", "wish", "meeting_host", "proposal")
"""The tables that tell something of a person and a meeting."""


def _of(connection: Connection, table: Table, person_id: int) -> int:
    return len(connection.execute(table.select().where(table.c.person_id == person_id)).all())


@pytest.mark.parametrize("whole", [True, False])
async def test_nothing_of_who_leaves_stays_but_what_is_counted(store: Store, whole: bool) -> None:
    def work(connection: Connection) -> None:
        ana, besim = add_people(connection, 2)
        number = took_part(connection, ana, "the baker lends his oven")
        seating.join_waiting(connection, programme(), number, besim, NOON)
        before = meeting_counts.of_meeting(connection, OPERATOR, number, NOON)
        assert all(_of(connection, tables.metadata.tables[name], ana) == 1 for name in ABOUT)

        if whole:
            contact = contacts.of_person(connection, ana)[0]
            privacy.erase(connection, contact, NOON, programme(), OPERATOR)
        else:
            meeting_privacy.forget(connection, ana, NOON)
            people.erase(connection, ana)
        assert [name for name in ABOUT if _of(connection, tables.metadata.tables[name], ana)] == []
        [said] = connection.execute(tables.feedback.select()).all()
        assert (said.person_id, said.grade, said.learned) == (None, "good", "")
        assert [row.needs for row in connection.execute(tables.response.select())] == [[], []]
        assert rows.hosts(connection, number)[0].person_id is None
        after = meeting_counts.of_meeting(connection, OPERATOR, number, NOON)
        assert (after.came, after.invited, after.waited) == (before.came, before.invited, before.waited) == (1, 1, 1)
        stands = seating.stand(connection, number, besim, NOON).state
        assert stands == ("offered" if whole else "waiting")

    await store.run(work)


@pytest.mark.parametrize("whole", [True, False])
async def test_no_count_of_a_meeting_that_has_begun_changes_with_who_leaves(store: Store, whole: bool) -> None:
    def work(connection: Connection) -> None:
        crowd = add_people(connection, 6)
        number = dinner(connection, NOON, days=[(NOON.replace(tzinfo=None) + DAY, 3 * HOUR)], seats=3)
        invitations.add(connection, number, crowd, "staff", NOON)
        for one in crowd[:4]:
            seating.join_waiting(connection, programme(), number, one, NOON)
        seating.answer(connection, programme(), number, crowd[4], "maybe", NOON)
        seating.answer(connection, programme(), number, crowd[5], "no", NOON)
        attendance.tick_off(connection, OPERATOR, number, crowd[0], NOON + DAY, party=2)
        attendance.check_in(connection, number, crowd[1], NOON + DAY, picture=(DOOR + 1) % 4)
        now = NOON + DAY + 5 * HOUR
        before = meeting_counts.of_meeting(connection, OPERATOR, number, now)
        assert before == Turnout(6, 4, 1, 1, seated=3, waiting=1, waited=1, came=1, guests=1, walked_in=0, missed=2)
        for one in crowd:
            if whole:
                privacy.erase(connection, contacts.of_person(connection, one)[0], now, programme(), OPERATOR)
            else:
                meeting_privacy.forget(connection, one, now)
                people.erase(connection, one)
            assert meeting_counts.of_meeting(connection, OPERATOR, number, now) == before

    await store.run(work)


async def test_the_photo_of_a_place_stays_until_nobody_meets_there_any_more(store: Store) -> None:
    def work(connection: Connection) -> None:
        photos = [media.put(connection, contact_id=None, name=name, kind="photo", now=NOON) for name in ("one", "two")]
        dinner(connection, NOON, photo_id=photos[0])
        [start] = connection.scalars(tables.meeting.select().with_only_columns(tables.meeting.c.ends_at)).all()
        assert media.forget(connection, start) == ["two"]
        assert media.forget(connection, start + HOUR) == ["one"]

    await store.run(work)


async def test_what_somebody_needed_to_come_is_forgotten_a_month_after_the_meeting(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = add_people(connection, 2)
        number = dinner(connection, NOON, days=[(NOON.replace(tzinfo=None) + DAY, 3 * HOUR)])
        seating.answer(connection, programme(), number, ana, "yes", NOON, needs=["access"])
        seating.answer(connection, programme(), number, besim, "yes", NOON)
        ends = meetings.read(connection, OPERATOR, number).ends_at
        assert privacy.sweep(connection, ends + meeting_privacy.NEEDS).texts == 0
        assert [one.needs for one in responses.of_meeting(connection, number)] == [["access"], []]
        for texts in (1, 0):
            assert privacy.sweep(connection, ends + meeting_privacy.NEEDS + HOUR).texts == texts
        assert [one.needs for one in responses.of_meeting(connection, number)] == [[], []]

    await store.run(work)


async def test_somebody_gets_all_that_is_known_of_them(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = add_people(connection, 2)
        took_part(connection, besim, "nothing of this")
        took_part(connection, ana, "the baker lends his oven")
        found = privacy.gather(connection, contacts.of_person(connection, ana)[0])
        assert set(ABOUT) <= set(found)
        assert [row["learned"] for row in found["feedback"]] == ["the baker lends his oven"]
        assert found["response"][0]["needs"] == ["access"]

    await store.run(work)


async def test_a_seat_is_not_counted_for_somebody_who_is_gone(store: Store) -> None:
    def work(connection: Connection) -> None:
        [ana] = add_people(connection, 1)
        number = took_part(connection, ana, "")
        meeting_privacy.leave(connection, programme(), ana, NOON)
        free = seating.stand(connection, number, None, NOON + HOUR).free
        assert free == 1

    await store.run(work)
