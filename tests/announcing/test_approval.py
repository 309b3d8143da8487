"""A few hear at once, many when a second agrees; whom it goes to is frozen then, and nobody hears the same twice."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.services import announcement_approval as approval
from bot.services import announcement_drafts as drafts
from bot.services import announcement_results as results
from bot.services import announcements, groups
from bot.services.announcement_approval import ASKED, DECIDED, Sent
from bot.services.announcements import NoAnnouncement
from bot.services.audience import Audience
from bot.services.staff import OPERATOR
from storage import announcements as rows
from storage import contacts, log, roles, tables
from storage.store import Store
from tests.announcing.desk import WORLD, draft, file, member, people
from tests.meetings.guests import DAY, NOON

WEEK = timedelta(days=7)


def _kinds(connection: Connection) -> list[tuple[str, str]]:
    found = select(tables.notice.c.kind, tables.notice.c.state).order_by(tables.notice.c.id)
    return [(row.kind, row.state) for row in connection.execute(found)]


def deliveries(connection: Connection) -> int:
    """Return for how many announcements are frozen."""
    return len(connection.execute(select(tables.delivery.c.id)).all())


async def test_a_few_hear_at_once(store: Store) -> None:
    def work(connection: Connection) -> None:
        by, crowd = member(connection), people(connection, 50)
        number = draft(connection, by)
        assert approval.send(connection, by, WORLD, number, NOON) == Sent("sending", len(crowd))
        found = results.look(connection, by, WORLD, number)
        assert (found.found.state, found.progress.invited, found.progress.reasons["go"]) == ("sending", 50, 50)
        assert (found.found.places, found.found.people) == ([["green_albania", "AL"]], 50)
        with pytest.raises(NoAnnouncement):
            approval.send(connection, by, WORLD, number, NOON)

    await store.run(work)


async def test_many_need_a_second_yes_and_are_frozen_only_then(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection, label="Mira"), member(connection, label="Besim")
        member(connection, "helper", label="Hana")
        member(connection, country="RS", label="Dora")
        people(connection, 51)
        number = draft(connection, mira)
        assert approval.send(connection, mira, WORLD, number, NOON) == Sent("asked", 51, ["Besim"])
        assert (_kinds(connection), deliveries(connection)) == ([(ASKED, "waiting")], 0)
        with pytest.raises(NoAnnouncement):
            approval.agree(connection, mira, WORLD, number, NOON, seen=1)
        people(connection, 2)
        told = approval.agree(connection, besim, WORLD, number, NOON, seen=1)
        assert told is not None
        assert told.invited == deliveries(connection) == 53, "those who came meanwhile are in it"
        people(connection, 1)
        assert deliveries(connection) == 53, "those who come later are not"
        assert _kinds(connection) == [(ASKED, "cancelled"), (DECIDED, "waiting")]
        assert approval.agree(connection, besim, WORLD, number, NOON, seen=1) is None
        assert not approval.decline(connection, besim, WORLD, number, NOON, seen=1)
        acts = [one.act for one in log.newest(connection)]
        assert acts[:3] == ["announcement_agreed", "announcement_approved", "announcement_asked"]
        assert log.verify(connection).broken is None

    await store.run(work)


async def test_a_no_lets_nothing_go(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 51)
        number = draft(connection, mira)
        approval.send(connection, mira, WORLD, number, NOON)
        assert approval.told(connection, rows.get(connection, number)) == {"by": "?", "people": "51"}  # type: ignore[arg-type]
        assert approval.decline(connection, besim, WORLD, number, NOON, seen=1)
        assert approval.agree(connection, besim, WORLD, number, NOON, seen=1) is None
        assert (rows.get(connection, number).state, deliveries(connection)) == ("cancelled", 0)  # type: ignore[union-attr]

    await store.run(work)


async def test_whoever_asked_may_take_it_back(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 51)
        number = draft(connection, mira)
        approval.send(connection, mira, WORLD, number, NOON)
        assert [one.id for one in approval.waiting(connection, besim, WORLD, NOON)] == [number]
        assert approval.waiting(connection, mira, WORLD, NOON) == []
        with pytest.raises(NoAnnouncement):
            drafts.write(connection, mira, number, "en", "Other words, unseen by the second")
        with pytest.raises(NoAnnouncement):
            approval.take_back(connection, besim, number, NOON)
        approval.take_back(connection, mira, number, NOON)
        assert approval.waiting(connection, besim, WORLD, NOON) == []
        assert approval.agree(connection, besim, WORLD, number, NOON, seen=1) is None
        drafts.write(connection, mira, number, "en", "Other words")

    await store.run(work)


async def test_a_question_is_too_late_after_a_week(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 51)
        number = draft(connection, mira)
        approval.send(connection, mira, WORLD, number, NOON)
        assert approval.agree(connection, besim, WORLD, number, NOON + WEEK, seen=1) is None
        assert approval.waiting(connection, besim, WORLD, NOON + WEEK) == []

    await store.run(work)


async def test_alone_nobody_says_the_second_yes(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira = member(connection)
        member(connection, country="RS")
        people(connection, 51)
        number = draft(connection, mira)
        assert approval.send(connection, mira, WORLD, number, NOON) == Sent("alone", 51)
        assert drafts.read(connection, mira, number).state == "draft"

    await store.run(work)


async def test_the_second_must_look_after_all_of_them(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection, country=""), member(connection, country="")
        crowd = people(connection, 60)
        number = draft(connection, mira, Audience(towns=("tirana",), without=(Audience(country="SE"),)))
        assert approval.send(connection, mira, WORLD, number, NOON).state == "asked"
        for one in contacts.last_of(connection, crowd[:10]).values():
            contacts.change(connection, one.id, country="RS")
        narrow = member(connection, country="AL")
        with pytest.raises(NoAnnouncement):
            approval.agree(connection, narrow, WORLD, number, NOON, seen=1)
        told = approval.agree(connection, besim, WORLD, number, NOON, seen=1)
        assert told is not None
        assert told.invited == 60

    await store.run(work)


async def test_nobody_hears_the_same_twice_in_a_week(store: Store) -> None:
    def work(connection: Connection) -> None:
        by, crowd = member(connection), people(connection, 5)
        assert approval.send(connection, by, WORLD, draft(connection, by), NOON).state == "sending"
        again = draft(connection, by)
        assert approval.send(connection, by, WORLD, again, NOON + DAY) == Sent("twice", 5)
        group = groups.create(connection, by, "sample_ngo", "AL", "New ones", NOON)
        groups.add(connection, by, WORLD.programme, group, people(connection, 2), NOON)
        drafts.choose(connection, by, again, Audience(group_id=group))
        assert approval.send(connection, by, WORLD, again, NOON + DAY) == Sent("sending", 2), "others may hear it"
        other = draft(connection, by, said={"en": "We meet on Tuesday."})
        assert approval.send(connection, by, WORLD, other, NOON + DAY).state == "sending"
        late = draft(connection, by)
        assert approval.send(connection, by, WORLD, late, NOON + DAY + WEEK + DAY) == Sent("sending", len(crowd) + 2)

    await store.run(work)


async def test_whoever_did_not_get_it_may_hear_it_again(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        people(connection, 3)
        number = draft(connection, by)
        approval.send(connection, by, WORLD, number, NOON)
        announcements.cancel(connection, by, WORLD, number, NOON)
        assert approval.send(connection, by, WORLD, draft(connection, by), NOON).state == "sending"

    await store.run(work)


async def test_what_cannot_go_does_not(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        assert approval.send(connection, by, WORLD, draft(connection, by, said={}), NOON) == Sent("empty")
        assert approval.send(connection, by, WORLD, draft(connection, by), NOON) == Sent("nobody")
        people(connection, 1)
        number = draft(connection, by)
        drafts.record(connection, by, number, "en", "999")
        assert approval.send(connection, by, WORLD, number, NOON) == Sent("files")
        drafts.record(connection, by, number, "en", file(connection, size=20 * 1024 * 1024))
        assert approval.send(connection, by, WORLD, number, NOON) == Sent("heavy")
        assert deliveries(connection) == 0

    await store.run(work)


async def test_the_writer_hears_that_all_is_done(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        people(connection, 2)
        number = draft(connection, by)
        approval.send(connection, by, WORLD, number, NOON)
        announcements.finish(connection, number, NOON)
        assert _kinds(connection) == [], "nothing has gone yet"
        connection.execute(update(tables.delivery).values(state="over", reason="failed"))
        announcements.finish(connection, number, NOON)
        assert _kinds(connection) == [(announcements.DONE, "waiting")]
        assert rows.get(connection, number).state == "done"  # type: ignore[union-attr]

    await store.run(work)


async def test_each_is_told_with_a_reason_and_foreigners_see_nothing(store: Store) -> None:
    def work(connection: Connection) -> None:
        by, crowd = member(connection), people(connection, 4)
        number = draft(connection, by)
        approval.send(connection, by, WORLD, number, NOON)
        first = select(tables.delivery.c.id).order_by(tables.delivery.c.id).limit(1).scalar_subquery()
        connection.execute(
            update(tables.delivery).where(tables.delivery.c.id == first).values(state="over", reason="failed")
        )
        found = results.each(connection, by, WORLD, number)
        assert [(one.person_id, one.reason) for one in found] == [(crowd[0], "failed"), *((p, "go") for p in crowd[1:])]
        assert [one.reason for one in results.each(connection, by, WORLD, number, reasons=("failed",))] == ["failed"]
        assert len(results.each(connection, by, WORLD, number, limit=2, after=found[0].delivery_id)) == 2
        progress = results.look(connection, by, WORLD, number).progress
        assert sum(progress.reasons.values()) == progress.invited == len(found)
        foreign = member(connection, country="RS")
        for look in (results.look, results.each):
            with pytest.raises(NoAnnouncement):
                look(connection, foreign, WORLD, number)
        assert results.recent(connection, foreign, WORLD, NOON) == []
        assert [one.id for one in results.recent(connection, by, WORLD, NOON)] == [number]
        assert [one.id for one in results.recent(connection, OPERATOR, WORLD, NOON)] == [number]

    await store.run(work)


async def test_whoever_lost_the_right_sends_nothing(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        people(connection, 51)
        number = draft(connection, mira)
        approval.send(connection, mira, WORLD, number, NOON)
        roles.end(connection, mira.roles[0].id, NOON)
        with pytest.raises(NoAnnouncement):
            approval.agree(connection, besim, WORLD, number, NOON, seen=1)
        assert approval.waiting(connection, besim, WORLD, NOON) == []
        assert deliveries(connection) == 0

    await store.run(work)
