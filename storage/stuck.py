"""Who does not get on: twice not understood, stopped in the middle of joining, or not listened to; it never helps.

Each row is a contact with one reason; what somebody may see is given as a condition.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, literal, or_, select

from storage.tables import contact, media, person, role, ticket

Reason = Literal["missed", "joining", "unheard"]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A contact that is stuck since a moment, at a screen (flow and state, "" for none); ``ticket_id`` of a voice note.

    ``name`` is "" where none was told; ``person_id`` None for somebody without a profile.
    """

    reason: Reason
    contact_id: int
    person_id: int | None
    name: str
    language: str
    country: str
    channel: str
    flow: str
    state: str
    since: datetime
    ticket_id: int | None


def missed(
    connection: Connection, mine: ColumnElement[bool], since: datetime, misses: int, flows: Iterable[str], limit: int
) -> list[Stuck]:
    """Return who was not understood so often in a row, wrote since a moment and has not stopped; the newest first.

    ``flows`` are those that only who was not understood even more often stands in.
    """
    session = contact.c.session
    often = or_(session["misses"].as_integer() >= misses, session["flow"].as_string().in_(list(flows)))
    found = (
        _contacts("missed")
        .where(often, contact.c.last_in_at >= since, contact.c.erased_at.is_(None))
        .where(contact.c.stopped_at.is_(None), mine)
    )
    return _read(connection, found, limit)


def joining(
    connection: Connection, mine: ColumnElement[bool], since: datetime, before: datetime, limit: int
) -> list[Stuck]:
    """Return who agreed to join, has not finished, and wrote last between two moments; the team is not meant."""
    held = select(role.c.id).where(role.c.person_id == person.c.id, role.c.ended_at.is_(None))
    found = (
        _contacts("joining")
        .where(person.c.registered_at.is_(None), contact.c.person_id.is_not(None), ~held.exists())
        .where(contact.c.last_in_at >= since, contact.c.last_in_at < before)
        .where(contact.c.erased_at.is_(None), contact.c.stopped_at.is_(None), mine)
    )
    return _read(connection, found, limit)


def unheard(connection: Connection, mine: ColumnElement[bool], limit: int) -> list[Stuck]:
    """Return whose voice note lies in an open ticket; the newest first."""
    found = (
        _contacts("unheard", ticket.c.opened_at, ticket.c.id)
        .join(ticket, ticket.c.contact_id == contact.c.id)
        .join(media, media.c.id == ticket.c.media_id)
        .where(ticket.c.status == "open", media.c.kind == "voice", mine)
    )
    return _read(connection, found, limit)


def _contacts(
    reason: Reason, since: ColumnElement[Any] = contact.c.last_in_at, number: ColumnElement[Any] | None = None
) -> Select[Any]:
    session = contact.c.session
    return select(
        literal(reason),
        *(contact.c.id, contact.c.person_id, person.c.name, contact.c.language, contact.c.country, contact.c.channel),
        *(session["flow"].as_string(), session["state"].as_string()),
        since.label("since"),
        literal(None) if number is None else number,
    ).select_from(contact.outerjoin(person, person.c.id == contact.c.person_id))


def _read(connection: Connection, found: Select[Any], limit: int) -> list[Stuck]:
    rows = connection.execute(found.order_by(found.selected_columns["since"].desc(), contact.c.id).limit(limit))
    return [
        Stuck(reason, number, whose, name or "", language, country, channel, flow or "", state or "", since, ticket_id)
        for reason, number, whose, name, language, country, channel, flow, state, since, ticket_id in rows
    ]
