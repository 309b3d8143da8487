"""The card that somebody had before their eyes when they spoke: what it asks is answered by what was said.

A card never moves a session, so the ticket of a voice note names the screen below; it never knows what a card is about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.catalog import Words
from bot.channels.port import Part
from bot.services import acting
from bot.services.signing import is_signed
from flows.core.checks import cards_of
from flows.core.flow import Book, Flow
from flows.core.screens import card, read_wire
from flows.core.session import Session
from flows.core.upgrade import upgrade
from flows.core.values import Card, Reply
from storage import inbox, seen, tickets
from storage.contacts import Contact
from storage.tickets import Ticket

VOICE = "voice"
"""The kind of the tickets of voice notes that no screen takes."""
_VARIABLE = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True, slots=True)
class SpokenTo:
    """A card with what staff may tap on it, its text as the person has it; ``own``: it has choices only of theirs."""

    reply: Reply
    text: str
    own: bool = False


def of_ticket(connection: Connection, book: Book, words: Words, contact: Contact, ticket: Ticket) -> SpokenTo | None:
    """Return the card that a voice note answered, with what staff may tap on it.

    None where something else was said to the person last, and where they have answered it since, or may have in words.
    """
    session = upgrade(book, Session.from_json(contact.session)) if contact.session else None
    if ticket.kind != VOICE or session is None or contact.erased_at is not None or is_signed(book, session):
        return None
    part = _before(connection, ticket)
    one = _about(part) if part else None
    if part is None or one is None or _is_answered(connection, ticket, one):
        return None
    flow = book.flows.get(one.object)
    state = state_of(flow, words, (contact.language, contact.country), part) if flow else ""
    whole = card(flow, state, one.id, one.version, {}) if flow and state else None
    found = acting.tappable(whole) if whole else None
    return SpokenTo(found, part.text, acting.has_own(whole)) if whole and found and found.options else None


def _before(connection: Connection, ticket: Ticket) -> Part | None:
    """Return the card that was shown before each recording of a ticket's matter, as it was last.

    None where one of them came after something else, or after a card about something else: no one tap answers both.
    """
    rows = tickets.matter(connection, ticket) or [ticket]
    payloads = [seen.before(connection, ticket.contact_id, row.opened_at) for row in rows]
    parts = [Part.from_json(payload) for payload in payloads if payload]
    cards = [one for part in parts if (one := _about(part))]
    alike = len(cards) == len(rows) and len({(one.object, one.id) for one in cards}) == 1
    return parts[-1] if alike else None


def _about(part: Part) -> Card | None:
    """Return the first answer of the card that a message is, None where it is none."""
    return next(_answers(part), None)


def _answers(part: Part) -> Iterator[Card]:
    return filter(None, (read_wire(button.payload) for button in part.buttons))


def _is_answered(connection: Connection, ticket: Ticket, one: Card) -> bool:
    """Tell whether a card was tapped after somebody spoke, or something was written, which may mean it."""
    thing = f"{one.object}:{one.id}:"
    since = inbox.meant_since(connection, ticket.contact_id, ticket.opened_at)
    return any(kind == "text" or payload.startswith(thing) for kind, payload in since)


def state_of(flow: Flow, words: Words, reader: tuple[str, str], part: Part) -> str:
    """Return which card of a flow a message is, "" for none; ``reader`` is the language and country of who got it.

    Cards may say the same, or one of them more: so its choices tell, and then whose words are the longest. Two that
    are alike in both are answered alike.
    """
    values, found = {one.value for one in _answers(part)}, []
    for one in cards_of(flow.states):
        said = words.text(f"{flow.name}.{one.name}", one.say, *reader)
        is_said = re.match(_VARIABLE.sub(".*?", re.escape(said)), part.text, re.DOTALL)
        if is_said and {option.value for option in one.options} == values:
            found.append((len(said), one.name))
    return max(found, default=(0, ""))[1]
