"""People that staff found to be one: which rows changed hands, so that they can be given back; it never knows why.

Whatever table refers to a person is looked after, also one that is made later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, select, update
from sqlalchemy.exc import IntegrityError

from storage import rows, tables
from storage.tables import merge, person

STAFF = frozenset({"role", "sign_in", "assignment", "merge"})
"""Tables of what is not handed over: whoever has a role is not merged at all."""


@dataclass(frozen=True, slots=True)
class Merge:
    """``gone_id`` is who was taken for ``kept_id``; ``moved`` are row numbers by ``table.column``."""

    id: int
    kept_id: int
    gone_id: int
    moved: Mapping[str, Sequence[int]]
    made_by: str
    at: datetime


_MERGE = rows.columns(merge, Merge)


def add(connection: Connection, kept_id: int, gone_id: int, by: str, now: datetime) -> int:
    """Hand everything of one person over to another and return the number of the merge.

    What both have, such as an answer to the same meeting, stays with each.
    """
    moved = {_name(column): _hand_over(connection, table, column, gone_id, kept_id) for table, column in _owned()}
    values = {"kept_id": kept_id, "gone_id": gone_id, "made_by": by, "at": now}
    return rows.add(connection, merge, values | {"moved": {name: ids for name, ids in moved.items() if ids}})


def undo(connection: Connection, one: Merge) -> None:
    """Give back what was handed over and is still there."""
    for table, column in _owned():
        ids = one.moved.get(_name(column), ())
        if ids:
            mine = table.c.id.in_(ids) & (column == one.kept_id)
            connection.execute(update(table).where(mine).values({column.name: one.gone_id}))
    connection.execute(merge.delete().where(merge.c.id == one.id))


def get(connection: Connection, number: int) -> Merge | None:
    """Return a merge that was not undone."""
    row = connection.execute(select(*_MERGE).where(merge.c.id == number)).one_or_none()
    return None if row is None else Merge(*row)


def into(connection: Connection, person_id: int) -> list[Merge]:
    """Return who was taken for somebody, the last first."""
    found = select(*_MERGE).where(merge.c.kept_id == person_id).order_by(merge.c.id.desc())
    return [Merge(*row) for row in connection.execute(found)]


def kept_of(connection: Connection, person_id: int) -> int | None:
    """Return for whom somebody was taken, None where they are themself."""
    return connection.scalar(select(merge.c.kept_id).where(merge.c.gone_id == person_id))


def is_gone(connection: Connection, person_id: int) -> bool:
    """Tell whether somebody was taken for another."""
    return connection.scalar(select(merge.c.id).where(merge.c.gone_id == person_id)) is not None


def made_before(connection: Connection, moment: datetime, limit: int = 500) -> list[Merge]:
    """Return merges from up to a moment, the oldest first."""
    found = select(*_MERGE).where(merge.c.at <= moment).order_by(merge.c.id).limit(limit)
    return [Merge(*row) for row in connection.execute(found)]


def _owned() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield every column that says whose a row is."""
    for table in tables.metadata.sorted_tables:
        for column in table.c:
            refers = any(key.column is person.c.id for key in column.foreign_keys)
            if refers and table.name not in STAFF:
                yield table, column


def _name(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def _hand_over(connection: Connection, table: Table, column: Column[Any], old: int, new: int) -> list[int]:
    """Give rows to another person, one by one, and return their numbers; what the other has already stays."""
    moved = []
    for number in connection.scalars(select(table.c.id).where(column == old)).all():
        try:
            with connection.begin_nested():
                connection.execute(update(table).where(table.c.id == number).values({column.name: new}))
        except IntegrityError:
            continue
        moved.append(int(number))
    return moved
