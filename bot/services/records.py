"""What staff see and change of somebody: profile, phones, tickets, notes; each change is logged, its words are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.languages import LANGUAGES
from bot.programme import Programme
from bot.services import course_offers, ledger, merging, privacy
from bot.services.helpdesk import write_into_session
from bot.services.onboarding import shown
from bot.services.settling import settle
from bot.services.staff import Actor
from bot.services.ticket_desk import checked
from flows.core.parsers import PersonName, PlaceName
from storage import contacts, log, notes, people, responses, roles, tickets
from storage.contacts import Contact
from storage.merges import Merge
from storage.notes import Note
from storage.people import Person
from storage.responses import Response
from storage.tickets import Ticket

READ, CHANGE, ERASE = "read_people", "change_people", "erase_people"


class OfTheTeam(ValueError):
    """Somebody has a role: who erased them would take it from them without the right to."""


class Unfit(ValueError):
    """What was written cannot be this ``field``, a name, town or trade."""

    def __init__(self, field: str) -> None:
        super().__init__(f"this cannot be a {field}")
        self.field = field


class NoPerson(LookupError):
    """There is no such contact for this member of staff (the same for missing and for foreign ones)."""


@dataclass(frozen=True, slots=True)
class Record:
    """A contact with its person, if it has one, and what else of them this member of staff may see.

    ``every`` is all contacts, also those that are not theirs to see: for rules, never for a page. ``bigger`` is one of
    ``course_offers.ASKED``, "" of who has not asked for the bigger course.
    """

    contact: Contact
    person: Person | None
    contacts: Sequence[Contact]
    every: Sequence[Contact]
    tickets: Sequence[Ticket]
    notes: Sequence[Note]
    responses: Sequence[Response]
    merges: Sequence[Merge]
    bigger: str


def read(connection: Connection, by: Actor, programme: Programme, contact_id: int, act: str = READ) -> Contact:
    """Return a contact that a member of staff may see, or ``act`` on; raises NoPerson."""
    found = contacts.get(connection, contact_id)
    if found is None or found.erased_at is not None or not _may(by, programme, found, act):
        raise NoPerson(f"there is no contact {contact_id}")
    return found


def record(connection: Connection, by: Actor, programme: Programme, contact_id: int, now: datetime) -> Record:
    """Return what somebody may see of a contact's person; raises NoPerson."""
    contact = read(connection, by, programme, contact_id)
    number = contact.person_id
    every = contacts.of_person(connection, number) if number else [contact]
    mine = [one for one in every if _may(by, programme, one, READ)]
    numbers = [one.id for one in mine]
    return Record(
        contact=contact,
        person=people.get(connection, number) if number else None,
        contacts=mine,
        every=every,
        tickets=[one for each in numbers for one in tickets.of_contact(connection, each)],
        notes=notes.of_contacts(connection, numbers),
        responses=responses.of_person(connection, number) if number else (),
        merges=merging.undoable(connection, number, now) if number else (),
        bigger=course_offers.stands(connection, number) if number else "",
    )


def change(
    connection: Connection, by: Actor, programme: Programme, contact_id: int, told: Mapping[str, str], now: datetime
) -> None:
    """Change somebody's ``name``, ``town``, ``trade`` or ``language``; raises NoPerson, ValueError for what cannot be.

    Of these, Unfit names the field. An empty name, town or trade is one that is not told.
    """
    contact = read(connection, by, programme, contact_id, CHANGE)
    fields = {name: value for name in ("name", "town", "trade") if (value := told.get(name)) is not None}
    if fields and contact.person_id is None:
        raise ValueError("nothing but the language is known of a guest")
    language = told.get("language", contact.language)
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language")
    kept = {name: _parsed(programme, name, value) for name, value in fields.items()}
    if contact.person_id and kept:
        known = {**kept, "name_pending": False} if kept.get("name") else kept
        people.change(connection, contact.person_id, **known)
        for name, value in kept.items():
            new = value if name == "name" else shown(programme, name, value)
            for one in contacts.of_person(connection, contact.person_id):
                write_into_session(connection, one, name, new)
        settle(connection, by, programme, contact, kept.get("town", ""), CHANGE)
    if language != contact.language:
        contacts.change(connection, contact.id, language=language)
    _note(connection, by, "person_changed", contact, now, sorted(told))


def erase(connection: Connection, by: Actor, programme: Programme, contact_id: int, now: datetime) -> list[str]:
    """Erase everything of somebody, in each organisation and country; return the files to delete after the commit.

    Raises NoPerson, Denied where they have a contact elsewhere too, OfTheTeam.
    """
    contact = read(connection, by, programme, contact_id, ERASE)
    persons = [contact.person_id, *merging.gone(connection, contact.person_id)] if contact.person_id else []
    if any(roles.of_person(connection, number) for number in persons):
        raise OfTheTeam(f"contact {contact_id} is of somebody who has a role")
    return privacy.erase(connection, contact, now, programme, by)


def write_note(
    connection: Connection, by: Actor, programme: Programme, contact_id: int, text: str, now: datetime
) -> None:
    """Write something down about a contact; raises NoPerson, ValueError."""
    contact = read(connection, by, programme, contact_id)
    notes.add(connection, contact.id, checked(text), by.name, now)
    _note(connection, by, "note_written", contact, now)


def _parsed(programme: Programme, name: str, value: str) -> str:
    """Return a value as it is kept: a key of the programme, or somebody's own words; raises Unfit."""
    kinds: Mapping[str, Mapping[str, object]] = {"town": programme.town, "trade": programme.trade}
    if not value or value in kinds.get(name, {}):
        return value
    found = (PersonName() if name == "name" else PlaceName()).parse(value)
    if found is None:
        raise Unfit(name)
    return found


def _may(by: Actor, programme: Programme, contact: Contact, act: str) -> bool:
    return by.may(act, programme.organisation_of(contact.programme), contact.country)


def _note(
    connection: Connection, by: Actor, act: str, contact: Contact, now: datetime, what: Sequence[str] = ()
) -> None:
    subject = ledger.pseudonym(connection, "contact", contact.id)
    detail = {"what": list(what)} if what else {}
    log.write(connection, at=now, actor=by.name, act=act, subject=subject, detail=detail)
