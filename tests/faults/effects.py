"""What is stored of one person, without what differs from run to run: numbers, moments, keys; it judges nothing."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, String

from storage.tables import metadata
from tests.faults.ledger import Ledger

VOLATILE = {
    "address",
    "key",
    "hash",
    "pseudonym",
    "provider_id",
    "name_key",
    "dedupe",
    "answered_by",
    "status",
    "folded",
}
"""Columns that differ although the same was done.

A message's ``status`` comes in the provider's own time; ``folded``, a name as it is searched for, is made later.
"""
KEPT = {("ticket", "status")}
_NUMBERED = re.compile(r"(?<=[a-z]):\d+$")
ASKED = ("question", "claim", "reply", "translation", "response")
"""Tables of what somebody asked, took and answered, and of whether they come."""
LISTED = ("inbox", "kind")
"""Twilio's list, by which a lost post is fetched, has only the title of a tapped button: a tap comes as a text."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Numbers of contacts and people: an address alone does not find who was erased."""

    contacts: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()

    @classmethod
    def of(cls, ledger: Ledger, address: str) -> "Owner":
        """Return who has an address now."""
        rows = ledger.rows(f"SELECT id, person_id FROM contact WHERE address = '{address}'")
        return cls(frozenset(one for one, _ in rows), frozenset(person for _, person in rows if person is not None))

    def __or__(self, other: "Owner") -> "Owner":
        """Return both together."""
        return Owner(self.contacts | other.contacts, self.people | other.people)


def effects(ledger: Ledger, owner: Owner, *, listed: bool = False) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of contacts and of their people in every table, sorted; ``listed``: as Twilio lists messages."""
    mine, people = (", ".join(map(str, sorted(some))) or "NULL" for some in (owner.contacts, owner.people))
    found = {"contact": ledger.rows(f"SELECT {_columns('contact')} FROM contact WHERE id IN ({mine})")}
    found["session"] = [_place(text) for (text,) in ledger.rows(f"SELECT session FROM contact WHERE id IN ({mine})")]
    for name, table in metadata.tables.items():
        if "contact_id" in table.c and (columns := _columns(name, LISTED if listed else None)):
            found[name] = ledger.rows(f"SELECT {columns} FROM {name} WHERE contact_id IN ({mine})")
    found["person"] = ledger.rows(f"SELECT {_columns('person')} FROM person WHERE id IN ({people})")
    found["role"] = ledger.rows(f"SELECT {_columns('role')} FROM role WHERE person_id IN ({people})")
    for name in ASKED:
        columns = _columns(name)
        found[name] = ledger.rows(f"SELECT {columns} FROM {name} WHERE person_id IN ({people})")
    return {name: sorted(map(_same, rows), key=repr) for name, rows in found.items()}


def differ(found: list[tuple[Any, ...]], wanted: list[tuple[Any, ...]]) -> str:
    """Return in words by which rows two lists differ, "" for by none."""
    more, less = Counter(found) - Counter(wanted), Counter(wanted) - Counter(found)
    return f"holds also {list(more.elements())}, not {list(less.elements())}" if more or less else ""


def _same(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row without the number of what it is about, as in ``announcement:7``."""
    return tuple(_NUMBERED.sub("", value) if isinstance(value, str) else value for value in row)


def _place(session: str | None) -> tuple[str, ...]:
    """Return the open screen and those below it."""
    told = json.loads(session) if session else {}
    return tuple(f"{one['flow']}.{one['state']}" for one in (*told.get("stack", ()), *([told] if told else ())))


def _columns(table: str, but: tuple[str, str] | None = None) -> str:
    """Return the columns of a table that hold words or a yes or no."""
    columns = metadata.tables[table].c
    kept = [
        column.name
        for column in columns
        if isinstance(column.type, String | Boolean)
        and (column.name not in VOLATILE or (table, column.name) in KEPT)
        and not (table == "media" and column.name == "name")
        and (table, column.name) != but
    ]
    return ", ".join(kept)
