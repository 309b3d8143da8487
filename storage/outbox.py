"""Messages on their way out, as rows in lanes; it never knows who sends them, when, or what they look like.

States: ``waiting`` (from ``next_at`` on) · ``parked`` (WhatsApp's window) · ``sending`` · ``sent`` · ``in_doubt`` ·
``never`` (with a reason) · ``cancelled`` · ``expired``. The reason of a waiting row is why it waits again.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Row, bindparam, case, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import calls
from storage.prepared import Prepared
from storage.remedies import FAILED, RANKS, remedy
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

FOLLOWING = "voice"
"""The kind of a voice note that follows the words it says, or is one's own before a question about it: no screen."""

AWAKE = timedelta(hours=1)
"""How long somebody who has just written may hear at night what waited for that."""

_FRESH = "drom outbox: rows to look at"


class Sendable(Protocol):
    """One provider message; a channel's part is one."""

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""


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
    reason: str = "",
    next_at: datetime | None = None,
    urgent: bool = False,
    awake_until: datetime | None = None,
) -> list[int]:
    """Put the parts of one message, in order, and return their ids.

    A ``dedupe`` key that was used before changes nothing: the ids of the rows that are there are returned.
    What is pushed and not ``urgent`` waits while it is night at the contact's place, but for who is awake.
    """
    row = {
        "channel": channel,
        "lane": lane,
        "urgent_until": (deadline or now + DEADLINES[lane]) if urgent else awake_until,
        "kind": kind,
        "contact_id": contact_id,
        "address": address,
        "state": state,
        "reason": reason,
        "next_at": next_at or now,
        "deadline": deadline or now + DEADLINES[lane],
        "created_at": now,
    }
    rows = [row | {"payload": part.to_json(), "dedupe": None} for part in parts]
    mark(connection)
    if dedupe is None or not rows:
        return [_INSERT.key(connection, one) for one in rows]
    return _insert_unless_known(connection, rows, dedupe)


def went(connection: Connection, dedupe: Collection[str]) -> list[Mapping[str, Any]]:
    """Return the parts under some keys that went, or may have, as far as they are still known."""
    gone = outbox.c.state.in_(("sent", "in_doubt")) & outbox.c.payload.is_not(None)
    found = select(outbox.c.payload).where(outbox.c.dedupe.in_(list(dedupe)), gone)
    return list(connection.scalars(found))


def carries(connection: Connection, number: int, file: str) -> bool:
    """Tell whether a message has a file (by its name) and is still known: of who was erased none is."""
    payload = connection.scalar(select(outbox.c.payload).where(outbox.c.id == number))
    return payload is not None and file in (payload.get(name) for name in ("voice", "picture", "document"))


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
    """Flag a contact as stopped or unreachable, if it is not yet, and let nothing that waits for it go out.

    For what they had agreed to get they are put on the call list.
    """
    flag = contact.c.stopped_at if reason == "stopped" else contact.c.unreachable_at
    connection.execute(update(contact).where(contact.c.id == contact_id, flag.is_(None)).values({flag: now}))
    _end(connection, contact_id, LANES, state="never", reason=reason)
    calls.put_for(connection, contact_id, "never", reason, reason, now)


def _end(connection: Connection, contact_id: int, lanes: Collection[int], **values: str) -> int:
    mark(connection)
    ending = update(outbox).where(
        outbox.c.contact_id == contact_id, outbox.c.lane.in_(lanes), outbox.c.state.in_(("waiting", "parked"))
    )
    return connection.execute(ending.values(values)).rowcount


def park(connection: Connection, contact_id: int, reason: str = "window") -> int:
    """Hold back all that waits for a contact, but its knock, until ``release``; return how many rows."""
    words = outbox.c.kind != "knock"  # a template may go at any time
    parking = update(outbox).where(outbox.c.contact_id == contact_id, text("state = 'waiting'"), words)
    return connection.execute(parking.values(state="parked", reason=reason)).rowcount


def hold(connection: Connection, contact_id: int, lanes: Collection[int], until: datetime | None) -> int:
    """Let what waits for a contact in some lanes go no sooner than a moment, or, for None, than ``release``.

    Return how many rows.
    """
    held = outbox.c.lane.in_(lanes) & (outbox.c.contact_id == contact_id) & (outbox.c.state == "waiting")
    if until is None:
        return connection.execute(update(outbox).where(held).values(state="parked", reason="paused")).rowcount
    later = update(outbox).where(held, outbox.c.next_at < until)
    return connection.execute(later.values(next_at=until, reason="")).rowcount  # no provider asked for this


def release(connection: Connection, contact_id: int, now: datetime) -> int:
    """Let what was parked for a contact who has just written go in its order, also this night; return how many."""
    mark(connection)
    freed = update(outbox).where(outbox.c.contact_id == contact_id, outbox.c.state == "parked")
    urgent = case((outbox.c.urgent_until > now + AWAKE, outbox.c.urgent_until), else_=now + AWAKE)
    return connection.execute(freed.values(state="waiting", reason="", next_at=now, urgent_until=urgent)).rowcount


def move(connection: Connection, contact_id: int, address: str) -> None:
    """Give a contact, and what is on its way to it, a new address; an address that another contact has is left."""
    taken = select(contact.c.id).where(contact.c.address == address, contact.c.id != contact_id).exists()
    connection.execute(update(contact).where(contact.c.id == contact_id, ~taken).values(address=address))
    open_rows = outbox.c.state.in_(("waiting", "parked", "sending"))
    connection.execute(update(outbox).where(outbox.c.contact_id == contact_id, open_rows).values(address=address))


def erase_for(connection: Connection, contact_id: int) -> int:
    """Delete every row of a contact with its attempts and statuses, also what is being sent; return how many rows."""
    mark(connection)
    mine = select(outbox.c.id).where(
        outbox.c.contact_id == contact_id,
        outbox.c.channel == status.c.channel,
        outbox.c.provider_id == status.c.provider_id,
    )
    connection.execute(delete(status).where(status.c.provider_id.in_(_provider_ids(contact_id)), mine.exists()))
    return connection.execute(delete(outbox).where(outbox.c.contact_id == contact_id)).rowcount


def _provider_ids(contact_id: int) -> Any:
    return select(outbox.c.provider_id).where(outbox.c.contact_id == contact_id, outbox.c.provider_id != "")


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty what ended and was put before a moment, keeping that it was; return how many rows."""
    old = (outbox.c.created_at < before) & outbox.c.payload.is_not(None)
    ended = old & outbox.c.state.not_in(("waiting", "parked", "sending"))
    return connection.execute(update(outbox).where(ended).values(payload=None)).rowcount


Effect = Literal["known", "noted", "arrived", "parked", "stopped", "unreachable", "again", "alarm", "never", "expired"]
"""What a status changed: nothing (``known``), what was told (``noted``), or the state of its message.

``alarm``: it goes again later, and operators must do something.
"""


def apply_status(
    connection: Connection, channel: str, provider_id: str, state: str, code: str, now: datetime, *, reference: int = 0
) -> Effect:
    """Let a message follow what its provider says of it later, never backwards; unknown messages are no error.

    ``reference`` is the outbox id where the provider told it: with it a message is known although the answer to its
    sending was lost, or is not written yet.
    """
    row = _told(connection, channel, provider_id, reference)
    if row is None or RANKS.get(state, 0) <= RANKS.get(row.status, 0):
        return "known"
    values: dict[str, Any] = {"status": state, "provider_id": provider_id}
    if RANKS[state] == FAILED:
        return _failed(connection, row, values, code or state, now)
    doubted = row.state == "in_doubt" or (row.state == "waiting" and row.doubts > 0)
    if doubted:
        values |= {"state": "sent", "reason": "", "sent_at": now}
    connection.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    return "arrived" if doubted else "noted"


def _told(connection: Connection, channel: str, provider_id: str, reference: int) -> Row[Any] | None:
    """Return the message that is meant; an earlier copy of it, which had another provider's id, is not."""
    mine = outbox.c.provider_id == provider_id
    if reference:
        mine = (outbox.c.id == reference) & (mine | (outbox.c.provider_id == ""))
    return connection.execute(select(outbox).where(outbox.c.channel == channel, mine)).one_or_none()


def _failed(connection: Connection, row: Row[Any], values: dict[str, Any], code: str, now: datetime) -> Effect:
    """Let a message that did not arrive follow the table; what will be sent again, or is again on its way, does not."""
    if row.state not in ("sent", "in_doubt") and not (row.state == "sending" and not row.doubts):
        return "known"
    found = remedy(code, row.attempts, row.address)
    values |= {"state": found.action, "reason": code, "lease_until": None}
    if found.action in ("again", "parked"):
        # The next copy has a new id at the provider and begins its states anew.
        values |= {"provider_id": "", "status": ""}
    if found.action == "again":
        mark(connection)
        values |= {"state": "waiting", "next_at": now + found.pause}
    elif found.action in ("stopped", "unreachable"):
        values |= {"state": "never"}
    connection.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    if found.action == "parked":
        park(connection, row.contact_id)
    elif found.action in ("stopped", "unreachable"):
        silence(connection, row.contact_id, found.action, now)
    return "alarm" if found.alarm else found.action


_OWN = ("contact_id", "address", "payload", "dedupe")
_SHARED = ("channel", "lane", "urgent_until", "kind", "state", "reason", "next_at", "deadline", "created_at")
_VALUES: dict[str, Any] = {name: bindparam(name) for name in (*_OWN, *_SHARED)}
_INSERT = Prepared(insert(outbox).values(_VALUES))
_INSERT_ONCE = {
    name: Prepared(
        into(outbox).values(_VALUES).on_conflict_do_nothing(index_elements=["dedupe"]).returning(outbox.c.id)
    )
    for name, into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def _insert_unless_known(connection: Connection, rows: Sequence[Mapping[str, Any]], dedupe: str) -> list[int]:
    """Insert parts under keys that begin with ``dedupe``; the first part's key decides for all."""
    keys = [dedupe, *(f"{dedupe}.{n}" for n in range(2, len(rows) + 1))]
    first = _INSERT_ONCE[connection.dialect.name].rows(connection, {**rows[0], "dedupe": dedupe})
    if not first:
        known = select(outbox.c.id).where(outbox.c.dedupe.in_(keys)).order_by(outbox.c.id)
        return list(connection.scalars(known))
    rest = zip(rows[1:], keys[1:], strict=True)
    return [int(first[0][0]), *(_INSERT.key(connection, {**one, "dedupe": key}) for one, key in rest)]
