"""Message templates as WhatsApp knows them: their ids and whether they may be used; it never knows their words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import template

APPROVED = "approved"

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert(template), "postgresql": postgresql.insert(template)}


@dataclass(frozen=True, slots=True)
class Template:
    """One template in one language. ``state`` is Twilio's word (``approved``, ``rejected`` …), "" before it was asked.

    ``reason`` is why it was rejected, as WhatsApp says it.
    """

    name: str
    provider_id: str
    state: str
    reason: str
    checked_at: datetime


def every(connection: Connection) -> dict[str, Template]:
    """Return all that is known, by name."""
    columns = [template.c[name] for name in Template.__dataclass_fields__]
    return {row.name: Template(*row) for row in connection.execute(select(*columns))}


def put(connection: Connection, found: Template) -> None:
    """Write what is known now of a template."""
    values = {name: getattr(found, name) for name in Template.__dataclass_fields__}
    putting = _INSERT[connection.dialect.name].values(values)
    connection.execute(putting.on_conflict_do_update(index_elements=["name"], set_=values))
