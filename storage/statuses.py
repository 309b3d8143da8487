"""What a provider said of a message that was sent, each word once; it never knows the message."""

from datetime import datetime

from sqlalchemy import Connection

from storage.rows import put_once
from storage.tables import status


def put(connection: Connection, *, channel: str, provider_id: str, state: str, at: datetime, code: str = "") -> bool:
    """Keep a word (delivered, read, failed ...) on a provider's own number; False where it was heard before."""
    values = {"channel": channel, "provider_id": provider_id, "state": state, "code": code, "at": at}
    return put_once(connection, status, values)
