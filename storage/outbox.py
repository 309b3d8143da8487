"""Messages on their way out, as rows in lanes; it never knows who sends them, when, or what they look like.

States: ``waiting`` (from ``next_at`` on) · ``parked`` (WhatsApp's window) · ``sending`` · ``sent`` · ``in_doubt`` ·
``never`` (with a reason) · ``cancelled`` · ``expired``. The reason of a waiting row is why it waits again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import contact, outbox, status

Lane = Literal[0, 1, 2]
REPLY: Lane = 0
NOTICE: Lane = 1
ANNOUNCEMENT: Lane = 2
LANES: tuple[Lane, ...] = (REPLY, NOTICE, ANNOUNCEMENT)

DEADLINES: Mapping[int, timedelta] = {
    REPLY: timedelta(hours=24),
    NOTICE: timedelta(hours=24),
    ANNOUNCEMENT: timedelta(hours=72),
}
"""How long a message is worth sending where nobody says otherwise (promises.md 3.5)."""

_FRESH = "drom outbox: rows to look at"


class Sendable(Protocol):
    """One provider message; a channel's part is one."""

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for one contact, as ``put_all`` takes it."""

    contact_id: int
    address: str
    part: Sendable
    dedupe: str | None = None

    def row(self) -> dict[str, Any]:
        """Return the columns that are its own."""
        own = {"contact_id": self.contact_id, "address": self.address, "dedupe": self.dedupe}
        return own | {"payload": self.part.to_json()}


def put(
    connection: Connection,
    *,
    channel: str,
    contact_id: int,
    address: str,
    lane: int,
    kind: str,
    parts: Sequence[Sendable],
    now: datetime,
    deadline: datetime | None = None,
    dedupe: str | None = None,
    state: Literal["waiting", "parked"] = "waiting",
    next_at: datetime | None = None,
) -> list[int]:
    """Put the parts of one message, in order, and return their ids.

    A ``dedupe`` key that was used before changes nothing: the ids of the rows that are there are returned.
    """
    row = {
        "channel": channel,
        "lane": lane,
        "kind": kind,
        "contact_id": contact_id,
        "address": address,
        "state": state,
        "next_at": next_at or now,
        "deadline": deadline or now + DEADLINES[lane],
        "created_at": now,
    }
    rows = [row | {"payload": part.to_json(), "dedupe": None} for part in parts]
    mark(connection)
    if dedupe is None or not rows:
        return [_insert(connection, one) for one in rows]
    keys = [dedupe, *(f"{dedupe}.{n}" for n in range(2, len(rows) + 1))]
    first = _insert_once(connection, rows[0] | {"dedupe": dedupe})
    if first is None:
        known = select(outbox.c.id).where(outbox.c.dedupe.in_(keys)).order_by(outbox.c.id)
        return list(connection.scalars(known))
    return [first, *(_insert(connection, one | {"dedupe": key}) for one, key in zip(rows[1:], keys[1:], strict=True))]


def put_all(
    connection: Connection,
    letters: Sequence[Letter],
    *,
    channel: str,
    lane: int,
    kind: str,
    now: datetime,
    deadline: datetime | None = None,
) -> int:
    """Put many messages for many contacts, skipping those whose dedupe key was used before; return how many are new."""
    shared = {"channel": channel, "lane": lane, "kind": kind, "state": "waiting", "next_at": now, "created_at": now}
    shared["deadline"] = deadline or now + DEADLINES[lane]
    mark(connection)
    rows = [shared | one.row() for one in letters]
    return connection.execute(_once(connection), rows).rowcount if rows else 0


def mark(connection: Connection) -> None:
    """Tell the sender, if it shares this connection, that there is something to look at before the commit."""
    connection.info[_FRESH] = True


def marked(connection: Connection) -> bool:
    """Say whether ``mark`` was called since it was asked last."""
    return bool(connection.info.pop(_FRESH, False))


def cancel_for(connection: Connection, contact_id: int, lanes: Collection[int], reason: str = "") -> int:
    """Cancel what waits or is parked for a contact in some lanes; return how many rows. What is being sent goes."""
    return _end(connection, contact_id, lanes, state="cancelled", reason=reason)


def silence(connection: Connection, contact_id: int, reason: Literal["stopped", "unreachable"], now: datetime) -> None:
    """Flag a contact as stopped or unreachable, if it is not yet, and let nothing that waits for it go out."""
    flag = contact.c.stopped_at if reason == "stopped" else contact.c.unreachable_at
    connection.execute(update(contact).where(contact.c.id == contact_id, flag.is_(None)).values({flag: now}))
    _end(connection, contact_id, LANES, state="never", reason=reason)


def _end(connection: Connection, contact_id: int, lanes: Collection[int], **values: str) -> int:
    mark(connection)
    ending = update(outbox).where(
        outbox.c.contact_id == contact_id, outbox.c.lane.in_(lanes), outbox.c.state.in_(("waiting", "parked"))
    )
    return connection.execute(ending.values(values)).rowcount


def park(connection: Connection, contact_id: int, reason: str = "window") -> int:
    """Hold back all that waits for a contact until ``release``; return how many rows."""
    parking = update(outbox).where(outbox.c.contact_id == contact_id, text("state = 'waiting'"))
    return connection.execute(parking.values(state="parked", reason=reason)).rowcount


def release(connection: Connection, contact_id: int, now: datetime) -> int:
    """Let what was parked for a contact go, in its order; return how many rows."""
    mark(connection)
    freed = update(outbox).where(outbox.c.contact_id == contact_id, outbox.c.state == "parked")
    return connection.execute(freed.values(state="waiting", reason="", next_at=now)).rowcount


def move(connection: Connection, contact_id: int, address: str) -> None:
    """Give a contact, and what is on its way to it, a new address; an address that another contact has is left."""
    taken = select(contact.c.id).where(contact.c.address == address, contact.c.id != contact_id).exists()
    connection.execute(update(contact).where(contact.c.id == contact_id, ~taken).values(address=address))
    open_rows = outbox.c.state.in_(("waiting", "parked", "sending"))
    connection.execute(update(outbox).where(outbox.c.contact_id == contact_id, open_rows).values(address=address))


def erase_for(connection: Connection, contact_id: int) -> int:
    """Delete every row of a contact with its attempts and statuses, also what is being sent; return how many rows."""
    mark(connection)
    mine = select(outbox.c.channel, outbox.c.provider_id).where(
        outbox.c.contact_id == contact_id, outbox.c.provider_id != ""
    )
    for channel, provider_id in connection.execute(mine).all():
        connection.execute(delete(status).where(status.c.channel == channel, status.c.provider_id == provider_id))
    return connection.execute(delete(outbox).where(outbox.c.contact_id == contact_id)).rowcount


_INSERT = insert(outbox)
_INSERT_RETURNING = insert(outbox).returning(outbox.c.id)
_ONCE = {
    "sqlite": sqlite.insert(outbox).on_conflict_do_nothing(index_elements=["dedupe"]),
    "postgresql": postgresql.insert(outbox).on_conflict_do_nothing(index_elements=["dedupe"]),
}


def _once(connection: Connection) -> Any:
    return _ONCE[connection.dialect.name]


def _insert(connection: Connection, row: Mapping[str, Any]) -> int:
    if connection.dialect.name == "sqlite":  # asking the driver is cheaper than RETURNING (run)
        return int(connection.execute(_INSERT, row).lastrowid)
    return int(connection.execute(_INSERT_RETURNING, row).scalar_one())


def _insert_once(connection: Connection, row: Mapping[str, Any]) -> int | None:
    found: int | None = connection.execute(_once(connection).returning(outbox.c.id), row).scalar_one_or_none()
    return found
