"""The log keeps its rows, and shows where it was changed around the triggers."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, exc, text

from storage import log
from storage.store import Store
from tests.storage.people import NOON


def three(connection: Connection) -> list[int]:
    return [
        log.write(connection, at=NOON, actor="staff:1", act="role_given", subject="person:7", detail={"b": [1, None]}),
        log.write(connection, at=NOON + timedelta(microseconds=1), actor="staff:1", act="ticket_closed"),
        log.write(connection, at=NOON, actor="drom", act="erased", subject="ć", detail={"a": {"z": "ж", "y": True}}),
    ]


async def test_rows_come_newest_first_and_in_pages(store: Store) -> None:
    first, second, third = await store.run(three)
    assert [entry.id for entry in await store.read(log.newest)] == [third, second, first]
    page = await store.read(lambda connection: log.newest(connection, limit=1, before=third))
    assert [(entry.id, entry.act, entry.detail) for entry in page] == [(second, "ticket_closed", None)]


async def test_an_untouched_chain_holds(store: Store) -> None:
    assert await store.read(log.verify) == log.Chain(0, log.START)
    await store.run(three)
    found = await store.read(log.verify)
    assert (found.entries, found.broken) == (3, None)
    newest = await store.read(log.newest)
    assert found.seal == newest[0].hash


async def test_rows_written_at_once_make_one_chain(store: Store) -> None:
    await asyncio.gather(*(store.run(partial(log.write, at=NOON, actor="x", act=f"a{n}")) for n in range(20)))
    found = await store.read(log.verify)
    assert (found.entries, found.broken) == (20, None)


@pytest.mark.parametrize(
    "doing", ["UPDATE log SET actor = 'x'", "DELETE FROM log", "UPDATE log SET detail = NULL WHERE id = 1"]
)
async def test_a_row_cannot_be_changed(store: Store, doing: str) -> None:
    await store.run(three)
    with pytest.raises(exc.DBAPIError, match="append-only"):
        await store.run(lambda connection: connection.execute(text(doing)))
    assert (await store.read(log.verify)).entries == 3


@pytest.mark.parametrize(
    "doing", ["UPDATE log SET actor = 'x' WHERE id = {}", "UPDATE log SET at = '2020-01-01' WHERE id = {}"]
)
async def test_a_changed_row_shows(store: Store, doing: str) -> None:
    _, second, _ = await store.run(three)
    await _without_triggers(store, doing.format(second))
    found = await store.read(log.verify)
    assert (found.entries, found.broken) == (1, second)


async def test_a_removed_row_shows(store: Store) -> None:
    first, second, third = await store.run(three)
    await _without_triggers(store, f"DELETE FROM log WHERE id = {second}")
    assert (await store.read(log.verify)).broken == third
    assert first < second


async def _without_triggers(store: Store, doing: str) -> None:
    def work(connection: Connection) -> None:
        if store.dialect == "sqlite":
            connection.execute(text("DROP TRIGGER log_no_update"))
            connection.execute(text("DROP TRIGGER log_no_delete"))
        else:
            connection.execute(text("ALTER TABLE log DISABLE TRIGGER USER"))
        connection.execute(text(doing))

    await store.run(work)


async def test_a_failed_work_leaves_no_gap_in_the_chain(store: Store) -> None:
    def fails(connection: Connection) -> None:
        three(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.run(fails)
    await store.run(three)
    assert await store.read(log.verify) == log.Chain(3, (await store.read(log.newest))[0].hash)


async def test_a_detail_is_whole_numbers_and_text(store: Store) -> None:
    with pytest.raises(ValueError, match="float"):
        await store.run(lambda c: log.write(c, at=NOON, actor="x", act="y", detail={"share": [0.5]}))
