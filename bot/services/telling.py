"""What Drom tells somebody by itself: why a file was not taken, and where they are when they wrote too fast to follow.

It never knows how files are checked, or what is too fast.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.clock import Clock
from bot.services import ledger
from bot.services.conversation import Conversation
from bot.services.flood import Excess
from flows.core.engine import show
from flows.core.screens import aside
from flows.core.session import Session
from flows.core.upgrade import upgrade
from storage import contacts, log, outbox
from storage.media import Media

SAID = {"big": "media_big", "long": "media_long", "type": "media_type", "many": "media_many"}
"""The aside for each reason; any other is a file that did not arrive well."""


def refused_file(conversation: Conversation, clock: Clock) -> Callable[[Connection, Media, str], None]:
    """Return what tells a person in one sentence why their file was not taken."""

    def tell(connection: Connection, row: Media, reason: str) -> None:
        contact = contacts.get(connection, row.contact_id) if row.contact_id else None
        if contact is None or contact.erased_at is not None:
            return
        said = (aside(SAID.get(reason, "media_broken")),)
        conversation.say(
            connection, contact, said, lane=outbox.REPLY, kind="media", now=clock.now(), dedupe=f"media:{row.id}"
        )

    return tell


def after_flood(
    conversation: Conversation, contact_id: int, excess: Excess, now: datetime, connection: Connection
) -> None:
    """Note in the log how much of somebody was not worked, and show them their open screen once more."""
    contact, book = contacts.get(connection, contact_id), conversation.speech.book
    gone = contact is None or contact.erased_at is not None or contact.stopped_at is not None
    if contact is not None and not gone and contact.session is not None:
        session = upgrade(book, Session.from_json(contact.session))
        said = show(book, session).replies if session else ()
        conversation.say(connection, contact, said, lane=outbox.REPLY, kind="reply", now=now)
    detail = {"merged": excess.merged, "counted": excess.counted}
    subject = ledger.pseudonym(connection, "contact", contact_id)
    log.write(connection, at=now, actor="drom", act="flooded", subject=subject, detail=detail)
