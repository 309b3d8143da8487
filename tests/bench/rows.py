"""Answers of the team that wait for their time, put into Drom's database from outside; it never starts Drom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert, select

from storage.tables import contact, notice, ticket
from tests.storage.once import do

FIRST = 5_000_000
"""The chat of the contact before the first; nobody of a crowd has one as high."""
TOGETHER = 5_000
"""How many rows are put at once: Drom's own transactions wait for no longer."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who waits for an answer: their contact, their chat and their ticket."""

    contact_id: int
    address: str
    ticket_id: int

    @property
    def words(self) -> str:
        """What the answer says."""
        return f"Answer to {self.address}"


def bring(url: str, channel: str, count: int) -> list[Reader]:
    """Add contacts, who are never quiet, each with a ticket; return them. The tables must be there."""
    now = datetime.now(UTC)
    same = {"channel": channel, "country": "AL", "language": "en", "quiet_from": None, "quiet_to": None}
    rows: list[dict[str, Any]] = [
        {**same, "address": str(FIRST + number), "last_in_at": now, "created_at": now} for number in range(1, count + 1)
    ]

    def work(connection: Connection) -> list[Reader]:
        connection.execute(insert(contact), rows)
        mine = (contact.c.channel == channel) & contact.c.quiet_from.is_(None)
        whose = connection.scalars(select(contact.c.id).where(mine)).all()
        asked = [{"contact_id": one, "kind": "help", "status": "answered", "opened_at": now} for one in whose]
        connection.execute(insert(ticket), asked)
        found = select(contact.c.id, contact.c.address, ticket.c.id).join(ticket, ticket.c.contact_id == contact.c.id)
        return [Reader(*row) for row in connection.execute(found.where(mine).order_by(contact.c.id))]

    return do(url, work)


def wait(url: str, readers: Sequence[Reader], due_at: datetime, spread: timedelta = timedelta()) -> None:
    """Let an answer be due for each reader at a moment, or one after another for so long from then on."""
    step = spread / max(1, len(readers))
    rows = [_row(one, due_at + step * number) for number, one in enumerate(readers)]
    for at in range(0, len(rows), TOGETHER):
        some = rows[at : at + TOGETHER]
        do(url, partial(_put, rows=some))


def _put(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(notice), rows)


def _row(reader: Reader, due_at: datetime) -> dict[str, Any]:
    moments = {"due_at": due_at, "next_at": due_at, "latest": due_at + timedelta(days=30), "created_at": due_at}
    about = {"kind": "answer", "subject": "ticket", "subject_id": reader.ticket_id, "occurrence": "answer"}
    return {**moments, **about, "asked_for": True, "contact_id": reader.contact_id, "detail": {"text": reader.words}}
