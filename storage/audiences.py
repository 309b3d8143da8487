"""People by what is known of them, many at once; it never knows what is said to them or whether it may be."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from storage import knocks
from storage.contacts import Contact, last_of
from storage.tables import (
    attendance,
    consent,
    contact,
    group_member,
    invitation,
    knock,
    outbox,
    person,
    response,
    role,
    unasked,
)

SOME = 5_000
"""How many numbers stand in one statement."""

Came = Literal["answered_yes", "came", "invited", "silent"]
"""Which people of a meeting: who said yes, who came, who is invited, and who of these has not answered."""


@dataclass(frozen=True, slots=True)
class Audience:
    """People by what is known of them, all conditions together; "", () and None stand for everybody.

    ``languages`` are those that they read; ``mentors`` means those who have that role. ``meeting_id`` with ``came``
    means people of a meeting, ``group_id`` those in a group. ``also`` are audiences that they are of as well: what can
    be said but once is said there again. ``without`` are audiences that are left out, ``but`` one person, who need not
    be told of their own doing; ``new_to`` a meeting: who is invited to it already, or has answered, is left out too.
    """

    country: str = ""
    towns: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    programme: str = ""
    mentors: bool = False
    meeting_id: int | None = None
    came: Came = "answered_yes"
    group_id: int | None = None
    also: tuple["Audience", ...] = ()
    without: tuple["Audience", ...] = ()
    but: int | None = None
    new_to: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A person with the contact they wrote from last; ``may_push``: they agreed to be written to unasked."""

    person_id: int
    contact: Contact
    may_push: bool


def meant(asked: Audience) -> ColumnElement[bool]:
    """Return what is true of the people of an audience: they have registered and meet every condition."""
    found: list[ColumnElement[bool]] = [person.c.registered_at.is_not(None)]
    for column, value in ((person.c.country, asked.country), (person.c.programme, asked.programme)):
        if value:
            found.append(column == value)
    for column, values in ((person.c.town, asked.towns), (person.c.trade, asked.trades)):
        if values:
            found.append(column.in_(values))
    if asked.languages:
        found.append(_has_contact(contact.c.language.in_(asked.languages)))
    if asked.mentors:
        mine = (role.c.person_id == person.c.id) & (role.c.name == "mentor") & role.c.ended_at.is_(None)
        found.append(select(role.c.id).where(mine).exists())
    if asked.meeting_id is not None:
        found.append(person.c.id.in_(_of_meeting(asked.meeting_id, asked.came)))
    if asked.group_id is not None:
        inside = select(group_member.c.person_id).where(group_member.c.group_id == asked.group_id)
        found.append(person.c.id.in_(inside))
    if asked.but is not None:
        found.append(person.c.id != asked.but)
    if asked.new_to is not None:
        found += _is_new_to(asked.new_to)
    found += [meant(other) for other in asked.also]
    return and_(*found, *(~meant(other) for other in asked.without))


def people(connection: Connection, asked: Audience) -> set[int]:
    """Return the people of an audience."""
    return set(connection.scalars(select(person.c.id).where(meant(asked))))


def known(connection: Connection, person_ids: Collection[int]) -> list[Known]:
    """Return people with the contact they wrote from last, by rising number; who has none is missing."""
    found: list[Known] = []
    for some in _some(sorted(person_ids)):
        last = last_of(connection, some)
        agreed = select(person.c.id, person.c.may_push).where(person.c.id.in_(some)).order_by(person.c.id)
        found += [Known(row.id, last[row.id], row.may_push) for row in connection.execute(agreed) if row.id in last]
    return found


def knocked(connection: Connection, contact_ids: Collection[int], follows: datetime | None) -> set[int]:
    """Return those of some contacts that are of ``knocks.holding``."""
    found: set[int] = set()
    for some in _some(contact_ids):
        found |= set(connection.scalars(knocks.holding(follows).where(knock.c.contact_id.in_(some))))
    return found


def unasked_since(
    connection: Connection, person_ids: Collection[int], since: datetime
) -> dict[int, tuple[datetime, ...]]:
    """Return, by person, when unasked messages went to them from a moment on, or will go."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for some in _some(person_ids):
        went = select(contact.c.person_id, outbox.c.next_at).join(unasked, unasked.c.contact_id == contact.c.id)
        went = went.join(outbox, outbox.c.id == unasked.c.outbox_id)
        recent = (outbox.c.next_at >= since) & outbox.c.state.in_(knocks.COUNTED)
        for person_id, at in connection.execute(went.where(contact.c.person_id.in_(some), recent)):
            found[person_id].append(at)
    return {number: tuple(moments) for number, moments in found.items()}


def owing(connection: Connection, contact_ids: Collection[int], notice: int) -> set[int]:
    """Return the contacts whose last yes to being kept was to words older than ``notice``."""
    last: dict[int, bool] = {}
    for some in _some(contact_ids) if notice > 1 else ():
        said = select(consent.c.contact_id, consent.c.given, consent.c.notice)
        said = said.where(consent.c.contact_id.in_(some), consent.c.kind == "keep").order_by(consent.c.id)
        for number, given, version in connection.execute(said):
            last[number] = given and version < notice
    return {number for number, owes in last.items() if owes}


def _is_new_to(meeting_id: int) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of a person who is not invited to a meeting and has not answered."""
    for table in (invitation, response):
        mine = (table.c.meeting_id == meeting_id) & (table.c.person_id == person.c.id)
        yield ~select(table.c.id).where(mine).correlate(person).exists()


def _has_contact(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = (contact.c.person_id == person.c.id) & contact.c.erased_at.is_(None)
    return select(contact.c.id).where(mine, condition).correlate(person).exists()


def _of_meeting(meeting_id: int, came: Came) -> Select[tuple[int]]:
    """Return the people of a meeting: who said yes, who came, who is invited, who of these has not answered."""
    answered = select(response.c.person_id).where(
        response.c.meeting_id == meeting_id, response.c.person_id.is_not(None)
    )
    if came == "answered_yes":
        return answered.where(response.c.answer == "yes")
    if came == "came":
        here = (attendance.c.meeting_id == meeting_id) & (attendance.c.state == "here")
        return select(attendance.c.person_id).where(here, attendance.c.person_id.is_not(None))
    asked = select(invitation.c.person_id).where(invitation.c.meeting_id == meeting_id)
    asked = asked.where(invitation.c.person_id.is_not(None))
    return asked if came == "invited" else asked.where(invitation.c.person_id.not_in(answered))


def _some(numbers: Collection[int]) -> Iterator[list[int]]:
    every = list(numbers)
    for first in range(0, len(every), SOME):
        yield every[first : first + SOME]
