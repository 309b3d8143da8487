"""What the repositories share: rows as dataclasses, and inserts that may find their row there; it knows no table."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Executable, Insert, Table, Update, bindparam
from sqlalchemy.dialects import postgresql, sqlite


def columns(table: Table, kind: type[Any]) -> list[Column[Any]]:
    """Return the columns that a dataclass names, in its order, so that ``kind(*row)`` is right."""
    return [table.c[field.name] for field in fields(kind)]


def add(connection: Connection, table: Table, values: dict[str, Any]) -> int:
    """Insert a row and return its number."""
    key = connection.execute(_plain(table), values).inserted_primary_key
    return int(key[0]) if key else 0


def put_once(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same unique value is there; says whether it was inserted."""
    return bool(connection.execute(_insert_once(connection.dialect.name, table), values).rowcount)


def put(connection: Connection, table: Table, key: str, values: dict[str, Any]) -> None:
    """Insert a row, or give the one with the same ``key`` these values."""
    connection.execute(_insert_or_change(connection.dialect.name, table, key, tuple(values)), values)


def change(connection: Connection, table: Table, number: int, values: Mapping[str, Any]) -> bool:
    """Give a row, by its number, other values; False where there is no such row."""
    given = {f"to_{name}": value for name, value in values.items()}
    return bool(connection.execute(_change(table, tuple(sorted(values))), {**given, "it": number}).rowcount)


@cache
def _change(table: Table, names: tuple[str, ...]) -> Update:
    """Return the statement that changes some columns; making it anew each time costs more than running it."""
    changed: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
    return table.update().where(table.c.id == bindparam("it")).values(changed)


@cache
def _plain(table: Table) -> Insert:
    return table.insert()


@cache
def _insert_once(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _insert_or_change(dialect: str, table: Table, key: str, names: tuple[str, ...]) -> Executable:
    insert = _insert(dialect, table)
    changed = {name: insert.excluded[name] for name in names if name != key}
    return insert.on_conflict_do_update(index_elements=[key], set_=changed)


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
