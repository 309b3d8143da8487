"""Messages that did not surely arrive, and people to call, as far as somebody may see them; it never sends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import ledger
from bot.services.scopes import by_programme
from bot.services.staff import Actor
from storage import calls, contacts, deadletters, log, stuck_letters
from storage.stuck_letters import Letter, ToCall

SEE = "see_sending"


class NoLetter(LookupError):
    """There is no such message for this member of staff (the same for missing and for foreign ones)."""


def letters(connection: Connection, by: Actor, programme: Programme, limit: int, after: int = 0) -> Sequence[Letter]:
    """Return messages that are in doubt, were refused or expired, by rising number."""
    return stuck_letters.letters(connection, by_programme(by, SEE, programme), limit, after)


def count(connection: Connection, by: Actor, programme: Programme) -> int:
    """Count such messages."""
    return stuck_letters.count(connection, by_programme(by, SEE, programme))


def to_call(connection: Connection, by: Actor, programme: Programme, now: datetime, limit: int) -> Sequence[ToCall]:
    """Return people whom no message reaches, the longest first."""
    return stuck_letters.to_call(connection, by_programme(by, SEE, programme), now, limit)


def count_calls(connection: Connection, by: Actor, programme: Programme, now: datetime) -> int:
    """Count people to call."""
    return stuck_letters.count_calls(connection, by_programme(by, SEE, programme), now)


def open_rows(connection: Connection) -> list[tuple[str, int, str, int]]:
    """Return how many messages are open, by channel, lane and state; it says nothing of anybody."""
    return sorted((one.channel, one.lane, one.state, one.number) for one in deadletters.counts(connection))


def retry(connection: Connection, by: Actor, programme: Programme, number: int, now: datetime) -> None:
    """Send a message again; raises NoLetter."""
    _check(connection, by, programme, number)
    deadletters.retry(connection, number, now)
    _note(connection, by, "letter_retried", number, now)


def discard(connection: Connection, by: Actor, programme: Programme, number: int, now: datetime) -> None:
    """Give a message up; raises NoLetter."""
    _check(connection, by, programme, number)
    deadletters.discard(connection, number)
    _note(connection, by, "letter_discarded", number, now)


def called(connection: Connection, by: Actor, programme: Programme, contact_id: int, now: datetime) -> None:
    """Take somebody who was called off the list; raises NoLetter."""
    contact = contacts.get(connection, contact_id)
    if contact is None or not by.may(SEE, programme.organisation_of(contact.programme), contact.country):
        raise NoLetter(f"there is no contact {contact_id}")
    calls.close(connection, contact_id, contact.person_id)
    subject = ledger.pseudonym(connection, "contact", contact_id)
    log.write(connection, at=now, actor=by.name, act="called", subject=subject)


def _check(connection: Connection, by: Actor, programme: Programme, number: int) -> None:
    found = stuck_letters.letters(connection, by_programme(by, SEE, programme), 1, number - 1)
    if not found or found[0].id != number:
        raise NoLetter(f"there is no such message {number}")


def _note(connection: Connection, by: Actor, act: str, number: int, now: datetime) -> None:
    log.write(connection, at=now, actor=by.name, act=act, subject=f"outbox:{number}")
