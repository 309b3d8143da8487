"""What is stored of one person, without what differs from run to run: numbers, moments, keys; it judges nothing."""

from typing import Any

from sqlalchemy import Boolean, String

from storage.tables import metadata
from tests.faults.ledger import Ledger

VOLATILE = {"address", "key", "hash", "pseudonym", "provider_id", "name_key", "dedupe", "answered_by", "status"}
"""Columns that differ although the same was done; ``status`` of a message comes from the provider, in its own time."""
KEPT = {("ticket", "status")}


def effects(ledger: Ledger, address: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of a contact and of its person in every table, sorted."""
    found = {"contact": ledger.rows(f"SELECT {_columns('contact')} FROM contact WHERE address = '{address}'")}
    mine = f"(SELECT id FROM contact WHERE address = '{address}')"
    for name, table in metadata.tables.items():
        if "contact_id" in table.c and _columns(name):
            found[name] = ledger.rows(f"SELECT {_columns(name)} FROM {name} WHERE contact_id IN {mine}")
    person = f"(SELECT person_id FROM contact WHERE address = '{address}')"
    found["person"] = ledger.rows(f"SELECT {_columns('person')} FROM person WHERE id IN {person}")
    found["role"] = ledger.rows(f"SELECT {_columns('role')} FROM role WHERE person_id IN {person}")
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def _columns(table: str) -> str:
    """Return the columns of a table that hold words or a yes or no."""
    columns = metadata.tables[table].c
    kept = [
        column.name
        for column in columns
        if isinstance(column.type, String | Boolean)
        and (column.name not in VOLATILE or (table, column.name) in KEPT)
        and not (table == "media" and column.name == "name")
    ]
    return ", ".join(kept)
