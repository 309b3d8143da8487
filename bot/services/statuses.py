"""What providers say of messages after they took them: kept once each, in whatever order they come."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.port import Status
from storage import outbox, statuses

_log = logging.getLogger(__name__)


def note(connection: Connection, status: Status, now: datetime) -> None:
    """Keep a word on a message and let it change the message's own state, never backwards."""
    fresh = statuses.put(
        connection,
        channel=status.channel,
        provider_id=status.provider_id,
        state=status.state,
        code=status.code,
        at=status.at or now,
    )
    if not fresh:
        return
    effect = outbox.apply_status(
        connection, status.channel, status.provider_id, status.state, status.code, now, reference=status.reference
    )
    if effect == "alarm":
        _log.error("%s: error %s keeps messages back until it is mended", status.channel, status.code)
