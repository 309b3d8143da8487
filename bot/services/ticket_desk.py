"""Tickets as staff share them out: who looks after one, until when it may rest, what they note; it answers nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import colleagues, handing, ledger
from bot.services.helpdesk import HelpDesk, NoTicket
from bot.services.scopes import by_programme
from bot.services.staff import Actor
from storage import assignments, contacts, log, matters, notes, people, tickets
from storage.contacts import Contact
from storage.matters import Matter
from storage.notes import Note
from storage.people import Person
from storage.tickets import Ticket

READ, ANSWER = "read_tickets", "answer_tickets"
Which = Literal["open", "mine", "later"]
"""All that wait, those of one's own, those laid aside."""
RESTS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
"""For how long a ticket may be laid aside."""
NOTE_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket with all that was sent for it, and who looks after it.

    ``files`` are the numbers of voice notes and photos, ``together`` how many tickets one answer answers, or did;
    ``holder`` is "" where nobody looks after it.
    """

    ticket: Ticket
    contact: Contact
    person: Person | None
    text: str
    files: Sequence[int]
    together: int
    holder_id: int | None
    holder: str
    until: datetime | None
    notes: Sequence[Note]


def waiting(
    connection: Connection,
    by: Actor,
    person_id: int,
    programme: Programme,
    which: Which,
    now: datetime,
    *,
    limit: int = 50,
    offset: int = 0,
) -> list[Matter]:
    """Return the open tickets that somebody may read, the oldest first."""
    holder = person_id if which == "mine" else None
    scope = by_programme(by, READ, programme)
    return matters.waiting(
        connection, scope, now, holder_id=holder, snoozed=which == "later", limit=limit, offset=offset
    )


def count(connection: Connection, by: Actor, person_id: int, programme: Programme, which: Which, now: datetime) -> int:
    """Count such tickets."""
    holder = person_id if which == "mine" else None
    return matters.count(connection, by_programme(by, READ, programme), now, holder_id=holder, snoozed=which == "later")


def read(connection: Connection, by: Actor, programme: Programme, ticket_id: int) -> Opened:
    """Return a ticket, answered or not; raises NoTicket."""
    ticket = tickets.get(connection, ticket_id)
    contact = contacts.get(connection, ticket.contact_id) if ticket else None
    organisation = programme.organisation_of(contact.programme) if contact else ""
    if ticket is None or contact is None or not by.may(READ, organisation, contact.country):
        raise NoTicket(f"there is no ticket {ticket_id}")
    rows = tickets.matter(connection, ticket)
    held = assignments.of_ticket(connection, ticket_id)
    known = dict(colleagues.who_may(connection, ANSWER, organisation, contact.country))
    return Opened(
        ticket=ticket,
        contact=contact,
        person=people.get(connection, contact.person_id) if contact.person_id else None,
        text="\n".join(row.text for row in rows if row.text),
        files=[row.media_id for row in rows if row.media_id is not None],
        together=len(rows),
        holder_id=held.person_id if held else None,
        holder=known.get(held.person_id, "") if held else "",
        until=assignments.aside_until(connection, ticket_id),
        notes=notes.of_contacts(connection, [contact.id]),
    )


def assign(connection: Connection, by: Actor, desk: HelpDesk, ticket_id: int, person_id: int, now: datetime) -> None:
    """Let somebody look after an open ticket who may answer it; raises NoTicket, ValueError for who may not.

    Who gets it from somebody else hears of it.
    """
    ticket, contact = desk.opened(connection, by, ticket_id)
    organisation = desk.conversation.speech.programme.organisation_of(contact.programme)
    if person_id not in dict(colleagues.who_may(connection, ANSWER, organisation, contact.country)):
        raise ValueError("this person may not answer the ticket")
    before = assignments.of_ticket(connection, ticket.id)
    assignments.assign(connection, ticket.id, person_id, by.name, now)
    _note(connection, by, "ticket_assigned", ticket, now)
    new = before is None or before.person_id != person_id
    if new and by.name != ledger.pseudonym(connection, "person", person_id):
        handing.tell(connection, ticket.id, person_id, now)


def release(connection: Connection, by: Actor, desk: HelpDesk, ticket_id: int, now: datetime) -> None:
    """Let nobody look after an open ticket; raises NoTicket."""
    ticket, _ = desk.opened(connection, by, ticket_id)
    if assignments.release(connection, ticket.id):
        _note(connection, by, "ticket_released", ticket, now)


def lay_aside(connection: Connection, by: Actor, desk: HelpDesk, ticket_id: int, rest: str, now: datetime) -> datetime:
    """Let an open ticket rest and return until when; raises NoTicket, ValueError."""
    ticket, _ = desk.opened(connection, by, ticket_id)
    if rest not in RESTS:
        raise ValueError(f"{rest!r} is none of {', '.join(RESTS)}")
    until = now + RESTS[rest]
    assignments.lay_aside(connection, ticket.id, until, by.name, now)
    _note(connection, by, "ticket_laid_aside", ticket, now)
    return until


def take_up(connection: Connection, by: Actor, desk: HelpDesk, ticket_id: int, now: datetime) -> None:
    """Let an open ticket rest no more; raises NoTicket."""
    ticket, _ = desk.opened(connection, by, ticket_id)
    if assignments.take_up(connection, ticket.id):
        _note(connection, by, "ticket_taken_up", ticket, now)


def note(connection: Connection, by: Actor, desk: HelpDesk, ticket_id: int, text: str, now: datetime) -> None:
    """Write something down about an open ticket; raises NoTicket, ValueError."""
    ticket, contact = desk.opened(connection, by, ticket_id)
    notes.add(connection, contact.id, checked(text), by.name, now, ticket.id)
    _note(connection, by, "note_written", ticket, now)


def checked(text: str) -> str:
    """Return the words of a note; raises ValueError where there are none or too many."""
    words = text.strip()
    if not words or len(words) > NOTE_LENGTH:
        raise ValueError(f"a note needs words, at most {NOTE_LENGTH} signs")
    return words


def _note(connection: Connection, by: Actor, act: str, ticket: Ticket, now: datetime) -> None:
    subject = ledger.pseudonym(connection, "contact", ticket.contact_id)
    log.write(connection, at=now, actor=by.name, act=act, subject=subject, detail={"ticket": ticket.id})
