"""What every store promises, on both databases."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, exc, insert, select, text

from storage.store import StorageDown, Store
from storage.tables import lease

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def put(name: str, until: datetime = NOON) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(lease).values(name=name, owner="x", fence=1, until=until))
        return name

    return work


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(lease.c.name).order_by(lease.c.name)))


async def test_what_ran_is_there(store: Store) -> None:
    assert await store.run(put("a")) == "a"
    assert await store.read(names) == ["a"]


async def test_a_failing_work_hurts_nobody_else(store: Store) -> None:
    def fails(connection: Connection) -> None:
        put("bad")(connection)
        raise ZeroDivisionError

    found = await asyncio.gather(
        *(store.run(put(f"a{n}")) for n in range(10)),
        store.run(fails),
        store.run(put("a3x")),
        return_exceptions=True,
    )
    assert [type(one) for one in found].count(ZeroDivisionError) == 1
    assert await store.read(names) == sorted([*(f"a{n}" for n in range(10)), "a3x"])


async def test_a_broken_rule_is_the_works_own_error(store: Store) -> None:
    await store.run(put("a"))
    with pytest.raises(exc.IntegrityError):
        await store.run(put("a"))
    assert await store.run(put("b")) == "b"


async def test_an_error_tells_no_values(store: Store) -> None:
    await store.run(put("Amina Example"))
    with pytest.raises(exc.IntegrityError) as caught:
        await store.run(put("Amina Example"))
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "Amina" not in str(chain)
        chain = chain.__cause__


async def test_running_out_in_a_work_is_told(store: Store) -> None:
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(store.run(lambda connection: next(iter(()))), 5)
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(store.read(lambda connection: next(iter(()))), 5)
    assert await store.run(put("a")) == "a"


async def test_a_cancelled_callers_work_still_runs(store: Store) -> None:
    task = asyncio.ensure_future(store.run(put("a")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await store.close()
    await store.open()
    assert await store.read(names) == ["a"]


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(exc.DBAPIError):
        await store.read(put("a"))
    assert await store.run(names) == []


async def test_the_finish_is_in_the_same_commit_and_calls_back_after_it(store: Store) -> None:
    called = asyncio.Event()

    def finish(connection: Connection) -> Callable[[], None]:
        connection.execute(text("UPDATE lease SET owner = 'finished'"))
        return called.set

    store.finish_with(finish)
    await store.run(put("a"))
    await asyncio.wait_for(called.wait(), 5)
    assert await store.read(lambda connection: connection.scalar(select(lease.c.owner))) == "finished"


async def test_a_failing_finish_costs_no_work(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def finish(connection: Connection) -> None:
        connection.execute(text("UPDATE lease SET owner = 'half'"))
        raise ZeroDivisionError

    store.finish_with(finish)
    assert await store.run(put("a")) == "a"
    assert await store.read(lambda connection: connection.scalar(select(lease.c.owner))) == "x"
    assert "its work" in caplog.text


async def test_moments_keep_their_instant(store: Store) -> None:
    summer = datetime(2027, 3, 1, 15, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    await store.run(put("a", summer))
    found = await store.read(lambda connection: connection.scalar(select(lease.c.until)))
    assert found == summer
    assert found is not None
    assert found.utcoffset() == timedelta(0)


async def test_naive_moments_are_refused(store: Store) -> None:
    with pytest.raises(exc.StatementError, match="a moment needs a zone"):
        await store.run(put("a", datetime(2027, 3, 1, 12)))  # noqa: DTZ001 - that is the point


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(StorageDown):
        await store.run(put("a"))
