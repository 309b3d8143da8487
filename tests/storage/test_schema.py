"""The migrated tables are the described ones, to the letter, on both databases; and each column says whose it is."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, text

from storage.tables import metadata
from tests.databases import postgres_url, sqlite_url
from tests.storage.once import do

POSTGRES_SCHEMA = """
SELECT 'column', table_name, column_name,
       concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default, is_identity)
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
UNION ALL
SELECT 'index', tablename, indexname, indexdef
  FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
SQLITE_SCHEMA = """
SELECT type, tbl_name, name, sql FROM sqlite_master
 WHERE type IN ('table', 'index') AND tbl_name NOT IN ('alembic_version', 'sqlite_sequence')
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Return the URLs of a migrated database and of an empty one."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path), sqlite_url(tmp_path, empty=True)
    return postgres_url(), postgres_url(empty=True)


def schema(connection: Connection) -> set[tuple[str, ...]]:
    """Return every table, column, constraint and index in the database's own words."""
    if connection.dialect.name == "postgresql":
        return {tuple(row) for row in connection.execute(text(POSTGRES_SCHEMA))}
    found: set[tuple[str, ...]] = set()
    for kind, table, name, definition in connection.execute(text(SQLITE_SCHEMA)):
        # SQLite adds a column to the last one's line, and before the bracket at the end
        lines = (definition or "").removesuffix(")").replace(", ", ",\n").split("\n")
        found |= {(kind, table, name, line.strip().rstrip(",")) for line in lines if line.strip(" ,")}
    return found


def test_the_migrated_tables_are_the_described_ones(urls: tuple[str, str]) -> None:
    migrated, empty = urls
    do(empty, metadata.create_all)
    assert do(migrated, schema) == do(empty, schema)


def test_alembic_finds_nothing_to_change(urls: tuple[str, str]) -> None:
    options = {"compare_type": True}  # defaults are compared above; Alembic misreads empty ones of SQLite
    found = do(
        urls[0], lambda connection: compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    )
    assert found == []


@pytest.mark.parametrize("column", [c for table in metadata.sorted_tables for c in table.columns], ids=str)
def test_each_column_says_whose_it_is(column: Column[object]) -> None:
    assert column.info.get("privacy") in {"none", "person", "pseudonym"}


def test_each_constraint_has_a_name() -> None:
    for table in metadata.sorted_tables:
        names = [constraint.name for constraint in table.constraints] + [index.name for index in table.indexes]
        assert all(names), table.name


def test_each_number_is_never_given_again() -> None:
    for table in metadata.sorted_tables:
        if "id" in table.c:
            assert table.dialect_options["sqlite"]["autoincrement"], table.name
