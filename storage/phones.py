"""Simulated phones and the bubbles on them, as rows; it never knows what a message means.

Words that are bodies: a message of Drom is a channel part's JSON; a person's message is the JSON that
``bot.services.phones`` writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from storage.tables import bubble, phone

FIRST_CHAT = 1_000_000
"""Chats of people have long numbers; a phone's own number is added."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One simulated phone. ``hint`` is its language tag, or its calling code where addresses are phone numbers."""

    id: int
    channel: str
    address: str
    name: str
    hint: str = ""
    blocked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a phone; ``mine`` is the person's. ``taken_at`` is None until the other side has it."""

    id: int
    phone_id: int
    mine: bool
    kind: str
    body: Mapping[str, Any]
    at: datetime
    taken_at: datetime | None = None


def add(connection: Connection, *, channel: str, name: str, now: datetime, prefix: str = "", hint: str = "") -> Phone:
    """Make a phone. Its address is ``prefix`` and its own number in six digits, or without one a chat's number."""
    values = {"channel": channel, "name": name, "hint": hint, "created_at": now, "address": "new"}
    phone_id = connection.execute(insert(phone).values(values).returning(phone.c.id)).scalar_one()
    address = f"{prefix}{phone_id:06d}" if prefix else str(FIRST_CHAT + phone_id)
    connection.execute(update(phone).where(phone.c.id == phone_id).values(address=address))
    return Phone(phone_id, channel, address, name, hint)


def everyone(connection: Connection) -> list[Phone]:
    """Return all phones, those first whose person did something last; until they do, it counts when they were made."""
    acts = select(bubble).where(bubble.c.phone_id == phone.c.id, bubble.c.mine)
    at = acts.with_only_columns(func.max(bubble.c.at)).scalar_subquery()
    last = acts.with_only_columns(func.max(bubble.c.id)).scalar_subquery()
    order = (func.coalesce(at, phone.c.created_at).desc(), func.coalesce(last, 0).desc(), phone.c.id)
    rows = connection.execute(select(phone).order_by(*order))
    return [_phone(row) for row in rows]


def get(connection: Connection, phone_id: int) -> Phone | None:
    """Return a phone by its number, or None."""
    row = connection.execute(select(phone).where(phone.c.id == phone_id)).one_or_none()
    return None if row is None else _phone(row)


def at_address(connection: Connection, channel: str, address: str) -> Phone | None:
    """Return the phone that a channel reaches at an address, or None."""
    found = select(phone).where(phone.c.channel == channel, phone.c.address == address)
    row = connection.execute(found).one_or_none()
    return None if row is None else _phone(row)


def set_blocked(connection: Connection, phone_id: int, at: datetime | None) -> None:
    """Block Drom on a phone from a moment on, or (None) no longer."""
    connection.execute(update(phone).where(phone.c.id == phone_id).values(blocked_at=at))


def forget(connection: Connection, channel: str, address: str) -> list[str]:
    """Erase a phone with its bubbles and return the names of the files that were sent from it."""
    found = at_address(connection, channel, address)
    if found is None:
        return []
    names = [each.body["file"] for each in bubbles(connection, [found.id]) if each.mine and "file" in each.body]
    connection.execute(delete(phone).where(phone.c.id == found.id))
    return names


def write(
    connection: Connection,
    *,
    phone_id: int,
    mine: bool,
    kind: str,
    body: Mapping[str, Any],
    now: datetime,
    reference: int | None = None,
) -> Bubble:
    """Put a message on a phone. One with a ``reference`` that is there already is returned as it is."""
    if reference is not None:
        known = select(bubble).where(bubble.c.phone_id == phone_id, bubble.c.reference == reference)
        if row := connection.execute(known).one_or_none():
            return _bubble(row)
    values = {"phone_id": phone_id, "mine": mine, "kind": kind, "body": dict(body), "at": now, "reference": reference}
    taken = None if mine else now
    row = connection.execute(insert(bubble).values(values | {"taken_at": taken}).returning(bubble)).one()
    return _bubble(row)


def take(connection: Connection, bubble_ids: Sequence[int], now: datetime) -> None:
    """Note that the other side has these messages."""
    found = bubble.c.id.in_(bubble_ids) & bubble.c.taken_at.is_(None)
    connection.execute(update(bubble).where(found).values(taken_at=now))


def last_mine(connection: Connection, phone_id: int) -> datetime | None:
    """Return when the person wrote last on a phone, None for never."""
    found = (
        select(bubble.c.at).where(bubble.c.phone_id == phone_id, bubble.c.mine).order_by(bubble.c.id.desc()).limit(1)
    )
    return connection.execute(found).scalar_one_or_none()


def untaken(connection: Connection, phone_id: int | None = None) -> list[Bubble]:
    """Return the messages of a phone, or of all, that the other side does not have yet, oldest first."""
    found = select(bubble).where(bubble.c.taken_at.is_(None)).order_by(bubble.c.id)
    if phone_id is not None:
        found = found.where(bubble.c.phone_id == phone_id)
    return [_bubble(row) for row in connection.execute(found)]


def bubbles(connection: Connection, phone_ids: Sequence[int]) -> list[Bubble]:
    """Return all that was said on some phones, oldest first."""
    found = select(bubble).where(bubble.c.phone_id.in_(phone_ids)).order_by(bubble.c.id)
    return [_bubble(row) for row in connection.execute(found)]


def recent(connection: Connection, phone_id: int, count: int) -> list[Bubble]:
    """Return the last ``count`` messages on a phone, oldest first."""
    found = select(bubble).where(bubble.c.phone_id == phone_id).order_by(bubble.c.id.desc()).limit(count)
    return [_bubble(row) for row in connection.execute(found)][::-1]


def latest(connection: Connection) -> dict[int, Bubble]:
    """Return the last message of each phone that has any, by the phone's number."""
    last = select(func.max(bubble.c.id)).group_by(bubble.c.phone_id)
    return {row.phone_id: _bubble(row) for row in connection.execute(select(bubble).where(bubble.c.id.in_(last)))}


def newest(connection: Connection) -> int:
    """Return the number of the last message on any phone, 0 for none."""
    return connection.execute(select(func.max(bubble.c.id))).scalar_one() or 0


def news(connection: Connection, after: int, also: Sequence[int] = (), limit: int = 200) -> list[Bubble]:
    """Return messages newer than ``after`` on all phones and those numbered in ``also``, oldest first."""
    found = select(bubble).where((bubble.c.id > after) | bubble.c.id.in_(also)).order_by(bubble.c.id).limit(limit)
    return [_bubble(row) for row in connection.execute(found)]


def one(connection: Connection, phone_id: int, bubble_id: int) -> Bubble | None:
    """Return a message by its number if it stands on this phone, or None."""
    found = select(bubble).where(bubble.c.id == bubble_id, bubble.c.phone_id == phone_id)
    row = connection.execute(found).one_or_none()
    return None if row is None else _bubble(row)


def _phone(row: Row[Any]) -> Phone:
    return Phone(row.id, row.channel, row.address, row.name, row.hint, row.blocked_at)


def _bubble(row: Row[Any]) -> Bubble:
    return Bubble(row.id, row.phone_id, row.mine, row.kind, row.body, row.at, row.taken_at)
