"""Statements compiled once for SQLite's hot path; it never knows a table.

SQLAlchemy takes about 40 us for each execution of a statement, SQLite itself about 10 (run): a turn has five. Types
convert as everywhere; on PostgreSQL the statement runs as any other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement for one dialect: its text, how each parameter is converted, and each column that needs it.

    ``fixed`` are the values that stand in the statement itself.
    """

    text: str
    names: tuple[str, ...]
    fixed: Values
    into: tuple[tuple[int, Convert], ...]
    out: tuple[tuple[int, Convert], ...]

    def parameters(self, values: Values) -> list[Any]:
        """Return the parameters in the order of their marks; raises KeyError where one is missing."""
        given = {**self.fixed, **values} if self.fixed else values
        found = [given[name] for name in self.names]
        for place, convert in self.into:
            found[place] = convert(found[place])
        return found

    def row(self, raw: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row as its columns' types read it."""
        found = list(raw)
        for place, convert in self.out:
            found[place] = convert(found[place])
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
        ready = self._ready(connection)
        found = _driver(connection).execute(ready.text, ready.parameters(values)).fetchall()
        return [ready.row(row) for row in found] if ready.out else found

    def key(self, connection: Connection, values: Values) -> int:
        """Insert a row and return its number; the statement returns it by itself where the database can."""
        if connection.dialect.name != "sqlite":
            return int(connection.execute(self._statement, values).inserted_primary_key[0])  # type: ignore[index]
        ready = self._ready(connection)
        return int(_driver(connection).execute(ready.text, ready.parameters(values)).lastrowid)

    def run(self, connection: Connection, values: Values) -> int:
        """Return how many rows were changed."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).rowcount
        ready = self._ready(connection)
        return int(_driver(connection).execute(ready.text, ready.parameters(values)).rowcount)

    def many(self, connection: Connection, values: Sequence[Values]) -> None:
        """Run it once for each."""
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, list(values))
            return
        ready = self._ready(connection)
        _driver(connection).executemany(ready.text, [ready.parameters(one) for one in values])

    def _ready(self, connection: Connection) -> _Compiled:
        found = self._compiled.get(connection.dialect)
        if found is None:
            found = self._compiled[connection.dialect] = _compile(self._statement, connection.dialect)
        return found


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _compile(statement: Executable, dialect: Dialect) -> _Compiled:
    compiled = cast("SQLCompiler", statement.compile(dialect=dialect))  # type: ignore[attr-defined]
    names = tuple(compiled.positiontup or ())
    kinds = [compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    columns: list[TypeEngine[Any]] = [one.type for one in getattr(statement, "exported_columns", ())]
    reads = [kind.dialect_impl(dialect).result_processor(dialect, None) for kind in columns]
    return _Compiled(
        compiled.string,
        names,
        {name: compiled.params[name] for name in names if not compiled.binds[name].required},
        tuple((place, convert) for place, convert in enumerate(kinds) if convert),
        tuple((place, convert) for place, convert in enumerate(reads) if convert),
    )
