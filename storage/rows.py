"""What the repositories share: rows as dataclasses, and inserts that may find their row there; it knows no table."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared


def columns(table: Table, kind: type[Any]) -> list[Column[Any]]:
    """Return the columns that a dataclass names, in its order, so that ``kind(*row)`` is right."""
    return [table.c[field.name] for field in fields(kind)]


def whole(connection: Connection, table: Table, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return rows by the names of their columns."""
    return [dict(row._mapping) for row in connection.execute(table.select().where(where))]


def add(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row and return its number."""
    return _plain(table, tuple(values)).key(connection, values)


def put_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with the same unique value is there; says whether it was inserted."""
    return bool(_insert_once(connection.dialect.name, table, tuple(values)).run(connection, values))


def put(connection: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """Insert a row, or give the one with the same ``key`` these values."""
    _insert_or_change(connection.dialect.name, table, key, tuple(values)).run(connection, values)


def change(connection: Connection, table: Table, number: int, values: Mapping[str, Any]) -> bool:
    """Give a row, by its number, other values; False where there is no such row."""
    given = {f"to_{name}": value for name, value in values.items()}
    return bool(_change(table, tuple(sorted(values))).run(connection, {**given, "it": number}))


# Making such a statement anew each time would cost more than running it.


@cache
def _change(table: Table, names: tuple[str, ...]) -> Prepared:
    changed: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
    return Prepared(table.update().where(table.c.id == bindparam("it")).values(changed))


@cache
def _plain(table: Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(table.insert().values(_given(names)))


@cache
def _insert_once(dialect: str, table: Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(_insert(dialect, table).values(_given(names)).on_conflict_do_nothing())


@cache
def _insert_or_change(dialect: str, table: Table, key: str, names: tuple[str, ...]) -> Prepared:
    insert = _insert(dialect, table).values(_given(names))
    changed = {name: insert.excluded[name] for name in names if name != key}
    return Prepared(insert.on_conflict_do_update(index_elements=[key], set_=changed))


def _given(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
