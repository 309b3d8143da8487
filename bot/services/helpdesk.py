"""What staff do with tickets: read them, answer, tap for a person who is stuck, write a spoken name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.pieces import pieces
from bot.services import acting, answers, certificates, groups, ledger, question_desk, relay, routing, spoken_to
from bot.services.acting import NothingGoes
from bot.services.conversation import Conversation
from bot.services.onboarding import shown
from bot.services.push import Push, Pushed, State, push, read_world
from bot.services.relay import Matter
from bot.services.settling import settle
from bot.services.spoken_to import SpokenTo
from bot.services.staff import Actor
from flows.core.parsers import NAME_LENGTH, PaperName, Parser, PersonName, PlaceName
from flows.core.screens import aside
from flows.core.session import Frame, Session
from flows.core.values import Offer, Reply, Value
from storage import contacts, log, outbox, people, tickets
from storage.contacts import Contact, wrote_since_stop
from storage.tickets import Ticket

WRITTEN: Mapping[str, Parser] = {
    "name": PersonName(),
    "town": PlaceName(),
    "trade": PlaceName(),
    certificates.SPOKEN: PaperName(),
    groups.SPOKEN: PersonName(),
}
"""Tickets about something that was spoken or is new: what staff may write of each."""

PAGE = 100
"""How many tickets are looked through at once for those that somebody may read."""
WORTH = timedelta(days=60)
"""How long an answer is worth sending: longer than any pause that ends by itself."""


class NoTicket(LookupError):
    """There is no such open ticket for this member of staff (the same for missing and for foreign ones)."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """What came of a tap for somebody: whether it ``moved`` them on, and how what follows ``goes`` out."""

    moved: bool
    goes: State


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A ticket as staff read it: who (a pseudonym and the name given), where they are, and what they sent.

    ``text`` is all that was written, one message a line; ``files`` are the numbers of all voice notes and photos.
    """

    ticket: Ticket
    name: str
    language: str
    country: str
    text: str = ""
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpDesk:
    """Tickets for one member of staff at a time; every act is checked and logged."""

    conversation: Conversation

    def waiting(self, connection: Connection, by: Actor, limit: int = 50) -> list[Unanswered]:
        """Return the open tickets that this actor may read, oldest first."""
        found: list[Unanswered] = []
        last: Ticket | None = None
        while len(found) < limit and (page := tickets.waiting(connection, PAGE, after=last)):
            found += [row for row in map(partial(self._read, connection), page) if self._may_read(connection, by, row)]
            last = page[-1]
        return found[:limit]

    def answer(
        self,
        connection: Connection,
        by: Actor,
        ticket_id: int,
        text: str,
        now: datetime,
        *,
        voice: int | None = None,
    ) -> Pushed:
        """Send a text or a kept recording (its media id) to the person behind a ticket; returns what becomes of it.

        Whoever stopped us and wrote since gets the answer; where nothing may be sent, the ticket stays open. Raises
        NoTicket, ValueError.
        """
        ticket, contact = self.opened(connection, by, ticket_id)
        said = Matter("voice" if voice else "text", text, voice)
        if not text.strip() and voice is None:
            raise ValueError("an answer needs words")
        world = read_world(connection, self.conversation.speech.programme)
        pushed = push(connection, contact, self._message(connection, contact, ticket, said, now), world, now)
        if pushed.state not in {"stopped", "unreachable"}:
            self._answered(connection, by, ticket, said, now)
        return pushed

    def answer_at(
        self, connection: Connection, by: Actor, ticket_id: int, text: str, wall: datetime, now: datetime
    ) -> datetime:
        """Answer at a time on the person's own clock (naive) and return the moment.

        Raises NoTicket, NothingGoes, ValueError.
        """
        ticket, contact = self.opened(connection, by, ticket_id)
        if not text.strip():
            raise ValueError("an answer needs words")
        if contact.stopped_at is not None or contact.unreachable_at is not None:
            raise NothingGoes("the person has stopped messages or cannot be reached; the ticket stays open")
        moment = answers.at(connection, contact, ticket.id, text, wall, self.conversation.speech.programme, now)
        self._answered(connection, by, ticket, Matter("text", text), now)
        return moment

    def _answered(self, connection: Connection, by: Actor, ticket: Ticket, said: Matter, now: datetime) -> None:
        """Close a ticket that is answered, and the question that it is about with it."""
        tickets.answer(connection, ticket.id, by=by.name, now=now)
        if (number := routing.question_of(ticket.flow, ticket.state_name)) is not None:
            question_desk.answered(connection, number, said, now)
        self._note(connection, by, "ticket_answered", ticket, now)

    def write(self, connection: Connection, by: Actor, ticket_id: int, text: str, now: datetime) -> bool:
        """Write what was spoken: a name, the key or name of a town or trade, whose a certificate is, a group's name.

        False, and the ticket is closed, where it is about a group that has ended.
        """
        ticket, contact = self.opened(connection, by, ticket_id)
        if ticket.kind not in WRITTEN or contact.person_id is None:
            raise ValueError(f"ticket {ticket_id} is about {ticket.kind}; only a name, town or trade can be written")
        value = WRITTEN[ticket.kind].parse(text)
        if value is None:
            raise ValueError(f"this cannot be a {ticket.kind}: write words, at most {NAME_LENGTH} signs")
        if ticket.kind == groups.SPOKEN and not groups.lasts(connection, groups.spoken_of(ticket.state_name)):
            self.close(connection, by, ticket_id, now)
            return False
        told: Value = value if ticket.kind == "name" else shown(self.conversation.speech.programme, ticket.kind, value)
        self._write_down(connection, by, ticket, contact, value, now)
        for one in contacts.of_person(connection, contact.person_id):
            write_into_session(connection, one, ticket.kind, told)
        tickets.answer(connection, ticket.id, by=by.name, now=now)
        self._note(connection, by, "ticket_written", ticket, now)
        return True

    def _write_down(
        self, connection: Connection, by: Actor, ticket: Ticket, contact: Contact, value: str, now: datetime
    ) -> None:
        """Keep what was spoken where it belongs."""
        person_id = contact.person_id or 0
        match ticket.kind:
            case certificates.SPOKEN:
                self._certify(connection, contact, person_id, value, now)
            case groups.SPOKEN:
                groups.rename(connection, by, groups.spoken_of(ticket.state_name), value, now)
            case "name":
                people.change(connection, person_id, name=value, name_pending=False)
            case "town":
                people.change(connection, person_id, town=value)
                settle(connection, by, self.conversation.speech.programme, contact, value, "answer_tickets")
            case "trade":
                people.change(connection, person_id, trade=value)

    def _certify(self, connection: Connection, contact: Contact, person_id: int, name: str, now: datetime) -> None:
        """Write a name on the certificate that waits for it, and send that."""
        row = certificates.write(connection, person_id, name)
        if row is None:
            raise ValueError("no certificate of this person waits for a name")
        said = self.conversation.parts(contact, certificates.sent())
        parts = [*said, *certificates.parts(contact, row)]
        world = read_world(connection, self.conversation.speech.programme)
        dedupe = f"certificate:{row.id}:{now:%Y%m%d%H%M%S}"
        message = Push("certificate", outbox.NOTICE, parts, now + WORTH, dedupe, asked_for=True, answers=True)
        push(connection, contact, message, world, now)

    def tap(self, connection: Connection, by: Actor, ticket_id: int, value: str, now: datetime) -> Tapped:
        """Choose for a person who is stuck, or for whom it is heard; raises NothingGoes, ValueError for no such choice.

        ``value`` may be the ``acting.fingerprint`` of a choice as it was shown: MovedOn is raised where it is open no
        more. Where they have moved on from the ticket's screen, or the card that they spoke to is answered, so is it.
        """
        ticket, contact = self.opened(connection, by, ticket_id)
        screens, card = self.open_screens(connection, ticket, contact)
        payload = acting.payload_for([*screens, *([card.reply] if card else [])], value, ticket.id)
        goes = self.conversation.tap_for(connection, contact, payload, now)
        carded = card is not None and payload in {option.payload for option in card.reply.options}
        moved = carded or not _stands(contacts.get(connection, contact.id), ticket)
        if moved:
            tickets.answer(connection, ticket.id, by=by.name, now=now)
        self._note(connection, by, "ticket_tapped", ticket, now)
        return Tapped(moved, goes)

    def open_screens(
        self, connection: Connection, ticket: Ticket, contact: Contact
    ) -> tuple[Sequence[Reply], SpokenTo | None]:
        """Return what is open for the person of a ticket, and the card that they spoke to, with what staff may tap."""
        speech = self.conversation.speech
        card = spoken_to.of_ticket(connection, speech.book, speech.words, contact, ticket)
        return acting.open_to_staff(speech.book, contact), card

    def close(self, connection: Connection, by: Actor, ticket_id: int, now: datetime) -> None:
        """Close a ticket without a word."""
        ticket, _ = self.opened(connection, by, ticket_id)
        tickets.close(connection, ticket.id)
        self._note(connection, by, "ticket_closed", ticket, now)

    def _message(self, connection: Connection, contact: Contact, ticket: Ticket, said: Matter, now: datetime) -> Push:
        """Return an answer as it is pushed; to whoever wrote since they stopped us it is a reply."""
        head = self.conversation.parts(contact, aside("answer"))
        longest = self.conversation.speech.limits[contact.channel].text
        words = map(Part, pieces(said.text, longest)) if said.text.strip() else ()
        parts = [*head, *relay.whole(connection, Matter(said.form, "", said.media_id)), *words]
        lane = outbox.REPLY if wrote_since_stop(contact) else outbox.NOTICE
        return Push("answer", lane, parts, now + WORTH, f"ticket:{ticket.id}", asked_for=True, answers=True)

    def opened(self, connection: Connection, by: Actor, ticket_id: int) -> tuple[Ticket, Contact]:
        """Return an open ticket that this actor may answer, and its contact, locked; raises NoTicket."""
        ticket = tickets.get(connection, ticket_id)
        contact = contacts.get(connection, ticket.contact_id, lock=True) if ticket else None
        if ticket is None or contact is None or ticket.status != "open":
            raise NoTicket(f"there is no open ticket {ticket_id}")
        if not by.may("answer_tickets", self._organisation(connection, ticket), contact.country):
            raise NoTicket(f"there is no open ticket {ticket_id}")
        return ticket, contact

    def _may_read(self, connection: Connection, by: Actor, row: Unanswered) -> bool:
        return by.may("read_tickets", self._organisation(connection, row.ticket), row.country)

    def _read(self, connection: Connection, ticket: Ticket) -> Unanswered:
        contact = contacts.get(connection, ticket.contact_id)
        rows = tickets.matter(connection, ticket)
        text = "\n".join(row.text for row in rows if row.text)
        files = tuple(row.media_id for row in rows if row.media_id is not None)
        if contact is None:
            return Unanswered(ticket, "", "", "", text, files)
        person = people.get(connection, contact.person_id) if contact.person_id else None
        return Unanswered(ticket, person.name if person else "", contact.language, contact.country, text, files)

    def _organisation(self, connection: Connection, ticket: Ticket) -> str:
        contact = contacts.get(connection, ticket.contact_id)
        return self.conversation.speech.programme.organisation_of(contact.programme) if contact else ""

    def _note(self, connection: Connection, by: Actor, act: str, ticket: Ticket, now: datetime) -> None:
        subject = ledger.pseudonym(connection, "contact", ticket.contact_id)
        log.write(connection, at=now, actor=by.name, act=act, subject=subject, detail={"ticket": ticket.id})


def _stands(contact: Contact | None, ticket: Ticket) -> bool:
    """Tell whether somebody is, or comes back to, the screen that a ticket is about."""
    if contact is None or contact.session is None:
        return False
    session = Session.from_json(contact.session)
    return any(
        (frame.flow, frame.state) == (ticket.flow, ticket.state_name) for frame in (session.here, *session.stack)
    )


def write_into_session(connection: Connection, contact: Contact, answer: str, value: Value) -> None:
    """Put what was spoken in the place of its stand-in, also where the person has not said yet that all is right."""
    if contact.session is None:
        return
    session = Session.from_json(contact.session)
    stack = tuple(_written(frame, answer, value) for frame in session.stack)
    changed = replace(session, here=_written(session.here, answer, value), stack=stack)
    if changed != session:
        contacts.change(connection, contact.id, session=changed.to_json())


def _written(frame: Frame, answer: str, value: Value) -> Frame:
    known = frame.answers.get(answer)
    if not isinstance(known, Offer) or known.value not in {"pending", "other"}:
        return frame
    return replace(frame, answers={**frame.answers, answer: value})
