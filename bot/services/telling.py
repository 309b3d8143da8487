"""What Drom tells somebody by itself: why a file was not taken; it never knows how files are checked."""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.clock import Clock
from bot.services.conversation import Conversation
from flows.core.screens import aside
from storage import contacts, outbox
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
