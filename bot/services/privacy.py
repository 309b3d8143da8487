"""What Drom knows of a person: shown, handed over, erased; and forgotten by itself when its time has come."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, true

from bot.channels.port import Part
from bot.languages import LANGUAGES
from bot.programme import Programme
from bot.services import (
    certificates,
    course_privacy,
    ledger,
    meeting_privacy,
    merging,
    question_privacy,
    recordings,
    ticket_privacy,
    tip_privacy,
)
from bot.services.messages import let_all_go
from bot.services.onboarding import counted, person_of, profile
from bot.services.places import home_as_shown
from bot.services.staff import Actor
from bot.services.turn import Action, Actions, Turn
from flows.core.values import Offer, Outcome, Todo, Value
from storage import (
    announcements,
    calls,
    contacts,
    deliveries,
    erasures,
    inbox,
    knocks,
    links,
    log,
    media,
    notes,
    notices,
    outbox,
    parked,
    people,
    rows,
    sign_ins,
    tables,
    tickets,
)
from storage import certificates as own_certificates
from storage.contacts import Contact

GUEST_DAYS = timedelta(days=7)
"""How long an address without a profile is kept after its last message (design: lite; consent not answered)."""
JOINING = timedelta(days=365)
"""How long what somebody told is kept who said yes and never finished joining, after their last message."""
TOLD = timedelta(seconds=45)
"""How long an erased address may stay so that its owner hears of it."""
TEXTS = timedelta(days=365)
"""How long what people wrote is kept."""
FILES = timedelta(days=183)
"""How long people's files are kept."""
DRAFTS = timedelta(days=30)
"""How long an announcement is kept that nobody sends."""
SIGN_INS = timedelta(days=30)
"""How long it is kept with which browser staff were in the console."""
ORPHANS = timedelta(days=7)
"""How long a provider's word on a message is kept that is not here any more."""
EXPORT = "export:"
"""How the document of a part begins that is made from the person's data when it is sent."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Swept:
    """What a sweep removed: how many contacts and texts, and the files that may now be deleted."""

    contacts: int = 0
    texts: int = 0
    files: list[str] = field(default_factory=list)


def owner(connection: Connection, contact: Contact) -> Actor:
    """Return who a contact's data are about, as the one who acts."""
    return Actor(ledger.pseudonym(connection, "contact", contact.id))


def erase(connection: Connection, contact: Contact, now: datetime, programme: Programme, by: Actor) -> list[str]:
    """Erase everything about a contact's person, but shells of the contacts until ``finish_erasures``.

    Returns the names of the files to delete after the commit. Raises ``Denied`` unless these are the actor's own data,
    or the actor may erase people wherever the person has a contact.
    """
    every = contacts.of_person(connection, contact.person_id) if contact.person_id else [contact]
    subject = owner(connection, contact).name
    if by.name != subject:
        for one in every:
            by.check("erase_people", programme.organisation_of(one.programme), one.country)
    files: list[str] = []
    persons = _persons(connection, contact)
    for number in persons:  # before their files go: messages to others are known by the files that they hold
        question_privacy.leave(connection, programme, number, now)
        tip_privacy.forget(connection, number, now)
    for one in every:
        files += _erase_contact(connection, one, now)
        _empty(connection, one, now)
    for number in persons:
        meeting_privacy.leave(connection, programme, number, now)
        course_privacy.forget(connection, number)
        files += recordings.forget(connection, number)
        people.erase(connection, number)
    log.write(connection, at=now, actor=by.name, act="erased", subject=subject)
    return files


def finish_erasures(connection: Connection, now: datetime) -> list[int]:
    """Remove the shells of erased contacts that have heard of it or cannot; returns their numbers."""
    gone = contacts.erased_and_told(connection, now - TOLD)
    for contact in gone:
        # Repeats of what came since, the tap on the bin among it, must stay without effect too.
        _remember(connection, contact, now)
        outbox.erase_for(connection, contact.id)
        contacts.remove(connection, contact.id)
    return [contact.id for contact in gone]


def sweep(connection: Connection, now: datetime) -> Swept:
    """Forget what has had its time: silent guests, old texts and files, used links, the ledger's hashes.

    Many guests and files are forgotten in several rounds: call it until a round finds none.
    """
    found = Swept()
    guests = contacts.silent_guests(connection, now - GUEST_DAYS)
    for contact in [*guests, *contacts.silent_joiners(connection, now - JOINING)]:
        found.files += _forget_silent(connection, contact, now)
        found.contacts += 1
    found.texts = inbox.forget_texts(connection, now - TEXTS) + outbox.forget_texts(connection, now - TEXTS)
    found.texts += tickets.forget_texts(connection, now - TEXTS) + notices.forget(connection, now - TEXTS)
    found.texts += meeting_privacy.sweep(connection, now, now - TEXTS) + notes.forget(connection, now - TEXTS)
    found.texts += announcements.forget(connection, now - DRAFTS)
    found.texts += question_privacy.sweep(connection, now - TEXTS) + tip_privacy.sweep(connection, now, now - TEXTS)
    _forget_statuses(connection, now - ORPHANS)
    found.files += media.forget(connection, now - FILES)
    links.sweep(connection, now)
    sign_ins.sweep(connection, now - SIGN_INS)
    merging.sweep(connection, now)
    parked.expire(connection, now)
    calls.sweep(connection, now)
    erasures.sweep(connection, now)
    return found


def gather(connection: Connection, contact: Contact) -> dict[str, Any]:
    """Return everything that is stored of a contact's person, table by table, for them to keep."""
    every = contacts.of_person(connection, contact.person_id) if contact.person_id else [contact]
    numbers, persons = [one.id for one in every], _persons(connection, contact)
    found: dict[str, Any] = {}
    for table in tables.metadata.sorted_tables:
        if table.name == "person" and persons:
            found["person"] = rows.whole(connection, table, table.c.id.in_(persons))
        elif table.name == "contact":
            found["contact"] = rows.whole(connection, table, table.c.id.in_(numbers))
        elif mine := _owned(table, numbers, persons):
            found[table.name] = rows.whole(connection, table, or_(*mine))
    found |= question_privacy.gather(connection, contact.person_id) if contact.person_id else {}
    for name, more in (*course_privacy.gather(connection, numbers).items(), *recordings.gather(connection, persons)):
        found[name] = [*found.get(name, []), *more]
    found["status"] = rows.whole(connection, tables.status, _status_of(tables.outbox.c.contact_id.in_(numbers)))
    return {name: rows for name, rows in found.items() if rows}


def actions(delete_files: Callable[[Collection[str]], None]) -> Actions:
    """Return what settings ask about data; ``delete_files`` is called after the commit."""

    def erase_me(turn: Turn, _todo: Todo) -> Outcome:
        by = owner(turn.connection, turn.contact)
        files = erase(turn.connection, turn.contact, turn.now, turn.programme, by)
        turn.after.append(lambda: delete_files(files))
        turn.erased = True
        turn.change(**_FORGOTTEN, erased_at=turn.now, last_in_at=None)
        return Outcome("erased")

    return {
        "my_data": Action(("member", "guest"), _my_data),
        "send_my_data": Action(("sent",), _send_my_data),
        "erase_me": Action(("erased",), erase_me),
    }


_FORGOTTEN: dict[str, Any] = {
    "person_id": None,
    "session": None,
    "country": "",
    "programme": "",
    "town": "",
    "referrer": "",
    "lite": False,
    "stopped_at": None,
    "paused_until": None,
    "talk": "both",
    "talk_asked_at": None,
    "quiet_from": 22,
    "quiet_to": 7,
}


def _my_data(turn: Turn, _todo: Todo) -> Outcome:
    person = person_of(turn)
    language = LANGUAGES[turn.contact.language].name
    if person is None or person.registered_at is None:
        return Outcome("guest", {"language": language})
    known = profile(turn.programme, person)
    if isinstance(trade := known["trade"], Offer) and not trade.key:
        known["trade"] = f"🛠️ {trade.label}"  # a trade of the programme brings its own pictogram
    where: dict[str, Value] = {"country": home_as_shown(turn.programme, person.country) or "–"}
    return Outcome("member", {**known, **where, **counted(person), "language": language})


def _send_my_data(turn: Turn, _todo: Todo) -> Outcome:
    turn.extra.append(Part("", document=f"{EXPORT}{turn.contact.id}"))
    if turn.contact.person_id:
        mine = own_certificates.of_person(turn.connection, turn.contact.person_id)
        turn.extra += [certificates.pdf(turn.contact, one) for one in mine if one.name]
    return Outcome("sent")


def _forget_silent(connection: Connection, contact: Contact, now: datetime) -> list[str]:
    """Delete somebody who was silent too long; returns the names of files."""
    persons = _persons(connection, contact)
    for number in persons:
        tip_privacy.forget(connection, number, now)
        question_privacy.forget(connection, number)
    files = _erase_contact(connection, contact, now)
    contacts.remove(connection, contact.id)
    for number in persons:
        meeting_privacy.forget(connection, number, now)
        course_privacy.forget(connection, number)
        files += recordings.forget(connection, number)
        people.erase(connection, number)
    return files


def _erase_contact(connection: Connection, contact: Contact, now: datetime) -> list[str]:
    """Delete everything that hangs on a contact but its current message; returns the names of files."""
    _remember(connection, contact, now)
    let_all_go(connection, contact, now)
    ticket_privacy.forget_told(connection, contact)
    who = ("person", contact.person_id) if contact.person_id else ("contact", contact.id)
    deliveries.forget(connection, contact, ledger.pseudonym(connection, *who))
    outbox.erase_for(connection, contact.id)
    notices.erase_for(connection, contact.id)
    knocks.forget(connection, contact.id)
    calls.close(connection, contact.id)
    course_privacy.forget_contact(connection, contact.id)
    notes.erase_for(connection, contact.id)
    connection.execute(delete(tables.ticket).where(tables.ticket.c.contact_id == contact.id))
    return media.erase_for(connection, contact.id)


def _persons(connection: Connection, contact: Contact) -> list[int]:
    """Return whose a contact is, the deepest first: also who was taken for them and is not forgotten yet."""
    number = contact.person_id
    return [*reversed(merging.gone(connection, number)), number] if number else []


def _remember(connection: Connection, contact: Contact, now: datetime) -> None:
    """Keep hashes of an address and of what came from it."""
    keys = inbox.keys_of(connection, contact.id, now - erasures.KEPT)
    ledger.add(connection, contact.channel, contact.address, keys, now)


def _empty(connection: Connection, contact: Contact, now: datetime) -> None:
    """Leave of a contact only the address and language that are needed to say goodbye."""
    inbox.forget_contact(connection, contact.id)
    contacts.change(connection, contact.id, **_FORGOTTEN, erased_at=now, last_in_at=None)


def _forget_statuses(connection: Connection, before: datetime) -> None:
    """Delete what providers said of messages that are gone: it came after the erasure."""
    connection.execute(delete(tables.status).where(tables.status.c.at < before, ~_status_of(true())))


def _status_of(messages: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return what is true of a provider's word on one of some messages."""
    status, sent = tables.status.c, tables.outbox.c
    same = (sent.channel == status.channel) & (sent.provider_id == status.provider_id)
    return select(sent.id).where(same, messages).exists()


def _owned(table: Table, contact_ids: Collection[int], person_ids: Collection[int]) -> list[ColumnElement[bool]]:
    """Return what is true of a table's rows that are a contact's or a person's; nothing where it has none such."""
    found: list[ColumnElement[bool]] = []
    if "contact_id" in table.c:
        found.append(table.c.contact_id.in_(contact_ids))
    names = [name for name in ("person_id", "kept_id") if name in table.c and person_ids]
    found += [table.c[name].in_(person_ids) for name in names]
    return found
