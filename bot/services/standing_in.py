"""Acting for somebody who is stuck: the screen that is open for them, and a tap on it; every act is logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.render import render
from bot.services import acting, arrivals, ledger
from bot.services.conversation import Conversation
from bot.services.push import State
from bot.services.speech import Speech
from bot.services.spoken_to import SpokenTo
from bot.services.staff import Actor
from flows.core.session import Session
from flows.core.values import Reply
from storage import contacts, log, tickets
from storage.contacts import Contact


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen in its person's own words: its text, and the choices that staff may tap as value and label.

    ``card``: it came by itself, and is not what is open. ``own``: it has choices that only its person may tap.
    """

    text: str
    choices: tuple[tuple[str, str], ...]
    free: bool
    card: bool = False
    own: bool = False


def open_screens(
    conversation: Conversation, contact: Contact, about: int | str | None = None, card: SpokenTo | None = None
) -> Sequence[Screen]:
    """Return the screen that is open for somebody and, where it is an interruption, the one below it; none of staff.

    Of its choices only those are there that staff may tap; with ``about`` each under its ``acting.fingerprint``. A card
    that they spoke to comes first.
    """
    speech = conversation.speech
    world = {"organisation": arrivals.organisation(speech.programme, speech.words, contact)}
    found = []
    if card is not None:
        found.append(
            Screen(card.text, _choices(speech, contact, card.reply, about), free=False, card=True, own=card.own)
        )
    own = acting.with_own(speech.book, contact)
    for reply, kept in zip(acting.open_to_staff(speech.book, contact), own, strict=True):
        rendered = render(reply, speech.words, contact.language, contact.country, world)
        found.append(Screen(rendered.text, _choices(speech, contact, reply, about), reply.free, own=kept))
    return found


def _choices(speech: Speech, contact: Contact, reply: Reply, about: int | str | None) -> tuple[tuple[str, str], ...]:
    """Return what staff may tap on a screen, in its person's words."""
    read = (contact.language, contact.country)
    return tuple(
        (
            one.value if about is None else acting.fingerprint(about, reply, one),
            speech.words.text(one.key, one.label, *read) if one.key else one.label,
        )
        for one in reply.options
    )


def tap(
    connection: Connection,
    by: Actor,
    conversation: Conversation,
    contact: Contact,
    value: str,
    now: datetime,
    about: int | str = 0,
) -> State:
    """Choose for somebody on the screen that is open for them; what they had asked there is answered by it.

    Returns how the next screen goes out. Raises Denied, NothingGoes, MovedOn for a fingerprint (of ``about``) that is
    no choice of theirs any more, ValueError for what staff may not tap there.
    """
    organisation = conversation.speech.programme.organisation_of(contact.programme)
    by.check("answer_tickets", organisation, contact.country)
    shown = acting.open_to_staff(conversation.speech.book, contact)
    goes = conversation.tap_for(connection, contact, acting.payload_for(shown, value, about), now)
    after = contacts.get(connection, contact.id)
    if after is not None and at(after) != at(contact):
        _answer(connection, by, contact, now)
    subject = ledger.pseudonym(connection, "contact", contact.id)
    log.write(connection, at=now, actor=by.name, act="tapped_for", subject=subject)
    return goes


def at(contact: Contact) -> str:
    """Return flow and state that are open for somebody, "" for nothing."""
    if contact.session is None:
        return ""
    here = Session.from_json(contact.session).here
    return f"{here.flow}.{here.state}"


def _answer(connection: Connection, by: Actor, contact: Contact, now: datetime) -> None:
    """Answer what somebody asked at the screen that they have left; a voice note still waits to be heard."""
    for one in tickets.of_contact(connection, contact.id):
        if one.status == "open" and f"{one.flow}.{one.state_name}" == at(contact) and one.media_id is None:
            tickets.answer(connection, one.id, by=by.name, now=now)
