"""Statements compiled once for SQLite's hot path; it never knows a table.

SQLAlchemy takes about 40 us for each execution of a statement, SQLite itself about 10 (run): a turn has five. Types
convert and errors are SQLAlchemy's as everywhere; on PostgreSQL the statement runs as any other.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]
T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement for one dialect: its text, how each parameter is converted, and each column that needs it.

    ``pick`` takes the parameters in the order of their marks; ``fixed`` are the values that stand in the statement.
    """

    text: str
    pick: Callable[[Values], Sequence[Any]]
    fixed: Values
    into: tuple[tuple[int, Convert], ...]
    out: tuple[tuple[int, Convert], ...]

    def parameters(self, values: Values) -> list[Any]:
        """Return the parameters in the order of their marks; raises KeyError where one is missing."""
        found = list(self.pick({**self.fixed, **values} if self.fixed else values))
        for place, convert in self.into:
            if (value := found[place]) is not None:  # None is NULL in every type (types.py)
                found[place] = convert(value)
        return found

    def row(self, raw: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row as its columns' types read it."""
        found = list(raw)
        for place, convert in self.out:
            if (value := found[place]) is not None:
                found[place] = convert(value)
        return tuple(found)


class Prepared:
    """One statement, its values given as ``bindparam``; lists of any length (``in_``) cannot be."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: WeakKeyDictionary[Dialect, _Compiled] = WeakKeyDictionary()

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Return all rows."""
        if connection.dialect.name != "sqlite":
            return [tuple(row) for row in connection.execute(self._statement, values)]
        return self._driven(connection, _all, values)

    def key(self, connection: Connection, values: Values) -> int:
        """Insert a row and return its number; the statement returns it by itself where the database can."""
        if connection.dialect.name != "sqlite":
            return int(connection.execute(self._statement, values).inserted_primary_key[0])  # type: ignore[index]
        return self._driven(connection, _last, values)

    def run(self, connection: Connection, values: Values) -> int:
        """Return how many rows were changed."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).rowcount
        return self._driven(connection, _count, values)

    def many(self, connection: Connection, values: Sequence[Values]) -> None:
        """Run it once for each."""
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, list(values))
            return
        self._driven(connection, _each, values)

    def _driven(self, connection: Connection, work: Callable[[Any, _Compiled, V], T], values: V) -> T:
        """Work on the driver's own connection; its errors become SQLAlchemy's, without the values that were given."""
        ready = self._compiled.get(connection.dialect)
        if ready is None:
            ready = self._compiled[connection.dialect] = _compile(self._statement, connection.dialect)
        try:
            return work(connection.connection.dbapi_connection, ready, values)
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                ready.text, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
            ) from error


def _all(raw: Any, ready: _Compiled, values: Values) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = raw.execute(ready.text, ready.parameters(values)).fetchall()
    return [ready.row(row) for row in found] if ready.out else found


def _last(raw: Any, ready: _Compiled, values: Values) -> int:
    return int(raw.execute(ready.text, ready.parameters(values)).lastrowid)


def _count(raw: Any, ready: _Compiled, values: Values) -> int:
    return int(raw.execute(ready.text, ready.parameters(values)).rowcount)


def _each(raw: Any, ready: _Compiled, values: Sequence[Values]) -> None:
    raw.executemany(ready.text, map(ready.parameters, values))


def _picks(names: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    """Return what takes values out of a mapping, in order, as fast as can be."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _compile(statement: Executable, dialect: Dialect) -> _Compiled:
    compiled = cast("SQLCompiler", statement.compile(dialect=dialect))  # type: ignore[attr-defined]
    names = tuple(compiled.positiontup or ())
    kinds = [compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    columns: list[TypeEngine[Any]] = [one.type for one in getattr(statement, "exported_columns", ())]
    reads = [kind.dialect_impl(dialect).result_processor(dialect, None) for kind in columns]
    return _Compiled(
        compiled.string,
        _picks(names),
        {name: compiled.params[name] for name in names if not compiled.binds[name].required},
        tuple((place, convert) for place, convert in enumerate(kinds) if convert),
        tuple((place, convert) for place, convert in enumerate(reads) if convert),
    )
