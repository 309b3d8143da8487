"""A process that dies, one that comes back too late, and two that want the same right to send."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.channels.port import Receipt
from bot.services.rates import Rate
from storage import leases, sending
from storage.outbox import ANNOUNCEMENT
from tests.dispatcher.rows import rows
from tests.dispatcher.stage import NOON, Stage

LEASE = "send:telegram"


async def die(stage: Stage, *, taken: int = 1) -> None:
    """Take rows like a sender that then dies: nothing of it remains but the rows and the lease."""

    def work(connection: Connection) -> None:
        held = leases.take(connection, LEASE, "dead", stage.clock.now(), 55, force=True)
        assert held is not None
        ids = [due.id for due in sending.front(connection, "telegram", 100, 100, stage.clock.now()) if due.head][:taken]
        assert len(sending.take(connection, held, ids, stage.clock.now() + timedelta(seconds=55))) == taken

    await stage.store.run(work)


async def test_what_was_on_its_way_when_a_process_died_is_sent_again(stage: Stage) -> None:
    contacts = await stage.contacts(3)
    await stage.put_many(contacts, "first", lane=0)
    await stage.put(contacts[0], "second")
    await die(stage, taken=2)
    stage.clock.move(timedelta(seconds=1))
    await stage.dispatcher()
    await stage.settle()
    assert stage.channel.texts == ["first"]
    assert await stage.states() == ["waiting crashed", "waiting crashed", "sent", "waiting"]
    assert await stage.results(1) == ["crashed"]
    await stage.move(2)
    assert stage.channel.texts[1:] == ["first", "first", "second"]
    again = stage.channel.calls[1].delivery
    assert (again.attempt, again.since) == (2, NOON)
    assert await stage.results(1) == ["crashed", "sent"]


async def test_what_is_sent_again_is_told_apart_from_the_contacts_other_messages(stage: Stage) -> None:
    one, other = await stage.contacts(2)
    dispatcher = await stage.dispatcher()
    await stage.put(one, "the same")
    await stage.put(other, "the same")
    await stage.settle()
    await dispatcher.stop()
    await stage.put(one, "the same")
    await die(stage)
    await stage.dispatcher()
    await stage.move(2)
    [first] = await stage.store.read(lambda c: [row.provider_id for row in rows(c) if row.id == 1])
    assert [call.delivery.others for call in stage.channel.calls] == [frozenset(), frozenset(), frozenset({first})]


async def test_after_five_resends_a_crash_goes_to_staff(stage: Stage) -> None:
    [one] = await stage.contacts(1)
    await stage.put(one, "hello")
    for n in range(6):
        await die(stage)
        dispatcher = await stage.dispatcher(owner=f"{n}")
        dispatcher._posts[0].desk.close()
        await stage.settle()
        stage.clock.move(timedelta(seconds=301))
        await dispatcher.stop()
    assert await stage.states() == ["in_doubt crashed"]
    assert await stage.results() == ["crashed"] * 6
    assert stage.channel.calls == []


async def test_a_lease_that_lives_keeps_a_second_sender_silent(stage: Stage) -> None:
    first = await stage.dispatcher(alone=False)
    second = await stage.dispatcher(alone=False, owner="two")
    [one] = await stage.contacts(1)
    for n in range(100):
        await stage.put(one, f"{n}")
        await stage.move(2.3)
    assert (await first.snapshot()).channels["telegram"].leads
    assert not (await second.snapshot()).channels["telegram"].leads
    assert await stage.results() == ["sent"]
    assert {row.fence for row in await stage.rows()} == {1}


async def test_a_lease_given_back_is_taken_at_once(stage: Stage) -> None:
    first = await stage.dispatcher(alone=False)
    second = await stage.dispatcher(alone=False, owner="two")
    await first.stop()
    await stage.move(2.1)
    assert (await second.snapshot()).channels["telegram"].leads


async def test_a_zombie_writes_nothing_after_a_takeover(stage: Stage) -> None:
    zombie = await stage.dispatcher(alone=False)
    [one] = await stage.contacts(1)
    answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    stage.channel.script.append(answer)
    [row_id] = await stage.put(one, "hello")
    serving, zombie._serving = zombie._serving, asyncio.create_task(asyncio.sleep(0))
    assert serving is not None
    serving.cancel()  # its loop stands still, like under SIGSTOP; its request is on the wire
    stage.clock.move(timedelta(seconds=61))

    stage.channel.default = asyncio.get_running_loop().create_future()
    await stage.dispatcher(alone=False, owner="two")
    await stage.move(2)
    assert stage.channel.texts == ["hello", "hello"]
    row = await stage.row(row_id)
    assert (row.state, row.fence) == ("sending", 2)

    answer.set_result(Receipt("refused"))
    zombie._serving = asyncio.create_task(zombie._serve())
    await stage.settle()
    row = await stage.row(row_id)
    assert (row.state, row.fence) == ("sending", 2)
    assert await stage.results(row_id) == ["crashed"]
    assert not (await zombie.snapshot()).channels["telegram"].leads
    stage.channel.default.set_result(Receipt("sent"))
    await stage.settle()
    assert await stage.states() == ["sent"]


async def test_a_zombie_takes_nothing_after_a_takeover(stage: Stage) -> None:
    zombie = await stage.dispatcher(alone=False)
    stage.clock.move(timedelta(seconds=61))

    def take_over(connection: Connection) -> None:
        assert leases.take(connection, LEASE, "two", stage.clock.now(), 60)

    await stage.store.run(take_over)
    contacts = await stage.contacts(1)
    zombie._posts[0].tend_at = stage.clock.monotonic() + 1000  # it has not noticed
    await stage.put(contacts[0], "hello")
    assert stage.channel.calls == []
    assert await stage.states() == ["waiting"]
    assert not (await zombie.snapshot()).channels["telegram"].leads
    assert zombie._posts[0].desk.flying == 0


async def test_no_request_begins_that_could_outlive_the_lease(stage: Stage) -> None:
    await stage.dispatcher(alone=False)
    from_now = stage.clock.monotonic()
    [one] = await stage.contacts(1)
    desk = stage.dispatchers[0]._posts[0].desk
    assert desk.may_write(from_now + 20, 35)
    assert not desk.may_write(from_now + 21, 35)
    stage.clock.move(timedelta(seconds=30))
    await stage.put(one, "hello")
    assert stage.channel.calls == []
    await stage.move(2)
    assert stage.channel.texts == ["hello"]
    assert await stage.results() == ["safe", "sent"]


async def test_a_clock_that_jumps_a_day_ahead_recovers_nothing_that_is_on_its_way(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    stage.channel.script.append(answer)
    await stage.put(one, "hello")
    stage.clock._now += timedelta(hours=20)
    await stage.move(30)
    assert stage.channel.texts == ["hello"]
    answer.set_result(Receipt("sent"))
    await stage.settle()
    assert await stage.results() == ["sent"]


async def test_touched_looks_after_a_jump_of_the_clock(stage: Stage) -> None:
    dispatcher = await stage.dispatcher(idle=1000.0)
    [one] = await stage.contacts(1)
    await stage.put(one, "hello", next_at=NOON + timedelta(hours=20))
    await stage.settle()
    stage.clock._now += timedelta(hours=21)
    dispatcher.touched()
    await stage.settle()
    assert stage.channel.texts == ["hello"]


async def test_rows_that_another_process_put_are_found(stage: Stage) -> None:
    await stage.dispatcher()
    await stage.contacts(1)
    with stage.store.connection.begin():  # no end of group here: the dispatcher is not told
        stage.store.connection.exec_driver_sql(
            "INSERT INTO outbox (channel, contact_id, address, lane, kind, payload, next_at, created_at)"
            " SELECT channel, id, address, 0, 'test', '{\"text\": \"hello\"}', created_at, created_at FROM contact"
        )
    await stage.move(5.1)
    assert stage.channel.texts == ["hello"]


@pytest.mark.parametrize("lane", [0, ANNOUNCEMENT])
async def test_a_taking_that_was_rolled_back_is_made_again(stage: Stage, lane: int) -> None:
    await stage.dispatcher(Rate(30, 1))
    one, two = await stage.contacts(2)
    await stage.move(2)
    await stage.put(one, "hello", lane=lane, next_at=NOON + timedelta(seconds=10))
    stage.store.trouble = None
    await stage.move(7.9)
    stage.store.fail_next_commit = True
    await stage.move(0.5)
    assert stage.channel.calls == []
    await stage.put(two, "other", lane=lane)
    await stage.move(3)
    assert sorted(stage.channel.texts) == ["hello", "other"]
    assert stage.dispatchers[0]._posts[0].desk.alive() == set()


async def test_the_slot_of_a_taking_that_vanished_is_given_back(stage: Stage) -> None:
    await stage.dispatcher(slots=(1, 1))
    one, two = await stage.contacts(2)
    desk = stage.dispatchers[0]._posts[0].desk
    desk._fly(sending.Due(99, one, 0, NOON, None, 0, head=True, silent=""), 0, stage.clock.monotonic())
    await stage.put(two, "hello")
    assert stage.channel.calls == []
    await stage.move(40)
    assert stage.channel.texts == ["hello"]
