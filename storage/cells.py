"""People counted in cells: so many of the same month, place, language, gender and channel; it never knows who.

Each person is in one cell of a count, the first that fits, so that cells add up whichever way they are split.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)

from storage.tables import contact, delivery, merge, outbox, person


@dataclass(frozen=True, slots=True)
class Term:
    """What is counted: a programme, from a moment until another; ``now`` is when."""

    programme: str
    since: datetime
    until: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """So many of a kind; "" for what is not known. ``month`` is YYYY-MM, in UTC or on the clock of a meeting."""

    number: int
    month: str = ""
    country: str = ""
    town: str = ""
    language: str = ""
    gender: str = ""
    channel: str = ""


_BY = tuple(field.name for field in fields(Cell))[1:]

_own = contact.alias()
_LAST_CONTACT = (
    select(_own.c.id)
    .where(_own.c.person_id == person.c.id, _own.c.erased_at.is_(None))
    .order_by(_own.c.last_in_at.desc().nulls_last(), _own.c.id)
    .limit(1)
    .scalar_subquery()
)
"""The contact that somebody wrote from last."""


def registered(connection: Connection, term: Term) -> list[Cell]:
    """Count people who registered in the time; who was found to be somebody else is not counted again."""
    joined = person.c.registered_at
    mine = (person.c.programme == term.programme) & (joined >= term.since) & (joined < term.until)
    mine &= ~select(merge.c.id).where(merge.c.gone_id == person.c.id).exists()
    return of_people(connection, _of(connection, month(connection, joined)).where(mine))


def active(connection: Connection, term: Term, since: datetime) -> list[Cell]:
    """Count registered people who wrote since a moment; no month is told."""
    wrote = contact.c.last_in_at >= since  # the contact that they wrote from last
    mine = (person.c.programme == term.programme) & person.c.registered_at.is_not(None) & wrote
    return of_people(connection, _of(connection, literal("")).where(mine))


def told(connection: Connection, term: Term) -> list[Cell]:
    """Count people to whom an announcement went out in the time; somebody without a profile is a contact.

    Of who was erased the delivery itself knows what is counted.
    """
    who = case(
        (contact.c.person_id.is_not(None), literal("p") + cast(contact.c.person_id, String)),
        (contact.c.id.is_not(None), literal("c") + cast(contact.c.id, String)),
        else_=delivery.c.pseudonym,
    )
    sent = func.coalesce(outbox.c.sent_at, delivery.c.sent_at, type_=outbox.c.sent_at.type)
    rows = (
        select(
            month(connection, sent).label("month"),
            func.coalesce(contact.c.country, delivery.c.country).label("country"),
            *(contact.c.town, contact.c.language, contact.c.channel),
            person.c.gender,
            first_of(who, sent, delivery.c.id).label("place"),
        )
        .outerjoin(outbox, outbox.c.id == delivery.c.outbox_id)
        .outerjoin(contact, contact.c.id == delivery.c.contact_id)
        .outerjoin(person, person.c.id == contact.c.person_id)
        .where((outbox.c.state == "sent") | outbox.c.id.is_(None))
        .where(func.coalesce(contact.c.programme, delivery.c.programme) == term.programme)
        .where(sent >= term.since, sent < term.until)
        .subquery()
    )
    return of_people(connection, select(*(rows.c[name] for name in _BY)).where(rows.c.place == 1))


def of_people(connection: Connection, rows: Select[Any]) -> list[Cell]:
    """Count rows of one person each, which have the columns of a cell."""
    found: Subquery = rows.subquery()
    # No parameter: PostgreSQL would not see that it is the same wherever it stands.
    columns = [_known(name, found.c[name]) for name in _BY]
    counted = select(func.count(), *columns).group_by(*columns).order_by(*columns)
    return [Cell(*row) for row in connection.execute(counted)]


def land(country: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a country as it is counted: those that no programme works in are one (``scope.ELSEWHERE``)."""
    return func.substr(country, literal_column("1"), literal_column("2"), type_=String)


def _known(name: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column of a cell, "" for what is not known."""
    told = func.coalesce(column, literal_column("''"))
    return land(told) if name == "country" else told


def with_profile(rows: Subquery, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return rows that have a ``person_id``, with what is known of the person; erased ones stay, unknown."""
    known = select(*columns, contact.c.language, person.c.gender, contact.c.channel)
    joined = rows.outerjoin(person, person.c.id == rows.c.person_id).outerjoin(contact, contact.c.id == _LAST_CONTACT)
    return known.select_from(joined)


def month(connection: Connection, moment: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the month of a moment in UTC, YYYY-MM."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", moment), "YYYY-MM", type_=String)
    return func.substr(cast(moment, String), 1, 7, type_=String)


def first_of(who: ColumnElement[Any], *order: ColumnElement[Any]) -> ColumnElement[int]:
    """Return 1 for somebody's first row and more for the others."""
    return func.row_number().over(partition_by=who, order_by=order)


def _of(connection: Connection, when: ColumnElement[str]) -> Select[Any]:
    """Return registered people with what is known of them."""
    columns: Sequence[ColumnElement[Any]] = (
        *(when.label("month"), person.c.country, person.c.town),
        *(contact.c.language, person.c.gender, contact.c.channel),
    )
    return select(*columns).select_from(person.outerjoin(contact, contact.c.id == _LAST_CONTACT))
