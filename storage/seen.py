"""What somebody has before their eyes: the messages that went to them last; it never knows what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage import knocks
from storage.outbox import FOLLOWING, REPLY
from storage.tables import outbox

_WENT = ("sent", "in_doubt")
LATEST = 10
"""How many of the latest messages are looked at: about what a small screen shows without turning back."""


def pushed(connection: Connection, contact_id: int) -> Mapping[str, Any] | None:
    """Return the newest of a contact's latest messages that answered nothing they wrote, None where there is none."""
    latest = (
        select(outbox.c.lane, outbox.c.kind, outbox.c.payload)
        .where(outbox.c.contact_id == contact_id, outbox.c.state.in_(_WENT))
        .order_by(outbox.c.id.desc())
        .limit(LATEST)
    )
    for lane, kind, payload in connection.execute(latest):
        if lane != REPLY and kind not in (knocks.KIND, FOLLOWING) and payload is not None:
            return dict(payload)
    return None


@dataclass(frozen=True, slots=True)
class Pushed:
    """A message that answered nothing somebody wrote; ``went`` is False while it is on its way."""

    payload: Mapping[str, Any]
    went: bool


def last(connection: Connection, contact_id: int) -> Pushed | None:
    """Return the newest message to a contact if it was pushed, None where something else was said after it."""
    at = func.coalesce(outbox.c.sent_at, outbox.c.next_at)  # what waited for a knock went after it
    newest = (
        select(outbox.c.lane, outbox.c.kind, outbox.c.payload, outbox.c.state.in_(_WENT))
        .where(outbox.c.contact_id == contact_id, outbox.c.state.in_((*_WENT, "waiting", "sending")))
        .where(outbox.c.kind != FOLLOWING)
        .order_by(at.desc(), outbox.c.id.desc())
        .limit(1)
    )
    for lane, kind, payload, went in connection.execute(newest):
        if lane != REPLY and kind != knocks.KIND and payload is not None:
            return Pushed(payload, went)
    return None


def before(connection: Connection, contact_id: int, moment: datetime) -> Mapping[str, Any] | None:
    """Return the newest message that had gone to a contact before a moment if it was pushed, None for any other."""
    newest = (
        select(outbox.c.lane, outbox.c.kind, outbox.c.payload)
        .where(outbox.c.contact_id == contact_id, outbox.c.state.in_(_WENT), outbox.c.sent_at < moment)
        .where(outbox.c.kind != FOLLOWING)
        .order_by(outbox.c.sent_at.desc(), outbox.c.id.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    if row is None or row.lane == REPLY or row.kind == knocks.KIND or row.payload is None:
        return None
    return dict(row.payload)


def lapsed(connection: Connection, contact_id: int) -> str:
    """Return the kind of the newest message to a contact where it waited for them in vain, "" where it did not."""
    newest = (
        select(outbox.c.kind, outbox.c.state)
        .where(outbox.c.contact_id == contact_id, outbox.c.kind.not_in((knocks.KIND, FOLLOWING)))
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    found = connection.execute(newest).one_or_none()
    return str(found.kind) if found is not None and found.state == "expired" else ""


def went_on(connection: Connection, outbox_id: int, contact_id: int, now: datetime) -> bool:
    """Tell whether something newer than a message went to its contact, or goes now; voice notes of others do not count.

    What waits for a later moment, or for them to write, is no such thing.
    """
    goes = outbox.c.state.in_((*_WENT, "sending")) | ((outbox.c.state == "waiting") & (outbox.c.next_at <= now))
    newer = (outbox.c.contact_id == contact_id) & (outbox.c.id > outbox_id) & (outbox.c.kind != FOLLOWING)
    return bool(connection.execute(select(select(outbox.c.id).where(newer, goes).exists())).scalar_one())


def is_knock(connection: Connection, contact_id: int) -> bool:
    """Tell whether the newest message that went to a contact is a knock."""
    went = func.coalesce(outbox.c.sent_at, outbox.c.next_at)  # what waited for a knock went after it
    newest = (
        select(outbox.c.kind)
        .where(outbox.c.contact_id == contact_id, outbox.c.state.in_(_WENT))
        .order_by(went.desc(), outbox.c.kind == knocks.KIND, outbox.c.id.desc())
        .limit(1)
    )
    return connection.execute(newest).scalar_one_or_none() == knocks.KIND
