"""What is said about stories when its time comes: staff are asked, called when they are late, and tellers told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import relay, stories, story_cards
from bot.services.due import NoticeKind
from flows.core.values import Reply
from storage import stories as rows
from storage import tips
from storage.contacts import Contact
from storage.notices import Notice

SOON = timedelta(seconds=2)
"""How often it is looked whether a file is there."""


def _wait(connection: Connection, row: Notice, now: datetime) -> datetime | None:
    """Wait until a story can be heard whole; one of which nothing can be opened asks nobody: its teller knows."""
    found = rows.get(connection, row.subject_id)
    if found is None or found.state != "proposed":
        return None
    state = relay.state(connection, stories.matter(found))
    if state == "refused":
        stories.withdraw(connection, found, now)
    return now + SOON if state == "waiting" else None


def _ask(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Sequence[Reply] | None:
    found = rows.get(connection, row.subject_id)
    tip = tips.get(connection, found.tip_id) if found is not None and found.state == "proposed" else None
    return (story_cards.to_decide(found, tip, contact),) if found is not None and tip is not None else None


def _call(connection: Connection, row: Notice, now: datetime) -> None:
    if (found := rows.get(connection, row.subject_id)) is not None:
        stories.call(connection, found, now)


def _nothing(_connection: Connection, _row: Notice, _contact: Contact, _now: datetime) -> None:
    return None


def _decided(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Sequence[Reply] | None:
    found = rows.get(connection, row.subject_id)
    if found is None or found.state not in {"published", "rejected"} or row.occurrence != f"v{found.version}":
        return None
    tip = tips.get(connection, found.tip_id)
    return (story_cards.decided(found, tip),) if tip is not None else None


KINDS = (
    NoticeKind(stories.DECIDE, _ask, act=_wait),
    NoticeKind(stories.LATE, _nothing, act=_call, clock=True),
    NoticeKind(stories.DECIDED, _decided),
)
"""Every kind of notice about stories."""
