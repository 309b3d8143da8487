"""Trouble with the server is told by its cause, conflicts are tried again, and connections come back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.util import await_only

from storage import postgres
from storage.postgres import TRIES, PostgresStore
from storage.store import StorageDown, open_store
from storage.tables import lease
from tests.databases import postgres_url
from tests.storage.child import put

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> str:
    return postgres_url()


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    found = PostgresStore(url, connections=4)
    await found.open()
    yield found
    await found.close()


RAISE = text("UPDATE lease SET fence = fence + 1 WHERE name = :name")


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(lease.c.name).order_by(lease.c.name)))


async def test_works_that_lock_each_other_out_are_tried_again(store: PostgresStore) -> None:
    for name in "ab":
        await store.run(partial(put, name=name))
    tries: list[str] = []
    both_have_one = asyncio.Barrier(2)

    def both(first: str, second: str) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            tries.append(first)
            connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            connection.execute(RAISE, {"name": first})
            if len(tries) <= 2:
                await_only(both_have_one.wait())
            connection.execute(RAISE, {"name": second})

        return work

    await asyncio.gather(store.run(both("a", "b")), store.run(both("b", "a")))
    fences = await store.read(lambda connection: list(connection.scalars(select(lease.c.fence))))
    assert fences == [3, 3]
    assert len(tries) == 3


async def test_a_conflict_that_never_ends_is_told(store: PostgresStore) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(StorageDown) as caught:
        await store.run(work)
    assert (caught.value.reason, len(tries)) == ("locked", TRIES)


async def test_connections_that_died_are_made_anew(store: PostgresStore) -> None:
    await asyncio.gather(*(store.run(lambda connection: connection.execute(text("SELECT 1"))) for _ in range(4)))
    killer = PostgresStore(store.engine.url, connections=1)
    await killer.open()
    others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
    await killer.run(lambda connection: connection.execute(text(others + " AND pid <> pg_backend_pid()")).all())
    await asyncio.gather(*(store.run(partial(put, name=f"n{n}")) for n in range(4)))
    assert await store.read(names) == ["n0", "n1", "n2", "n3"]
    await killer.close()


async def test_a_connection_that_dies_in_a_work_costs_a_second_try(store: PostgresStore) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        put(connection, "a")
        if len(tries) == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    await store.run(work)
    assert (await store.read(names), len(tries)) == (["a"], 2)


async def test_a_commit_without_an_answer_is_not_repeated(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        put(connection, f"n{len(tries)}")

    def cut(dbapi_connection: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(store.engine.dialect, "do_commit", cut)
        with pytest.raises(StorageDown, match="unknown") as caught:
            await store.run(work)
    assert (caught.value.reason, len(tries)) == ("gone", 1)
    await store.run(lambda connection: put(connection, "b"))
    assert await store.read(names) == ["b"]


async def test_a_server_that_takes_no_writes_is_told(store: PostgresStore) -> None:
    name = store.engine.url.database
    closed = text(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await store.run(lambda connection: connection.execute(closed))
    other = PostgresStore(store.engine.url)
    with pytest.raises(StorageDown) as caught:
        await other.open()
    assert caught.value.reason == "readonly"


async def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    store = PostgresStore(f"postgresql://postgres@/drom?host={tmp_path}")
    with pytest.raises(StorageDown) as caught:
        await store.open()
    assert caught.value.reason == "gone"


async def test_a_database_that_is_not_there_is_told(store: PostgresStore) -> None:
    other = PostgresStore(store.engine.url.set(database="nowhere"))
    with pytest.raises(StorageDown) as caught:
        await other.open()
    assert caught.value.reason == "gone"


async def test_too_few_connections_are_told(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.engine.pool, "_timeout", 0.05)
    monkeypatch.setattr(store.engine.pool, "_max_overflow", 0)
    held = [await store.engine.connect() for _ in range(4)]
    with pytest.raises(StorageDown) as caught:
        await store.run(lambda connection: None)
    assert caught.value.reason == "locked"
    for connection in held:
        await connection.close()
    await store.run(lambda connection: put(connection, "a"))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg"])
def test_every_way_to_write_the_url_is_asyncpg(scheme: str) -> None:
    if scheme == "postgres":
        with pytest.raises(ValueError, match="DROM_DATABASE_URL"):
            open_store("postgres://u:p@h/d")
        return
    store = open_store(f"{scheme}://u:p%40@h:1/d")
    assert isinstance(store, PostgresStore)
    assert store.engine.url.render_as_string(hide_password=False) == "postgresql+asyncpg://u:p%40@h:1/d"


async def test_a_server_that_gives_no_answer_counts_as_gone(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "ANSWER_SECONDS", 0.2)
    found = PostgresStore(url, connections=1)
    await found.open()
    with pytest.raises(StorageDown, match="no answer") as caught:
        await found.run(lambda connection: connection.execute(text("SELECT pg_sleep(60)")))
    assert caught.value.reason == "gone"
    await found.run(partial(put, name="a"))
    assert await found.read(names) == ["a"]
    await found.close()


async def test_who_stands_still_in_a_transaction_lets_go(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres.LIMITS, "idle_in_transaction_session_timeout", "200ms")
    still, other = PostgresStore(url, connections=1), PostgresStore(url, connections=1)
    await still.open()
    await other.open()
    has_it, done = asyncio.Event(), asyncio.Event()

    def stand(connection: Connection) -> None:
        put(connection, "a")
        has_it.set()
        await_only(done.wait())

    standing = asyncio.create_task(still.run(stand))
    await has_it.wait()
    await other.run(partial(put, name="a"))  # waits for whoever stands still, and then is the first
    assert await other.read(names) == ["a"]
    done.set()
    with pytest.raises((StorageDown, IntegrityError)):
        await standing
    await still.close()
    await other.close()
