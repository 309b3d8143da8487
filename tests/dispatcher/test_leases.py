"""Leases: one holder at a time, and a fence that grows at each change of hands; on both databases."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from storage import leases
from storage.store import Store

# PostgreSQL keeps its own time, so these tests move only by how long leases last.
NOW = datetime.now(UTC)


async def test_one_holds_it_until_it_runs_out(store: Store) -> None:
    def work(connection: Connection) -> None:
        first = leases.take(connection, "send:x", "one", NOW, 60)
        assert first is not None
        assert (first.fence, first.owner, first.blocked_until) == (1, "one", None)
        assert leases.take(connection, "send:x", "two", NOW, 60) is None
        assert leases.take(connection, "send:y", "two", NOW, 60) is not None
        assert leases.holds(connection, first)
        assert leases.renew(connection, first, NOW, -1) is not None
        second = leases.take(connection, "send:x", "two", NOW, 60)
        assert second is not None
        assert (second.fence, second.owner) == (2, "two")
        assert not leases.holds(connection, first)
        assert leases.renew(connection, first, NOW, 60) is None
        leases.give_back(connection, first, NOW)
        assert leases.take(connection, "send:x", "three", NOW, 60) is None

    await store.run(work)


async def test_one_that_ran_out_is_renewed_where_nobody_took_it(store: Store) -> None:
    def work(connection: Connection) -> None:
        held = leases.take(connection, "send:x", "one", NOW, -5)
        assert held is not None
        assert leases.renew(connection, held, NOW, 60) is not None
        assert leases.take(connection, "send:x", "two", NOW, 60) is None

    await store.run(work)


async def test_one_given_back_is_free_at_once(store: Store) -> None:
    def work(connection: Connection) -> None:
        held = leases.take(connection, "send:x", "one", NOW, 60)
        assert held is not None
        leases.give_back(connection, held, NOW)
        taken = leases.take(connection, "send:x", "two", NOW, 60)
        assert taken is not None
        assert taken.fence == 2

    await store.run(work)


async def test_force_takes_it_from_the_dead(store: Store) -> None:
    def work(connection: Connection) -> None:
        leases.take(connection, "send:x", "one", NOW, 60)
        taken = leases.take(connection, "send:x", "two", NOW, 60, force=True)
        assert taken is not None
        assert taken.fence == 2

    await store.run(work)


async def test_the_next_holder_knows_what_the_last_was_told(store: Store) -> None:
    until = NOW + timedelta(minutes=5)

    def work(connection: Connection) -> None:
        first = leases.take(connection, "send:x", "one", NOW, 60)
        assert first is not None
        leases.block(connection, first, until)
        second = leases.take(connection, "send:x", "two", NOW, 60, force=True)
        assert second is not None
        assert second.blocked_until == until
        leases.block(connection, first, NOW)
        third = leases.take(connection, "send:x", "three", NOW, 60, force=True)
        assert third is not None
        assert third.blocked_until == until

    await store.run(work)
