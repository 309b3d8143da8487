"""How somebody comes to Drom: a first message, a link with a programme, a team's invitation, a return."""

import re
from datetime import datetime

from sqlalchemy import Connection

from bot.catalog import Words
from bot.channels.port import Inbound
from bot.languages import country_of_phone, from_tag
from bot.programme import Programme
from bot.services import door, ledger, renewal, staff
from bot.services.push import WINDOWED
from bot.services.turn import Turn
from flows.core.commands import FLOW_OF
from flows.core.engine import begin, show
from flows.core.flow import Book
from flows.core.screens import aside
from flows.core.session import Session
from flows.core.walk import Step
from storage import calls, contacts, knocks, outbox
from storage.contacts import UNTIL_I_WRITE, Contact

WELCOME = "team"
"""The flow that leads whoever has taken a role to what it gives."""
WELCOMES = {"mentor": "team_mentor"}
"""What welcomes whoever has taken a role, where that is not what welcomes all others."""
_WELCOMED = [("team",), *((name,) for name in WELCOMES.values())]
LINK = re.compile(r"([a-z][a-z0-9_]{0,23})?(?:-([a-z][a-z0-9_]{0,23})?)?(?:-([a-z0-9_]{1,24})?)?")
"""``programme-town-referrer``, each part optional."""
LONGEST = 64
"""How many signs a Telegram link may carry (core.telegram.org/bots/features#deep-linking)."""


def link(programme: str, town: str = "", referrer: str = "") -> str:
    """Return the payload of a link; raises ValueError for parts that cannot be read back."""
    payload = "-".join((programme, town, referrer)).rstrip("-")
    found = LINK.fullmatch(payload)
    if found is None or [part or "" for part in found.groups()] != [programme, town, referrer]:
        raise ValueError(f"{payload!r} cannot be a link: small letters, digits and underscores only")
    if len(payload) > LONGEST:
        raise ValueError(f"{payload!r} is longer than the {LONGEST} signs that Telegram allows")
    return payload


def read_link(payload: str, programme: Programme) -> dict[str, str]:
    """Return what a link tells of its reader: known keys only; an unknown link is a plain start.

    Who copies it from a poster by hand may write capitals, and a telephone may put one at its beginning.
    """
    match = LINK.fullmatch(payload.lower())
    if match is None:
        return {}
    name, town, referrer = (part or "" for part in match.groups())
    if name not in programme.programme and town not in programme.town:
        return {}
    found = {"referrer": referrer}
    if name in programme.programme:
        found["programme"] = name
    if town in programme.town:
        found |= {"town": town, "country": programme.town[town].country}
    return found


def is_repeat_of_erased(connection: Connection, inbound: Inbound) -> bool:
    """Tell whether this message was worked for somebody who has since been erased."""
    return ledger.has_key(connection, inbound.channel, inbound.key)


def welcome(connection: Connection, inbound: Inbound, programme: Programme, now: datetime) -> Contact:
    """Add a contact for a first message, with the best guess of its country and language."""
    return contacts.add(connection, inbound.channel, inbound.address, now, **_guess(inbound, programme))


def _guess(inbound: Inbound, programme: Programme) -> dict[str, str]:
    """Return what a first message tells of its sender."""
    linked = read_link(inbound.start, programme)
    fields = {"programme": programme.default, **linked}
    by_phone = country_of_phone(inbound.address)
    country = str(linked.get("country") or (by_phone if by_phone in programme.country else ""))
    countries = programme.countries_of(fields["programme"])
    if not country and len(countries) == 1:
        country = countries[0]
    local = programme.country[country or countries[0]].language
    language = (from_tag(inbound.hint) if inbound.hint else "") or local
    return {**fields, "country": country, "language": language}


def note(turn: Turn) -> None:
    """Note that somebody writes: they can be reached, their knock is answered, and what waited for that may go."""
    contact = turn.contact
    turn.change(last_in_at=turn.now)
    windowed = contact.channel in WINDOWED
    waited = contact.paused_until == UNTIL_I_WRITE
    if windowed or contact.unreachable_at or contact.stopped_at or waited:
        calls.close(turn.connection, contact.id, contact.person_id)
    if contact.unreachable_at is not None:
        turn.change(unreachable_at=None)
    if waited:
        turn.change(paused_until=None)
    open_ears = waited or (windowed and (contact.paused_until is None or contact.paused_until <= turn.now))
    if open_ears and not renewal.due(turn):
        turn.knocked = windowed and knocks.end(turn.connection, contact.id, knocks.ANSWERED, turn.now)
        turn.released = outbox.release(turn.connection, contact.id, turn.now)
    if contact.erased_at is not None:  # somebody new, for all that is known
        turn.change(erased_at=None, **_guess(turn.inbound, turn.programme))
        turn.contact = turn.contact._replace(session=None)


def follow_link(turn: Turn) -> tuple[str, ...]:
    """Do what a link says; returns the names of asides that tell of it."""
    payload = turn.inbound.start
    if not payload:
        return ()
    if staff.is_invitation(payload):
        role = staff.accept(turn, payload)
        return (WELCOMES.get(role, "team"),) if role else ("link_old",)
    if said := door.enter(turn, payload):
        return (said,)
    contact = turn.contact
    # Of who said no to being kept nothing is, wherever they click.
    if contact.person_id is None and not contact.lite and (linked := read_link(payload, turn.programme)):
        turn.change(**linked)
    return ()


def linked(book: Book, turn: Turn, session: Session) -> Step:
    """Return what follows a link: the open screen again, but from the menu the way to what a new role gives."""
    told = follow_link(turn)
    said = tuple(aside(name) for name in told)
    if told not in _WELCOMED or session.stack or session.here.flow not in {FLOW_OF["menu"], WELCOME}:
        return show(book, session, *said)
    return begin(book, WELCOME)


def organisation(programme: Programme, words: Words, contact: Contact) -> str:
    """Return the name of who runs the contact's programme, in the contact's language."""
    campaign = programme.programme.get(contact.programme) or programme.programme[programme.default]
    english = programme.organisation[campaign.organisation].labels["en"]
    return words.text(f"programme.organisation.{campaign.organisation}", english, contact.language, contact.country)
