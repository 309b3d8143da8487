"""What a provider said of a message that was sent, each word once; it never knows the message."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.rows import columns, put_once
from storage.tables import status


@dataclass(frozen=True, slots=True)
class Status:
    """One word of a provider (delivered, read, failed ...) on its own number of a message, with an error code."""

    id: int
    channel: str
    provider_id: str
    state: str
    code: str
    at: datetime


_STATUS = columns(status, Status)


def put(connection: Connection, *, channel: str, provider_id: str, state: str, at: datetime, code: str = "") -> bool:
    """Keep a word unless it was heard before; says whether it is new."""
    values = {"channel": channel, "provider_id": provider_id, "state": state, "code": code, "at": at}
    return put_once(connection, status, values)


def of_message(connection: Connection, channel: str, provider_id: str) -> list[Status]:
    """Return all words on a message, in the order they came."""
    query = select(*_STATUS).where(status.c.channel == channel, status.c.provider_id == provider_id)
    return [Status(*row) for row in connection.execute(query.order_by(status.c.id))]
