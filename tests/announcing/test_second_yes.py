"""A second yes is to what was shown, to so many, for that hour; many hear nothing in slices without one."""

import pytest
from sqlalchemy import Connection

from bot.services import announcement_approval as approval
from bot.services import announcement_drafts as drafts
from bot.services import groups
from bot.services.announcement_approval import Changed, Sent
from bot.services.audience import Audience
from storage import announcements as rows
from storage.store import Store
from tests.announcing.desk import WORLD, draft, member, people
from tests.announcing.test_approval import deliveries
from tests.meetings.guests import DAY, NOON


async def test_slices_of_the_same_need_a_second_yes(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim, dora = (member(connection) for _ in range(3))
        crowd = people(connection, 80)
        meant = []
        for first in (0, 30, 60):
            group = groups.create(connection, mira, "sample_ngo", "AL", f"Group {first}", NOON)
            groups.add(connection, mira, WORLD.programme, group, crowd[first : first + 30], NOON)
            meant.append(Audience(group_id=group))
        other = {"en": "Other words."}
        assert approval.send(connection, mira, WORLD, draft(connection, mira, meant[0]), NOON) == Sent("sending", 30)
        for by, said, at, state in (
            (mira, None, NOON + 6 * DAY, "asked"),
            (besim, None, NOON + 6 * DAY, "asked"),
            (mira, other, NOON + DAY / 2, "asked"),
            (besim, other, NOON + DAY / 2, "sending"),
        ):
            found = approval.send(connection, by, WORLD, draft(connection, by, meant[1], said), at)
            assert (found.state, found.people) == (state, 30)
        assert (
            approval.send(connection, mira, WORLD, draft(connection, mira, meant[2]), NOON + 8 * DAY).state == "sending"
        )
        again = draft(connection, dora, meant[2], {"en": "New words."})
        assert approval.send(connection, dora, WORLD, again, NOON + 8 * DAY) == Sent("sending", 20)

    await store.run(work)


async def test_what_two_agreed_to_is_no_slice(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 51)
        number = draft(connection, mira)
        approval.send(connection, mira, WORLD, number, NOON)
        approval.agree(connection, besim, WORLD, number, NOON, seen=1)
        group = groups.create(connection, mira, "sample_ngo", "AL", "New ones", NOON)
        groups.add(connection, mira, WORLD.programme, group, people(connection, 3), NOON)
        few = draft(connection, mira, Audience(group_id=group))
        assert approval.send(connection, mira, WORLD, few, NOON) == Sent("sending", 3)

    await store.run(work)


async def test_what_was_for_an_hour_that_is_over_goes_at_no_other(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 51)
        number, six = draft(connection, mira), (NOON + DAY / 4).replace(tzinfo=None)
        drafts.plan(connection, mira, number, six)
        assert approval.send(connection, mira, WORLD, number, NOON + DAY) == Sent("passed")
        assert approval.send(connection, mira, WORLD, number, NOON).state == "asked"
        assert [one.id for one in approval.waiting(connection, besim, WORLD, NOON)] == [number]
        assert approval.waiting(connection, besim, WORLD, NOON + DAY) == []
        assert approval.agree(connection, besim, WORLD, number, NOON + DAY, seen=1) is None
        assert deliveries(connection) == 0

    await store.run(work)


async def test_an_old_card_decides_nothing_new(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 51)
        number = draft(connection, mira)
        approval.send(connection, mira, WORLD, number, NOON)
        approval.take_back(connection, mira, number, NOON)
        drafts.write(connection, mira, number, "en", "Words that the second has not seen")
        assert approval.send(connection, mira, WORLD, number, NOON + DAY).state == "asked"
        for decide in (approval.agree, approval.decline):
            with pytest.raises(Changed):
                decide(connection, besim, WORLD, number, NOON + DAY, seen=1)
        assert (deliveries(connection), rows.get(connection, number).state) == (0, "draft")  # type: ignore[union-attr]
        assert approval.agree(connection, besim, WORLD, number, NOON + DAY, seen=2) is not None
        assert deliveries(connection) == 51

    await store.run(work)


async def test_many_more_people_are_another_question(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 60)
        number = draft(connection, mira)
        approval.send(connection, mira, WORLD, number, NOON)
        people(connection, 6)
        found = approval.look(connection, besim, WORLD, number, NOON)
        assert (found.people, found.asks) == (60, 1), "one in ten more is the same question"  # type: ignore[union-attr]
        people(connection, 1)
        with pytest.raises(Changed):
            approval.agree(connection, besim, WORLD, number, NOON, seen=1)
        found = approval.look(connection, besim, WORLD, number, NOON)
        assert (found.people, found.asks) == (67, 2)  # type: ignore[union-attr]
        told = approval.agree(connection, besim, WORLD, number, NOON, seen=2)
        assert told is not None
        assert told.invited == deliveries(connection) == 67

    await store.run(work)


async def test_what_is_for_nobody_any_more_ends(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        crowd = people(connection, 51)
        group = groups.create(connection, mira, "sample_ngo", "AL", "Coaching", NOON)
        groups.add(connection, mira, WORLD.programme, group, crowd, NOON)
        number = draft(connection, mira, Audience(group_id=group))
        assert approval.send(connection, mira, WORLD, number, NOON).state == "asked"
        for one in crowd:
            groups.remove(connection, mira, group, one, NOON)
        assert approval.agree(connection, besim, WORLD, number, NOON, seen=1) is None
        assert approval.waiting(connection, besim, WORLD, NOON) == []
        assert (rows.get(connection, number).state, deliveries(connection)) == ("cancelled", 0)  # type: ignore[union-attr]

    await store.run(work)
