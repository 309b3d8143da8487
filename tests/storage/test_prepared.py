"""A statement that was compiled once gives and takes what SQLAlchemy's own execution would."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.prepared import Prepared
from storage.store import Store
from storage.tables import contact

NOW = datetime(2026, 11, 22, 9, 30, 15, 4, tzinfo=UTC)
_GIVEN = ("channel", "address", "session", "lite", "created_at", "stopped_at")
INSERT = Prepared(insert(contact).values({name: bindparam(name) for name in _GIVEN}))
COLUMNS = [contact.c[name] for name in ("id", *_GIVEN)]
SELECT = select(*COLUMNS).where(contact.c.address == bindparam("to"))
STOP = Prepared(update(contact).where(contact.c.address == bindparam("to")).values(stopped_at=bindparam("when")))


def row(address: str, **other: Any) -> dict[str, Any]:
    """Return the columns of a contact."""
    usual = {"channel": "telegram", "session": None, "lite": False, "created_at": NOW, "stopped_at": None}
    return {**usual, "address": address, **other}


async def test_types_convert_both_ways(store: Store) -> None:
    session = {"flow": "menu", "said": ["ж", 1, None]}

    def work(connection: Connection) -> tuple[int, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        key = INSERT.key(connection, row("1", session=session, lite=True))
        usual = [tuple(each) for each in connection.execute(SELECT, {"to": "1"})]
        return key, Prepared(SELECT).rows(connection, {"to": "1"}), usual

    key, found, usual = await store.run(work)
    assert found == usual == [(key, "telegram", "1", session, True, NOW, None)]


async def test_many_and_how_many(store: Store) -> None:
    def work(connection: Connection) -> tuple[int, int]:
        INSERT.many(connection, [row("1"), row("2"), row("3")])
        return STOP.run(connection, {"to": "2", "when": NOW}), STOP.run(connection, {"to": "9", "when": NOW})

    assert await store.run(work) == (1, 0)
    stopped = await store.read(lambda c: c.execute(select(contact.c.address).where(contact.c.stopped_at == NOW)).all())
    assert [one.address for one in stopped] == ["2"]


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="zone"):
        await store.run(lambda c: INSERT.key(c, row("1", created_at=NOW.replace(tzinfo=None))))
    assert await store.read(lambda c: c.execute(select(contact.c.id)).all()) == []


async def test_what_fails_is_undone_and_told_as_everywhere_without_values(store: Store) -> None:
    def work(connection: Connection) -> None:
        INSERT.key(connection, row("1", session={"name": "Djulijana"}))
        INSERT.key(connection, row("1", session={"name": "Djulijana"}))

    with pytest.raises(IntegrityError, match=r"UNIQUE|unique") as caught:
        await store.run(work)
    assert "Djulijana" not in str(caught.value)
    assert await store.read(lambda c: c.execute(select(contact.c.id)).all()) == []
