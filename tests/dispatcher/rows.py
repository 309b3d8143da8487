"""Short ways to put rows into a real store and to look at them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.channels.port import Part
from storage import outbox
from storage.tables import contact
from storage.tables import outbox as table

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
CHANNEL = "whatsapp"


def later(seconds: float) -> datetime:
    """Return a moment so long after noon."""
    return NOON + timedelta(seconds=seconds)


def contacts(connection: Connection, number: int) -> list[int]:
    """Make contacts and return their ids."""
    found = []
    for n in range(number):
        values = {"channel": CHANNEL, "address": f"a{n + 1}", "created_at": NOON}
        found.append(connection.execute(insert(contact).values(values).returning(contact.c.id)).scalar_one())
    return found


def put(connection: Connection, contact_id: int, *texts: str, lane: int = 0, **more: Any) -> list[int]:
    """Put the parts of one message."""
    given: dict[str, Any] = {"channel": CHANNEL, "address": f"a{contact_id}", "kind": "test", "now": NOON} | more
    return outbox.put(connection, contact_id=contact_id, lane=lane, parts=[Part(text) for text in texts], **given)


def rows(connection: Connection) -> Sequence[Row[Any]]:
    """Return the whole outbox."""
    return connection.execute(select(table).order_by(table.c.id)).all()


def states(connection: Connection) -> list[str]:
    """Return every row's state, and why."""
    return [row.state + (f" {row.reason}" if row.reason else "") for row in rows(connection)]


def set_row(connection: Connection, row_id: int, **values: Any) -> None:
    """Change a row by hand."""
    connection.execute(table.update().where(table.c.id == row_id).values(values))


def get(connection: Connection, row_id: int) -> Row[Any]:
    """Return one row."""
    return connection.execute(select(table).where(table.c.id == row_id)).one()


def person(connection: Connection, contact_id: int) -> Row[Any]:
    """Return a contact."""
    return connection.execute(select(contact).where(contact.c.id == contact_id)).one()
