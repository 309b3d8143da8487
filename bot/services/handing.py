"""A ticket handed on: whoever has it now hears so at once, but not at night; it never tells what the ticket says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import due
from bot.services.answers import SUBJECT
from bot.services.due import NoticeKind
from flows.core.screens import aside
from flows.core.values import Reply
from storage import assignments, tickets
from storage.contacts import Contact
from storage.notices import Notice, Subject

WORTH = timedelta(days=7)
"""How long the news is worth sending; the ticket stands among their own for as long as it is open."""


def say(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Sequence[Reply] | None:
    """Tell that a ticket is theirs now; nothing where it is closed, or in other hands again."""
    ticket, held = tickets.get(connection, row.subject_id), assignments.of_ticket(connection, row.subject_id)
    theirs = held is not None and held.person_id == row.person_id
    return (aside("ticket_handed"),) if ticket is not None and ticket.status == "open" and theirs else None


KIND = NoticeKind("ticket_handed", say)


def tell(connection: Connection, ticket_id: int, person_id: int, now: datetime) -> None:
    """Let somebody hear that a ticket was handed to them."""
    one = KIND.planned(now.isoformat(), now, now + WORTH, asked_for=True, person_id=person_id)
    due.plan(connection, Subject(SUBJECT, ticket_id), [one], now)
