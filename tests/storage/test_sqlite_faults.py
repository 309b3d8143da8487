"""Trouble with the file is told by its cause, costs nobody else's work, and passes by itself."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection, event, select, text

from storage.probe import probe
from storage.sqlite import SqliteStore
from storage.store import StorageDown, sqlite_path
from storage.tables import lease
from tests.databases import sqlite_url
from tests.storage.child import put


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return sqlite_path(sqlite_url(tmp_path))


@pytest_asyncio.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    found = SqliteStore(path, busy_seconds=0.2)
    await found.open()
    yield found
    await found.close()


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(lease.c.name).order_by(lease.c.name)))


async def test_a_full_disk_is_told_and_nothing_half_is_kept(path: Path, store: SqliteStore) -> None:
    pages = await store.run(lambda connection: connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    await store.run(lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}"))
    await store.run(lambda connection: put(connection, "before", 20_000))
    works = [store.run(partial(put, name=f"n{n}", size=20_000)) for n in range(10)]
    found = await asyncio.gather(*works, return_exceptions=True)
    told = {"before"} | {f"n{n}" for n, one in enumerate(found) if one is None}
    assert {one.reason for one in found if isinstance(one, StorageDown)} == {"full"}
    assert set(await store.read(names)) == told
    await store.run(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1000000"))
    await store.run(lambda connection: put(connection, "after", 20_000))
    assert set(await store.read(names)) == told | {"after"}


async def test_a_locked_file_is_told_and_passes(path: Path, store: SqliteStore) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageDown) as caught:
            await store.run(lambda connection: put(connection, "a"))
        assert caught.value.reason == "locked"
        assert await store.read(names) == []
        other.execute("ROLLBACK")
    await store.run(lambda connection: put(connection, "b"))
    assert await store.read(names) == ["b"]


async def test_each_caller_of_a_lost_group_gets_an_error_of_its_own(path: Path, store: SqliteStore) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        works = [store.run(partial(put, name=f"n{n}")) for n in range(3)]
        found = await asyncio.gather(*works, return_exceptions=True)
    assert [type(one) for one in found] == [StorageDown] * 3
    assert len({id(one) for one in found}) == 3


async def test_a_read_only_file_is_told_when_opened_and_later(path: Path) -> None:
    store = SqliteStore(path)

    def only_read(raw: Any, _record: object) -> None:
        raw.execute("PRAGMA query_only=ON")

    event.listen(store.writer, "connect", only_read)
    with pytest.raises(StorageDown) as caught:
        await store.open()
    assert caught.value.reason == "readonly"
    event.remove(store.writer, "connect", only_read)
    await store.open()
    await store.run(lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON"))
    with pytest.raises(StorageDown) as caught:
        await store.run(probe)
    assert caught.value.reason == "readonly"
    await store.close()


async def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "nowhere" / "drom.db")
    with pytest.raises(StorageDown) as caught:
        await store.open()
    assert caught.value.reason == "gone"


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "drom.db").write_bytes(b"no database " * 1000)
    store = SqliteStore(tmp_path / "drom.db")
    with pytest.raises(StorageDown) as caught:
        await store.open()
    assert caught.value.reason == "damaged"


async def test_a_lost_connection_is_made_anew(store: SqliteStore) -> None:
    with pytest.raises(StorageDown):
        await store.run(lambda connection: connection.connection.driver_connection.close())  # type: ignore[union-attr]
    await store.run(lambda connection: put(connection, "a"))
    assert await store.read(names) == ["a"]


async def test_a_work_that_commits_is_told_and_the_next_ones_run(store: SqliteStore) -> None:
    with pytest.raises(StorageDown, match="ended the transaction"):
        await store.run(lambda connection: connection.exec_driver_sql("COMMIT"))
    await store.run(lambda connection: put(connection, "a"))
    assert await store.read(names) == ["a"]


@pytest.mark.parametrize("engine", ["writer", "reader"])
def test_every_connection_is_safe(path: Path, engine: str) -> None:
    store = SqliteStore(path)
    with getattr(store, engine).connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store", "query_only")
        }
    getattr(store, engine).dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "query_only": int(engine == "reader"),
    }


async def test_deleted_words_leave_no_byte_behind(path: Path, store: SqliteStore) -> None:
    await store.run(lambda connection: put(connection, "Marker-Đurđa"))
    await store.run(lambda connection: connection.execute(text("DELETE FROM lease")))
    assert await store.checkpoint()
    left = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    assert "Marker-Đurđa".encode() not in left
    assert b"CREATE TABLE lease" in left


async def test_a_file_that_was_moved_away_takes_nothing_until_it_is_back(path: Path, store: SqliteStore) -> None:
    await store.run(lambda connection: put(connection, "before"))
    away = path.with_name("away.db")
    os.rename(path, away)
    for _ in range(2):
        with pytest.raises(StorageDown, match="DROM_DATABASE_URL") as caught:
            await store.run(lambda connection: put(connection, "lost"))
        assert caught.value.reason == "removed"
        assert path.name not in os.listdir(path.parent), "no empty file takes its place"
    os.rename(away, path)
    await store.run(lambda connection: put(connection, "after"))
    assert await store.read(names) == ["after", "before"]
    os.rename(path, away)
    shutil.copyfile(away, path)
    with pytest.raises(StorageDown, match="removed or replaced"):
        await store.run(lambda connection: put(connection, "elsewhere"))
    os.replace(away, path)


@pytest.mark.parametrize("reason", ["locked", "readonly", "full", "damaged", "gone", "removed"])
def test_every_trouble_names_the_setting(reason: Any) -> None:
    assert "DROM_DATABASE_URL" in str(StorageDown(reason))
