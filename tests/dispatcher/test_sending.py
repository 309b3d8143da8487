"""What the sender sees of the outbox and writes into it; on both databases."""

from sqlalchemy import Connection, select, text

from storage import attempts, leases, sending
from storage.attempts import Attempt
from storage.leases import Lease
from storage.sending import ASIDE, Settled
from storage.store import Store
from storage.tables import attempt
from tests.dispatcher.rows import CHANNEL, NOON, contacts, get, later, put, rows, set_row, states


def lease(connection: Connection, owner: str = "one") -> Lease:
    """Take the lease from whoever has it."""
    found = leases.take(connection, "send:whatsapp", owner, NOON, 60, force=True)
    assert found is not None
    return found


async def test_the_front_shows_each_lanes_first_rows_and_which_may_go(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two, three = contacts(connection, 3)
        first, second = put(connection, one, "a", "b")
        third = put(connection, two, "c", next_at=later(5))[0]
        news = [put(connection, each, "n", lane=2)[0] for each in (one, two, three)]
        notice = put(connection, three, "x", lane=1)[0]
        set_row(connection, news[2], channel="telegram")
        connection.execute(text("UPDATE contact SET unreachable_at = created_at WHERE id = :id"), {"id": two})
        found = sending.front(connection, CHANNEL, 10, 10, NOON)
        assert [(due.id, due.lane, due.head, due.silent) for due in found] == [
            (first, 0, True, ""),
            (second, 0, False, ""),
            (third, 0, True, ""),
            (notice, 1, True, ""),
            (news[0], 2, True, ""),
            (news[1], 2, True, "unreachable"),
        ]
        assert (found[2].next_at, found[2].doubts) == (later(5), 0)
        assert [due.id for due in sending.front(connection, CHANNEL, 1, 0, NOON)] == [first]

    await store.run(work)


async def test_taking_marks_rows_once_and_only_under_a_lease_that_is_ours(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        ids = put(connection, one, "a", "b", "c")
        old = lease(connection)
        held = lease(connection, "two")
        assert sending.take(connection, old, ids, later(60)) == []
        taken = sending.take(connection, held, [ids[2], ids[0]], later(60))
        assert [(row.id, row.attempts, row.payload["text"]) for row in taken] == [(ids[2], 1, "c"), (ids[0], 1, "a")]
        assert sending.take(connection, held, ids, later(60))[0].id == ids[1]
        row = get(connection, ids[0])
        assert (row.state, row.fence, row.lease_until) == ("sending", 2, later(60))

    await store.run(work)


def _attempts(connection: Connection) -> list[tuple[object, ...]]:
    found = select(attempt.c.outbox_id, attempt.c.n, attempt.c.ended_at, attempt.c.result, attempt.c.detail)
    return [tuple(row) for row in connection.execute(found.order_by(attempt.c.id))]


async def test_a_late_outcome_under_an_old_fence_leaves_no_trace(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        [row_id], [erased] = put(connection, one, "a"), put(connection, two, "a")
        old = lease(connection)
        sending.take(connection, old, [row_id, erased], later(60))
        connection.execute(text("DELETE FROM outbox WHERE id = :id"), {"id": erased})
        held = lease(connection, "two")
        [orphan] = sending.orphans(connection, CHANNEL, held.fence, NOON)
        assert (orphan.id, orphan.fence) == (row_id, old.fence)
        sending.settle(connection, [Settled(row_id, old.fence, "waiting", "crashed", NOON, doubts=1)])
        sending.take(connection, held, [row_id], later(60))

        late = [Attempt(each, old.fence, 1, NOON, NOON, "sent") for each in (row_id, erased)]
        attempts.add(connection, late)
        sending.settle(connection, [Settled(each, old.fence, "sent", "", NOON) for each in (row_id, erased)])
        assert states(connection) == ["sending crashed"]
        assert _attempts(connection) == []
        attempts.add(connection, [Attempt(row_id, held.fence, 2, NOON, later(1), "sent", "found")])
        sending.settle(connection, [Settled(row_id, held.fence, "sent", "", NOON, provider_id="p", sent_at=later(1))])
        assert states(connection) == ["sent"]
        assert _attempts(connection) == [(row_id, 2, later(1), "sent", "found")]

    await store.run(work)


async def test_rows_whose_time_ran_out_are_orphans_of_their_own_sender_too(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        ids = put(connection, one, "a") + put(connection, two, "a")
        held = lease(connection)
        sending.take(connection, held, ids[:1], later(60))
        sending.take(connection, held, ids[1:], later(90))
        assert sending.orphans(connection, CHANNEL, held.fence, later(59)) == []
        assert [orphan.id for orphan in sending.orphans(connection, CHANNEL, held.fence, later(60))] == ids[:1]

    await store.run(work)


async def test_doubts_are_counted_by_cause(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        ids = put(connection, one, "a") + put(connection, two, "a")
        held = lease(connection)
        sending.take(connection, held, ids, later(60))
        results = ("timeout", "server", "safe", "timeout", "crashed")
        for n, result in enumerate(results, 1):
            attempts.add(connection, [Attempt(ids[0], held.fence, n, later(n), None, result)])
        assert attempts.doubts(connection, ids) == {ids[0]: {"timeout": 2, "server": 1, "crashed": 1}}
        assert attempts.began(connection, ids) == {ids[0]: later(1)}
        assert attempts.doubts(connection, []) == attempts.began(connection, []) == {}

    await store.run(work)


async def test_what_was_set_aside_comes_back_one_by_one_and_lane_by_lane(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        a, b, c = put(connection, one, "a", "b", "c")
        news = put(connection, one, "n", lane=2)[0]
        other = put(connection, two, "o")[0]
        sending.put_off(connection, [(b, ASIDE), (c, ASIDE), (news, ASIDE), (other, later(7))])
        assert sending.aside(connection, CHANNEL) == {one}
        sending.bring_back(connection, [one, two], later(1))
        assert [row.next_at for row in rows(connection)] == [NOON, ASIDE, ASIDE, later(1), later(7)]
        set_row(connection, a, state="sent")
        sending.bring_back(connection, [one], later(2))
        assert [row.next_at for row in rows(connection)] == [NOON, later(2), ASIDE, later(1), later(7)]

    await store.run(work)


async def test_pauses_that_a_provider_asked_for_are_known(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two, three = contacts(connection, 3)
        ids = [put(connection, each, "a")[0] for each in (one, two, three)] + put(connection, one, "b", lane=2)
        for row_id, reason, seconds in zip(ids, ("slow", "safe", "slow", "slow"), (5, 9, -1, 8), strict=True):
            set_row(connection, row_id, reason=reason, next_at=later(seconds))
        assert sending.paused(connection, CHANNEL, NOON) == {one: later(8)}

    await store.run(work)


async def test_only_waiting_rows_are_closed_or_put_off(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        [waits], [flies] = put(connection, one, "a"), put(connection, two, "b")
        sending.take(connection, lease(connection), [flies], later(60))
        sending.close(connection, [(waits, "expired", "deadline"), (flies, "expired", "deadline")])
        sending.put_off(connection, [(flies, ASIDE)])
        assert states(connection) == ["expired deadline", "sending"]
        assert get(connection, flies).next_at == NOON

    await store.run(work)
