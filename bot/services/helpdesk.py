"""What staff do with tickets: read them, answer, tap for a person who is stuck, write a spoken name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.services import ledger
from bot.services.conversation import Conversation
from bot.services.notices import Plan, plan
from bot.services.staff import Actor
from flows.core.screens import aside
from storage import contacts, log, outbox, people, tickets
from storage.contacts import Contact
from storage.tickets import Ticket

KINDS = ("name", "town", "trade")
"""Tickets about something that was spoken or is new: staff write it into the person's profile."""


class NoTicket(LookupError):
    """There is no such open ticket for this member of staff (the same for missing and for foreign ones)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket as staff read it: who (a pseudonym and the name given), where they are, and what they sent."""

    ticket: Ticket
    name: str
    language: str
    country: str


@dataclass(frozen=True, slots=True)
class HelpDesk:
    """Tickets for one member of staff at a time; every act is checked and logged."""

    conversation: Conversation

    def waiting(self, connection: Connection, by: Actor, limit: int = 50) -> list[Waiting]:
        """Return the open tickets that this actor may read, oldest first."""
        found = [self._read(connection, ticket) for ticket in tickets.waiting(connection, limit)]
        return [row for row in found if by.may("read_tickets", self._organisation(connection, row.ticket), row.country)]

    def answer(self, connection: Connection, by: Actor, ticket_id: int, text: str, now: datetime) -> Plan:
        """Send a text to the person behind a ticket; returns when it goes. Raises NoTicket, Denied, ValueError."""
        ticket, contact = self._open(connection, by, ticket_id)
        if not text.strip():
            raise ValueError("an answer needs words")
        planned = plan(contact, self.conversation.speech.programme.zone(contact.country), now)
        if planned.verdict in {"go", "park", "paused"}:
            self._send(connection, contact, ticket, text, planned, now)
        tickets.answer(connection, ticket.id, by=by.name, now=now)
        self._note(connection, by, "ticket_answered", ticket, now)
        return planned

    def write(self, connection: Connection, by: Actor, ticket_id: int, text: str, now: datetime) -> None:
        """Write what was spoken into the person's profile: their name, a town's or a trade's key or name."""
        ticket, contact = self._open(connection, by, ticket_id)
        if ticket.kind not in KINDS or contact.person_id is None:
            raise ValueError(f"ticket {ticket_id} is about {ticket.kind}; only a name, town or trade can be written")
        value = " ".join(text.split())
        if not value:
            raise ValueError("write at least one word")
        match ticket.kind:
            case "name":
                people.change(connection, contact.person_id, name=value, name_pending=False)
            case "town":
                people.change(connection, contact.person_id, town=value)
            case _:
                people.change(connection, contact.person_id, trade=value)
        tickets.answer(connection, ticket.id, by=by.name, now=now)
        self._note(connection, by, "ticket_written", ticket, now)

    def tap(self, connection: Connection, by: Actor, ticket_id: int, value: str, now: datetime) -> None:
        """Choose for a person who is stuck, on their open screen; raises ValueError for no such choice."""
        ticket, contact = self._open(connection, by, ticket_id)
        self.conversation.choose_for(connection, contact, value, now)
        tickets.answer(connection, ticket.id, by=by.name, now=now)
        self._note(connection, by, "ticket_tapped", ticket, now)

    def close(self, connection: Connection, by: Actor, ticket_id: int, now: datetime) -> None:
        """Close a ticket without a word."""
        ticket, _ = self._open(connection, by, ticket_id)
        tickets.close(connection, ticket.id)
        self._note(connection, by, "ticket_closed", ticket, now)

    def _send(
        self, connection: Connection, contact: Contact, ticket: Ticket, text: str, planned: Plan, now: datetime
    ) -> None:
        head = self.conversation.parts(contact, aside("answer"))
        self.conversation.send(
            connection,
            contact,
            [*head, Part(text)],
            lane=outbox.NOTICE,
            kind="answer",
            now=now,
            next_at=planned.at,
            state="parked" if planned.verdict == "park" else "waiting",
            dedupe=f"ticket:{ticket.id}",
        )

    def _open(self, connection: Connection, by: Actor, ticket_id: int) -> tuple[Ticket, Contact]:
        ticket = tickets.get(connection, ticket_id)
        contact = contacts.get(connection, ticket.contact_id) if ticket else None
        if ticket is None or contact is None or ticket.status != "open":
            raise NoTicket(f"there is no open ticket {ticket_id}")
        if not by.may("answer_tickets", self._organisation(connection, ticket), contact.country):
            raise NoTicket(f"there is no open ticket {ticket_id}")
        return ticket, contact

    def _read(self, connection: Connection, ticket: Ticket) -> Waiting:
        contact = contacts.get(connection, ticket.contact_id)
        if contact is None:
            return Waiting(ticket, "", "", "")
        person = people.get(connection, contact.person_id) if contact.person_id else None
        return Waiting(ticket, person.name if person else "", contact.language, contact.country)

    def _organisation(self, connection: Connection, ticket: Ticket) -> str:
        contact = contacts.get(connection, ticket.contact_id)
        campaigns = self.conversation.speech.programme.programme
        found = campaigns.get(contact.programme) if contact else None
        return found.organisation if found else ""

    def _note(self, connection: Connection, by: Actor, act: str, ticket: Ticket, now: datetime) -> None:
        subject = ledger.pseudonym(connection, "contact", ticket.contact_id)
        log.write(connection, at=now, actor=by.name, act=act, subject=subject, detail={"ticket": ticket.id})
