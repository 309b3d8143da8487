"""Works that wait together share one commit, and nobody waits for a reader."""

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, func, select

from storage import sqlite
from storage.sqlite import SqliteStore
from storage.store import sqlite_path
from storage.tables import lease
from tests.databases import sqlite_url
from tests.storage.child import put


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    found = SqliteStore(sqlite_path(sqlite_url(tmp_path)), group=4)
    await found.open()
    yield found
    await found.close()


def rows(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(lease)).scalar_one()


async def test_waiting_works_share_a_commit_up_to_the_groups_size(store: SqliteStore) -> None:
    go = threading.Event()
    seen: list[int] = []
    store.finish_with(lambda connection: seen.append(rows(connection)))
    first = asyncio.ensure_future(store.run(lambda connection: go.wait(10)))
    await asyncio.sleep(0)
    rest = [asyncio.ensure_future(store.run(partial(put, name=f"n{n}"))) for n in range(10)]
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, *rest)
    assert seen[-1] == 10
    # The first group is the waiting work alone or with those that were queued before the thread woke.
    assert len(seen) in {3, 4}
    assert all(after - before <= 4 for before, after in zip([0, *seen], seen, strict=False))


async def test_a_work_of_a_group_sees_those_before_it(store: SqliteStore) -> None:
    def work(connection: Connection, name: str) -> int:
        put(connection, name)
        return rows(connection)

    works = [store.run(partial(work, name=f"n{n}")) for n in range(8)]
    assert await asyncio.gather(*works) == list(range(1, 9))


async def test_a_long_read_keeps_its_snapshot_and_nobody_waiting(store: SqliteStore) -> None:
    started, go = threading.Event(), threading.Event()

    def long(connection: Connection) -> tuple[int, int]:
        before = rows(connection)
        started.set()
        go.wait(10)
        return before, rows(connection)

    reading = asyncio.ensure_future(store.read(long))
    await asyncio.to_thread(started.wait, 10)
    await store.run(lambda connection: put(connection, "a"))
    assert await store.read(rows) == 1
    go.set()
    assert await reading == (0, 0)


async def test_closing_finishes_what_waits(store: SqliteStore) -> None:
    works = [asyncio.ensure_future(store.run(partial(put, name=f"n{n}"))) for n in range(10)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*works)
    await store.open()
    assert await store.read(rows) == 10


async def test_nothing_else_runs_while_short_works_do(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "STILL_SECONDS", 10.0)
    turns, over = 0, asyncio.Event()

    async def busy() -> None:
        nonlocal turns
        while not over.is_set():
            turns += 1
            await asyncio.sleep(0)

    def work(connection: Connection) -> int:
        before = turns
        for _ in range(50):  # each statement lets another thread have the interpreter
            rows(connection)
        return turns - before

    others = asyncio.ensure_future(busy())
    assert sum(await asyncio.gather(store.run(work), store.run(work))) == 0
    over.set()
    await others
    assert turns > 0


async def test_a_long_work_holds_up_nobody_but_works(store: SqliteStore) -> None:
    go = threading.Event()
    long = asyncio.ensure_future(store.run(lambda connection: go.wait(10)))
    await asyncio.sleep(0)
    assert await store.read(rows) == 0
    go.set()
    assert await long, "the loop went on while it waited"
