"""Contacts: an address on a channel, its language, wishes and open session; it never knows what a screen says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from storage import rows
from storage.prepared import Prepared
from storage.tables import contact, erasure, inbox, outbox, person, role

UNTIL_I_WRITE = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
"""``paused_until`` of somebody who paused until they write again."""


class Contact(NamedTuple):
    """One address of a person (or of nobody known) on one channel.

    ``session`` is the JSON of ``flows.core.session.Session``. ``quiet_from`` and ``quiet_to`` are hours of the
    person's own day, None for never. ``talk_asked_at`` is when they last said, or were last asked, how Drom shall
    talk to them. ``rev`` grows with every turn. A tuple: a turn makes four of them.
    """

    id: int
    channel: str
    address: str
    person_id: int | None = None
    language: str = ""
    talk: str = "both"
    quiet_from: int | None = 22
    quiet_to: int | None = 7
    country: str = ""
    programme: str = ""
    town: str = ""
    referrer: str = ""
    lite: bool = False
    session: Mapping[str, Any] | None = None
    rev: int = 0
    last_in_at: datetime | None = None
    stopped_at: datetime | None = None
    paused_until: datetime | None = None
    unreachable_at: datetime | None = None
    erased_at: datetime | None = None
    created_at: datetime | None = None
    talk_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who a message is from: nobody yet (None), whether it was stored before, whether earlier ones wait.

    ``erasures``: somebody was erased lately, perhaps who comes back here. ``busy``: another transaction has the
    contact in hand, so that nothing of it may be worked in this one.
    """

    contact: Contact | None
    repeat: bool = False
    waiting: bool = False
    erasures: bool = True
    busy: bool = False


_COLUMNS = [contact.c[name] for name in Contact._fields]
_BY_ADDRESS = select(*_COLUMNS).where(contact.c.channel == bindparam("at"), contact.c.address == bindparam("to"))
_BY_ID = select(*_COLUMNS).where(contact.c.id == bindparam("it"))
# Not a whole FOR UPDATE: others may meanwhile store messages that refer to the contact.
_LOCKED = _BY_ID.with_for_update(key_share=True)
_ID = select(contact.c.id).where(contact.c.id == bindparam("it"))
_CLAIM = _ID.with_for_update(key_share=True)
_CLAIM_FREE = _ID.with_for_update(key_share=True, skip_locked=True)
_LOOK = (
    select(inbox.c.id).where(inbox.c.channel == bindparam("at"), inbox.c.key == bindparam("key")).exists(),
    select(inbox.c.id).where(inbox.c.contact_id == contact.c.id, text("inbox.state = 'waiting'")).exists(),
    select(erasure.c.id).exists(),
)
_ARRIVAL = Prepared(
    select(*_COLUMNS, *_LOOK).where(contact.c.channel == bindparam("at"), contact.c.address == bindparam("to"))
)
_FREE = _BY_ADDRESS.with_only_columns(contact.c.id).with_for_update(key_share=True, skip_locked=True)
_INSERT = {
    "sqlite": sqlite.insert(contact).on_conflict_do_nothing(index_elements=["channel", "address"]),
    "postgresql": postgresql.insert(contact).on_conflict_do_nothing(index_elements=["channel", "address"]),
}


def wrote_since_stop(contact: Contact) -> bool:
    """Tell whether somebody who stopped us has written again: what a person answers them is a reply then."""
    if contact.stopped_at is None or contact.last_in_at is None:
        return False
    return contact.last_in_at > contact.stopped_at


def by_address(connection: Connection, channel: str, address: str) -> Contact | None:
    """Return the contact at an address."""
    return _read(connection.execute(_BY_ADDRESS, {"at": channel, "to": address}).one_or_none())


def get(connection: Connection, contact_id: int, *, lock: bool = False) -> Contact | None:
    """Return a contact; ``lock`` keeps others from changing it until the transaction ends."""
    return _read(connection.execute(_LOCKED if lock else _BY_ID, {"it": contact_id}).one_or_none())


def of_person(connection: Connection, person_id: int) -> list[Contact]:
    """Return a person's contacts, the one last written from first."""
    found = connection.execute(
        select(*_COLUMNS).where(contact.c.person_id == person_id).order_by(contact.c.last_in_at.desc(), contact.c.id)
    )
    return [Contact(*row) for row in found]


def reach(connection: Connection, ids: Collection[int], person_ids: Collection[int]) -> list[Contact]:
    """Return contacts and those of people, by rising id, and keep others from changing them."""
    found = connection.execute(_REACH, {"ids": list(ids), "people": list(person_ids)})
    return [Contact(*row) for row in found]


_REACH = (
    select(*_COLUMNS)
    .where(
        contact.c.id.in_(bindparam("ids", expanding=True))
        | contact.c.person_id.in_(bindparam("people", expanding=True))
    )
    .order_by(contact.c.id)
    .with_for_update(key_share=True)
)


def last_of(connection: Connection, person_ids: Collection[int]) -> dict[int, Contact]:
    """Return, by person, the contact that each wrote from last; those who have none are missing."""
    rows = connection.execute(_LAST_OF, {"people": list(person_ids)})
    # The last of several wins.
    return {found.person_id: found for found in (Contact(*row) for row in rows) if found.person_id is not None}


_LAST_OF = (
    select(*_COLUMNS)
    .where(contact.c.person_id.in_(bindparam("people", expanding=True)), contact.c.erased_at.is_(None))
    .order_by(contact.c.last_in_at.asc().nulls_first(), contact.c.id.desc())
)


def add(connection: Connection, channel: str, address: str, now: datetime, **fields: Any) -> Contact:
    """Add a contact that nobody has; returns it. Raises LookupError where somebody has it after all."""
    values = {**fields, "channel": channel, "address": address, "created_at": now}
    found = _add(connection.dialect.name, tuple(sorted(values))).rows(connection, values)
    if not found:
        raise LookupError("another process has added this contact")
    return Contact(found[0][0], channel, address, created_at=now, **fields)


@cache
def _add(dialect: str, names: tuple[str, ...]) -> Prepared:
    return Prepared(_INSERT[dialect].values({name: bindparam(name) for name in names}).returning(contact.c.id))


def arrival(connection: Connection, channel: str, address: str, key: str) -> Arrival:
    """Return what must be known of a message before it is worked, and keep others from the contact.

    SQLite has one writer, so one look is enough. Elsewhere the contact is locked first and looked at then: a look that
    waits for a lock has seen everything else as it was before.
    """
    asked = {"at": channel, "to": address, "key": key}
    busy = connection.dialect.name != "sqlite" and connection.execute(_FREE, asked).one_or_none() is None
    known = _ARRIVAL.rows(connection, asked)
    if not known:
        return Arrival(None)
    *columns, repeat, waiting, erasures = known[0]
    return Arrival(Contact(*columns), bool(repeat), bool(waiting), bool(erasures), busy)


def claim(connection: Connection, contact_id: int, *, wait: bool) -> bool:
    """Keep others from a contact until the transaction ends; without ``wait`` False where somebody has it in hand.

    A statement after this one sees what the last who had the contact in hand has left.
    """
    found = connection.execute(_CLAIM if wait else _CLAIM_FREE, {"it": contact_id}).one_or_none()
    return found is not None


def change(connection: Connection, contact_id: int, **fields: Any) -> None:
    """Change columns of a contact."""
    rows.change(connection, contact, contact_id, fields)


def unreachable(connection: Connection, contact_id: int, now: datetime | None) -> None:
    """Note that a contact cannot be reached since ``now``, or with None that it can again."""
    change(connection, contact_id, unreachable_at=now)


def silent_guests(connection: Connection, before: datetime, limit: int = 500) -> list[Contact]:
    """Return contacts without a profile that have been silent since ``before``: nothing may be kept of them."""
    last = func.coalesce(contact.c.last_in_at, contact.c.created_at)
    found = connection.execute(
        select(*_COLUMNS)
        .where(contact.c.person_id.is_(None), last < before, contact.c.erased_at.is_(None))
        .order_by(contact.c.id)
        .limit(limit)
    )
    return [Contact(*row) for row in found]


def silent_joiners(connection: Connection, before: datetime, limit: int = 500) -> list[Contact]:
    """Return contacts of people who never finished joining and were silent everywhere since ``before``.

    The team is not meant: a role that is held needs its person.
    """
    other = contact.alias()
    heard = select(other.c.id).where(
        other.c.person_id == person.c.id, func.coalesce(other.c.last_in_at, other.c.created_at) >= before
    )
    held = select(role.c.id).where(role.c.person_id == person.c.id, role.c.ended_at.is_(None))
    found = connection.execute(
        select(*_COLUMNS)
        .join(person, person.c.id == contact.c.person_id)
        .where(person.c.registered_at.is_(None), ~heard.exists(), ~held.exists(), contact.c.erased_at.is_(None))
        .order_by(contact.c.id)
        .limit(limit)
    )
    return [Contact(*row) for row in found]


def erased_and_told(connection: Connection, before: datetime) -> list[Contact]:
    """Return erased contacts to which nothing more is to be sent, or that were erased before ``before``."""
    waiting = select(outbox.c.id).where(outbox.c.contact_id == contact.c.id, outbox.c.state.in_(("waiting", "sending")))
    found = connection.execute(
        select(*_COLUMNS).where(contact.c.erased_at.is_not(None), or_(~waiting.exists(), contact.c.erased_at < before))
    )
    return [Contact(*row) for row in found]


def remove(connection: Connection, contact_id: int) -> None:
    """Delete a contact with its messages, media rows and tickets."""
    connection.execute(contact.delete().where(contact.c.id == contact_id))


def _read(row: Sequence[Any] | None) -> Contact | None:
    return None if row is None else Contact(*row)
