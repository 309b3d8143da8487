"""Messages as the inbox keeps them, and what providers still have; a location is forgotten once it has been worked."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection

from bot.channels.limits import KEEPS_WORDS
from bot.channels.port import File, Inbound
from storage import inbox, leftovers
from storage.contacts import Contact
from storage.inbox import Waiting

STAFF = "staff:"
"""How the key of a tap begins that staff made: the person has not written."""
LET_GO_AFTER = timedelta(days=1)
"""How long a provider keeps words that have been worked: longer than it is from one backup to the next, so that what
was written after the last one can be fetched again after a restore (``docs/operators.md``)."""
_EMPTY = Inbound(channel="", key="", order=0, address="", kind="text")
_STORED = ("text", "payload", "start", "callback", "hint")
_UNSOUND = re.compile("[\x00\ud800-\udfff]")
"""What JSON may hold and no database keeps: NUL, and halves of a pair of UTF-16."""


def sound(inbound: Inbound) -> Inbound:
    """Return a message that can be stored: what no database keeps is shown as U+FFFD."""
    changed: dict[str, Any] = {
        name: _UNSOUND.sub("\ufffd", value) for name in _STORED if _UNSOUND.search(value := getattr(inbound, name))
    }
    return replace(inbound, **changed) if changed else inbound


def to_json(inbound: Inbound) -> dict[str, Any]:
    """Return what a message says, without what stands in columns of its own; empty parts are left out."""
    found: dict[str, Any] = {name: value for name in _STORED if (value := getattr(inbound, name))}
    if inbound.file:
        found["file"] = asdict(inbound.file)
    if inbound.location:
        found["location"] = list(inbound.location)
    return found


def from_json(row: Waiting, address: str) -> Inbound:
    """Read a stored message back."""
    data = row.payload
    file = data.get("file")
    location = data.get("location")
    return replace(
        _EMPTY,
        channel=row.channel,
        key=row.key,
        order=row.seq,
        address=address,
        kind=cast("Any", row.kind),
        file=File(**file) if file else None,
        location=(location[0], location[1]) if location else None,
        **{name: data.get(name, "") for name in _STORED},
    )


def source(inbound: Inbound) -> dict[str, Any]:
    """Return how the file of a message is fetched, and deleted, at its provider."""
    return {**to_json(inbound)["file"], "channel": inbound.channel}


def let_go(connection: Connection, inbound: Inbound, now: datetime, *, at_once: bool = False) -> None:
    """Have the provider empty its copy of what somebody wrote a day later; ``at_once`` where they are erased."""
    if inbound.text and inbound.channel in KEEPS_WORDS:
        words = {**asdict(File("other", inbound.key)), "channel": inbound.channel}
        leftovers.put(connection, words, now, now if at_once else now + LET_GO_AFTER)


def let_all_go(connection: Connection, contact: Contact, now: datetime) -> None:
    """Have the provider empty at once whatever an erased contact wrote, before the inbox forgets it."""
    leftovers.hasten(connection, contact.id, now)
    for row in inbox.waiting_of(connection, contact.id):
        let_go(connection, from_json(row, contact.address), now, at_once=True)


def kept(inbound: Inbound) -> Mapping[str, Any]:
    """Return what may stay of a message that has been worked: no coordinates, no tokens of a link."""
    gone = {"location", "start", "callback", *(["text"] if inbound.start else [])}
    return {name: value for name, value in to_json(inbound).items() if name not in gone}
