"""PostgreSQL's tables as files of JSON lines and back, row by row as the server itself writes and reads them.

It never knows a column: a dump of an older revision is read into tables of that revision.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.migrate import current

BATCH = 500
"""How many rows are in memory at a time."""
VERSION = "alembic_version"


def write(connection: Connection, folder: Path) -> tuple[str, dict[str, int], dict[str, int]]:
    """Write every table into ``folder/<table>.jsonl``; return the revision, rows and last numbers by table.

    The connection's transaction must be on one snapshot, else tables may not fit each other.
    """
    rows = {name: _write(connection, name, folder / f"{name}.jsonl") for name in _tables(connection)}
    found = connection.execute(text("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences"))
    numbers = {str(name).removesuffix("_id_seq"): int(last) for name, last in found}
    return current(connection), rows, numbers


def read(connection: Connection, folder: Path, names: Mapping[str, int]) -> dict[str, int]:
    """Fill empty tables from ``folder/<table>.jsonl``; return how many rows each has now, by the names given."""
    order = [name for name in _tables(connection) if name in names]
    return {name: _read(connection, name, folder / f"{name}.jsonl") for name in order}


def _tables(connection: Connection) -> list[str]:
    """Return the names of the tables, each after those that it refers to."""
    found = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name]
    return [name for name in found if name != VERSION]


def _write(connection: Connection, name: str, path: Path) -> int:
    query = text(f'SELECT row_to_json(t)::text FROM "{name}" t').execution_options(yield_per=BATCH)  # noqa: S608
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in connection.execute(query):
            file.write(f"{row[0]}\n")
            count += 1
    return count


def _read(connection: Connection, name: str, path: Path) -> int:
    fill = text(f'INSERT INTO "{name}" SELECT * FROM json_populate_recordset(null::"{name}", CAST(:rows AS json))')  # noqa: S608
    with path.open(encoding="utf-8") as file:
        for lines in _batches(file):
            connection.execute(fill, {"rows": f"[{','.join(lines)}]"})
    return int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())  # noqa: S608


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(lines, BATCH)):
        yield batch
