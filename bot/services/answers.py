"""A team's answer that goes at a time of the team's choosing: the first kind of notice; it never knows a clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import due
from bot.services.due import NoticeKind
from bot.services.wall import moment_of
from flows.core.screens import aside
from flows.core.values import Offer, Reply
from storage import tickets
from storage.contacts import Contact
from storage.notices import Notice, Subject

WORTH = timedelta(days=30)
"""How long an answer is worth sending after it may go."""
SUBJECT, TEXT = "ticket", "text"
"""What such a notice is about, and where in its detail the words stand."""


def say(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
    """Say who answers, and the answer as it was written; nothing where the ticket has gone."""
    ticket = tickets.get(connection, row.subject_id)
    words = str((row.detail or {}).get(TEXT, ""))
    if ticket is None or not words:
        return None
    head = aside("answer")
    return (Reply("", "{head}\n{text}", {"head": Offer("head", head.say, head.key), "text": words}),)


KIND = NoticeKind("answer", say)


class Passed(ValueError):
    """The time at which an answer was to go has passed."""


def at(
    connection: Connection,
    contact: Contact,
    ticket_id: int,
    text: str,
    wall: datetime,
    programme: Programme,
    now: datetime,
) -> datetime:
    """Plan an answer for a time on the person's own clock (naive); return the moment. Raises Passed, ValueError."""
    zone = programme.zone(contact.country)
    due_at = moment_of(wall, zone)
    if due_at <= now:
        raise Passed(f"{wall:%Y-%m-%d %H:%M} in {zone.key} has passed")
    one = KIND.planned(
        "answer",
        due_at,
        due_at + WORTH,
        wall=wall.isoformat(),
        zone=zone.key,
        asked_for=True,
        contact_id=contact.id,
        detail={TEXT: text},
    )
    due.plan(connection, Subject(SUBJECT, ticket_id), [one], now)
    return due_at
