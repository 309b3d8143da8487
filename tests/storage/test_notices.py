"""Due things as rows: planned once, found when due, ended once, taken back, on both databases."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from bot.channels.port import Part
from storage import notices, outbox, tables
from storage.notices import Planned, Subject
from storage.store import Store
from storage.withdrawals import withdraw
from tests.storage.people import NOON, a_contact

HOUR = timedelta(hours=1)
MEETING = Subject("meeting", 7)


def _one(contact_id: int, occurrence: str = "1d", hours: float = 1, **more: Any) -> Planned:
    due_at = NOON + hours * HOUR
    return Planned("reminder", occurrence, due_at, due_at, due_at + 2 * HOUR, contact_id=contact_id, **more)


def _rows(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(select(tables.notice).order_by(tables.notice.c.id))]


def _states(connection: Connection) -> list[str]:
    return [f"{row['occurrence']} {row['state']} {row['reason']}".strip() for row in _rows(connection)]


async def test_planning_twice_is_planning_once_and_what_is_out_stays_out(store: Store) -> None:
    def work(connection: Connection) -> None:
        contact_id = a_contact(connection)
        notices.put(connection, MEETING, [_one(contact_id), _one(contact_id, "2h", 3)], NOON)
        notices.put(connection, MEETING, [_one(contact_id, hours=2)], NOON)
        assert [row["due_at"] for row in _rows(connection)] == [NOON + 2 * HOUR, NOON + 3 * HOUR]
        notices.end(connection, [1], "out", NOON)
        notices.end(connection, [2], "never", NOON, "too_late")
        notices.put(connection, MEETING, [_one(contact_id, hours=9), _one(contact_id, "2h", 9)], NOON)
        assert _states(connection) == ["1d out", "2h waiting"]
        assert [row["ended_at"] for row in _rows(connection)] == [NOON, None]

    await store.run(work)


async def test_a_person_and_a_contact_have_their_own(store: Store) -> None:
    def work(connection: Connection) -> None:
        contact_id = a_contact(connection)
        key = connection.execute(insert(tables.person), {"created_at": NOON}).inserted_primary_key
        assert key is not None
        mine = _one(contact_id)
        planned = [mine, replace(mine, contact_id=None, person_id=key[0])]
        for _ in range(2):
            notices.put(connection, MEETING, planned, NOON)
            notices.put(connection, Subject("meeting", 8), planned, NOON)
        assert len(_rows(connection)) == 4
        connection.execute(tables.person.delete())
        assert [row["contact_id"] for row in _rows(connection)] == [contact_id] * 2
        notices.erase_for(connection, contact_id)
        assert _rows(connection) == []

    await store.run(work)


async def test_what_is_due_comes_in_its_order_and_not_before_its_time(store: Store) -> None:
    def work(connection: Connection) -> None:
        contact_id = a_contact(connection)
        planned = [_one(contact_id, f"{hours}", hours) for hours in (3, 1, 2)]
        notices.put(connection, MEETING, planned, NOON)
        assert not notices.is_due(connection, NOON)
        assert notices.is_due(connection, NOON + HOUR)
        assert [row.occurrence for row in notices.due(connection, NOON + 3 * HOUR, 2)] == ["1", "2"]
        notices.later(connection, {2: NOON + 5 * HOUR})
        assert [row.occurrence for row in notices.due(connection, NOON + 3 * HOUR, 9)] == ["2", "3"]
        assert [row.occurrence for row in notices.upcoming(connection)] == ["2", "3", "1"]

    await store.run(work)


async def test_what_another_transaction_looks_at_is_left_to_it(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("one transaction at a time")

    await store.run(lambda c: notices.put(c, MEETING, [_one(a_contact(c), str(n)) for n in range(4)], NOON))
    found: list[int] = []

    def look(connection: Connection) -> None:
        found.extend(row.id for row in notices.due(connection, NOON + 9 * HOUR, 2))
        connection.execute(text("SELECT pg_sleep(0.2)"))
        notices.end(connection, found[-2:], "out", NOON)

    await asyncio.gather(store.run(look), store.run(look))
    assert sorted(found) == [1, 2, 3, 4]


async def test_what_somebody_hears_no_more_is_taken_back_unless_it_goes(store: Store) -> None:
    def put(connection: Connection, contact_id: int, key: str, parts: int, **more: Any) -> None:
        given: dict[str, Any] = {"channel": "telegram", "address": "x", "lane": outbox.NOTICE, "kind": "reminder"}
        parts_of = [Part(f"{n}") for n in range(parts)]
        outbox.put(connection, contact_id=contact_id, parts=parts_of, dedupe=key, now=NOON, **given, **more)

    def work(connection: Connection) -> None:
        contact_id = a_contact(connection)
        for key, parts in (("a", 3), ("b", 1), ("c", 2), ("d", 2), ("ab", 1)):
            put(connection, contact_id, key, parts, state="parked" if key == "b" else "waiting")
        connection.execute(text("UPDATE outbox SET state = 'sent' WHERE dedupe = 'c'"))
        connection.execute(text("UPDATE outbox SET state = 'sending' WHERE dedupe in ('d', 'd.2')"))
        assert withdraw(connection, ["a", "b", "c", "d", "unknown"], "moved", NOON) == {"a", "b"}
        rows = connection.execute(select(tables.outbox.c.state, tables.outbox.c.dedupe).order_by(tables.outbox.c.id))
        assert [tuple(row) for row in rows] == [
            *[("cancelled", None)] * 4,
            *[("sent", "c"), ("cancelled", None)],
            *[("sending", "d"), ("sending", "d.2")],
            ("waiting", "ab"),
        ]
        put(connection, contact_id, "a", 1)
        assert connection.scalar(text("SELECT count(*) FROM outbox WHERE dedupe = 'a'")) == 1, "the key is free again"

    await store.run(work)


async def test_times_on_a_wall_move_together(store: Store) -> None:
    wall: dict[str, Any] = {"wall": "2027-03-28T09:00:00", "zone": "Europe/Skopje"}

    def work(connection: Connection) -> list[datetime]:
        planned = [_one(a_contact(connection), **wall) for _ in range(3)]
        planned += [_one(planned[0].contact_id or 0, "2h", 5)]
        notices.put(connection, MEETING, planned, NOON)
        notices.end(connection, [3], "out", NOON)
        (old,) = notices.walls(connection)
        new = replace(old, due_at=old.due_at + HOUR, latest=old.latest + HOUR)
        assert notices.move(connection, old, new, NOON) == 2
        return [row["due_at"] for row in _rows(connection)]

    assert await store.run(work) == [NOON + hours * HOUR for hours in (2, 2, 1, 5)]


async def test_what_ended_long_ago_is_forgotten(store: Store) -> None:
    def work(connection: Connection) -> None:
        contact_id = a_contact(connection)
        notices.put(connection, MEETING, [_one(contact_id, str(n)) for n in range(4)], NOON)
        for number, state in enumerate(("out", "never", "cancelled"), start=1):
            notices.end(connection, [number], state, NOON, "why")  # type: ignore[arg-type]
        assert [row.id for row in notices.unsaid(connection)] == [2]
        assert notices.forget(connection, NOON) == 0
        assert notices.forget(connection, NOON + HOUR) == 3
        assert _states(connection) == ["3 waiting"]

    await store.run(work)
