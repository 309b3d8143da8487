"""Where a person is needed: one open ticket a matter, however often it is asked; it never knows who answers how."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    false,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from storage.prepared import Prepared
from storage.rows import add, columns
from storage.tables import ticket


@dataclass(frozen=True, slots=True)
class Ticket:
    """A matter of a contact: its kind, the screen it came from, what was said, and where it stands.

    A row holds one file; those of a contact's kind and screen that are open together are one matter (``matter``).
    ``status`` is open, answered or closed; ``answered_by`` a pseudonym of staff.
    """

    id: int
    contact_id: int
    kind: str
    flow: str
    state_name: str
    text: str
    media_id: int | None
    status: str
    opened_at: datetime
    answered_at: datetime | None
    answered_by: str


_TICKET = columns(ticket, Ticket)
_OPEN = ticket.c.status == "open"
_MATTER = ("contact_id", "kind", "flow", "state_name")
_earlier = ticket.alias()
_EARLIER = (
    select(_earlier.c.id)
    .where(*(_earlier.c[name] == ticket.c[name] for name in _MATTER), _earlier.c.status == "open")
    .where(_earlier.c.id < ticket.c.id)
    .exists()
)
_GET = Prepared(select(*_TICKET).where(ticket.c.id == bindparam("it")))
ADDED = timedelta(days=183)
"""For how long words are added to an open ticket: they are forgotten with its first ones, a year after them."""


def open_once(
    connection: Connection,
    *,
    contact_id: int,
    kind: str,
    flow: str,
    state_name: str,
    now: datetime,
    text: str = "",
    media_id: int | None = None,
) -> Ticket:
    """Return the contact's open ticket of this kind from this screen, or a new one.

    New words are added to it, on a line of their own. A second picture or recording is a second row of the same
    matter: nothing that somebody sent is dropped; nor are words added to a row whose own time is nearly over.
    """
    same = (ticket.c.contact_id == contact_id, ticket.c.kind == kind, ticket.c.flow == flow)
    young = ticket.c.opened_at > now - ADDED
    query = select(*_TICKET).where(*same, ticket.c.state_name == state_name, _OPEN, young).order_by(ticket.c.id.desc())
    row = connection.execute(query.limit(1).with_for_update()).first()
    if row and (media_id is None or row.media_id in {None, media_id}):
        return _added(connection, Ticket(*row), text, media_id)
    values = {"contact_id": contact_id, "kind": kind, "flow": flow, "state_name": state_name, "opened_at": now}
    return _one(connection, add(connection, ticket, values | {"text": text, "media_id": media_id}))


def _added(connection: Connection, found: Ticket, text: str, media_id: int | None) -> Ticket:
    new_text = text if text not in found.text.split("\n") else ""
    if not new_text and media_id in {None, found.media_id}:
        return found
    lines = "\n".join(line for line in (found.text, new_text) if line)
    change = update(ticket).where(ticket.c.id == found.id).values(text=lines, media_id=media_id or found.media_id)
    connection.execute(change)
    return _one(connection, found.id)


def get(connection: Connection, ticket_id: int) -> Ticket | None:
    """Return a ticket, whatever its status."""
    rows = _GET.rows(connection, {"it": ticket_id})
    return Ticket(*rows[0]) if rows else None


def newest_open(connection: Connection, contact_id: int, kinds: Collection[str]) -> Ticket | None:
    """Return the contact's last ticket of some kinds that nobody has answered."""
    asked = {f"kind{number}": kind for number, kind in enumerate(kinds)}
    rows = _newest(len(asked)).rows(connection, {"whose": contact_id, **asked})
    return Ticket(*rows[0]) if rows else None


@cache
def _newest(kinds: int) -> Prepared:
    of_kinds = or_(false(), *(ticket.c.kind == bindparam(f"kind{number}") for number in range(kinds)))
    query = select(*_TICKET).where(ticket.c.contact_id == bindparam("whose"), of_kinds, _OPEN)
    return Prepared(query.order_by(ticket.c.id.desc()).limit(literal_column("1")))


def waiting(connection: Connection, limit: int = 50, after: Ticket | None = None) -> list[Ticket]:
    """Return the first row of each open matter, the oldest first; ``after`` is the last one of the page before."""
    query = select(*_TICKET).where(_OPEN, ~_EARLIER).order_by(ticket.c.opened_at, ticket.c.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(ticket.c.opened_at, ticket.c.id) > (after.opened_at, after.id))
    return [Ticket(*row) for row in connection.execute(query)]


def matter(connection: Connection, one: Ticket) -> list[Ticket]:
    """Return every row of a ticket's matter that is open as it is, or was answered with it, the oldest first."""
    if one.status != "open" and one.answered_at is None:
        return [one]
    together = _OPEN if one.status == "open" else ticket.c.answered_at == one.answered_at
    query = select(*_TICKET).where(_same(one), together).order_by(ticket.c.id)
    return [Ticket(*row) for row in connection.execute(query)]


def of_contact(connection: Connection, contact_id: int) -> list[Ticket]:
    """Return all tickets of a contact, the oldest first."""
    query = select(*_TICKET).where(ticket.c.contact_id == contact_id).order_by(ticket.c.id)
    return [Ticket(*row) for row in connection.execute(query)]


def answer(connection: Connection, ticket_id: int, *, by: str, now: datetime) -> bool:
    """Mark an open ticket and all of its matter answered; False where somebody was faster."""
    found = get(connection, ticket_id)
    if found is None or found.status != "open":
        return False
    query = update(ticket).where(_same(found), _OPEN)
    return bool(connection.execute(query.values(status="answered", answered_by=by, answered_at=now)).rowcount)


def close(connection: Connection, ticket_id: int) -> bool:
    """Close a ticket, answered or not, with what is open of its matter; False where it is closed."""
    found = get(connection, ticket_id)
    if found is None or found.status == "closed":
        return False
    mine = _same(found) & _OPEN if found.status == "open" else ticket.c.id == ticket_id
    query = update(ticket).where(mine)
    return bool(connection.execute(query.values(status="closed")).rowcount)


def drop(connection: Connection, contact_id: int, flow: str, state_name: str, kinds: Collection[str]) -> int:
    """Close a contact's open tickets of some kinds from one screen and empty them; return how many."""
    mine = (ticket.c.contact_id == contact_id) & (ticket.c.flow == flow) & (ticket.c.state_name == state_name)
    query = update(ticket).where(mine, ticket.c.kind.in_(kinds), _OPEN).values(status="closed", text="", media_id=None)
    return int(connection.execute(query).rowcount)


def remove(connection: Connection, contact_id: int, kinds: Collection[str]) -> int:
    """Delete a contact's tickets of some kinds, whatever their status; return how many."""
    query = delete(ticket).where(ticket.c.contact_id == contact_id, ticket.c.kind.in_(kinds))
    return int(connection.execute(query).rowcount)


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty the words of tickets from before a moment, also of those that still wait; return of how many."""
    old = (ticket.c.opened_at < before) & (ticket.c.text != "")
    return connection.execute(update(ticket).where(old).values(text="")).rowcount


def _one(connection: Connection, ticket_id: int) -> Ticket:
    return Ticket(*connection.execute(select(*_TICKET).where(ticket.c.id == ticket_id)).one())


def _same(one: Ticket) -> ColumnElement[bool]:
    return and_(*(ticket.c[name] == getattr(one, name) for name in _MATTER))
