"""What is open to staff on somebody's screen, and how what follows their tap goes out; it never works a turn."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.programme import Programme
from bot.services.messages import STAFF
from bot.services.push import Push, State, forecast, look, push, read_world
from bot.services.signing import is_signed
from bot.services.turn import Turn
from flows.core.flow import Book
from flows.core.screens import screens
from flows.core.session import Session
from flows.core.upgrade import upgrade
from flows.core.values import Reply, Shown
from flows.tappable import may_tap
from storage import echoes, outbox, tickets
from storage.contacts import Contact, wrote_since_stop

WORTH = timedelta(days=7)
"""How long the next screen is worth sending; its buttons are answered for ever."""


FINGERPRINT = "sign_"
"""How the fingerprint of a choice begins, in offers that are kept too; no value of an option does."""


class NothingGoes(ValueError):
    """The person has stopped messages, or no messenger reaches them: nothing may follow a tap."""


class MovedOn(ValueError):
    """The screen that staff looked at is not open any more, or not as they saw it."""


def fingerprint(about: int | str, reply: Reply, option: Shown) -> str:
    """Return what names a choice of one screen as it is shown now, for staff who look at ``about``.

    That is a ticket's number or a ``person``. Another person, another screen, or the same one about something else has
    other fingerprints: an old button means nothing there. It may be the value of an offer.
    """
    told = (about, reply.key, sorted(reply.values.items()), option.payload.partition("@")[0])
    return f"{FINGERPRINT}{hashlib.sha256(repr(told).encode()).hexdigest()[:16]}"


def open_to_staff(book: Book, contact: Contact) -> Sequence[Reply]:
    """Return the open screen and, where it is an interruption, the one below it, with what staff may tap there.

    Of a list there is all that is offered, on whatever page the person is. A screen that is only the person's own has
    no options, nor has what is below it: it must be answered first. There is none of staff's.
    """
    shown = [tappable(each) for each in _opened(book, contact)]
    return shown if not shown or shown[0].options else [replace(each, options=()) for each in shown]


def with_own(book: Book, contact: Contact) -> Sequence[bool]:
    """Return for each screen of ``open_to_staff`` whether it has choices that are only the person's own."""
    return [has_own(each) for each in _opened(book, contact)]


def has_own(reply: Reply) -> bool:
    """Tell whether a screen has choices that are only the person's own."""
    return any(not may_tap(reply.key, one.value) for one in reply.options)


def _opened(book: Book, contact: Contact) -> Sequence[Reply]:
    """Return the open screen and the one below it, whole; none of staff's."""
    session = None if contact.session is None else upgrade(book, Session.from_json(contact.session))
    if session is None or contact.erased_at is not None or is_signed(book, session):
        return ()
    return screens(book, session, whole=True)


def person(contact_id: int) -> str:
    """Return what staff look at on the page of somebody; it is equal to no ticket."""
    return f"contact:{contact_id}"


def payload_for(shown: Sequence[Reply], value: str, about: int | str = 0) -> str:
    """Return the wire identity of a choice of some screens, told by its value or by its ``fingerprint``.

    Raises MovedOn for a fingerprint that none has any more, ValueError for what staff may not tap here.
    """
    for reply in shown:
        for option in reply.options:
            if value in {option.value, fingerprint(about, reply, option)}:
                return option.payload
    if value.startswith(FINGERPRINT):
        raise MovedOn("this screen is not open any more, or not as it was")
    choices = ", ".join(dict.fromkeys(one.value for each in shown for one in each.options)) or "none"
    raise ValueError(f"{value!r} is not on the screen that is open for this person; there is: {choices}")


def check_goes(connection: Connection, contact: Contact, now: datetime) -> None:
    """Raise NothingGoes where nothing may follow a tap."""
    if contact.unreachable_at is not None or (contact.stopped_at is not None and not _waits(connection, contact, now)):
        raise NothingGoes("this person has stopped messages or cannot be reached, so nothing is tapped for them")


def put_out(turn: Turn, parts: Sequence[Part]) -> None:
    """Put what a turn says into the outbox: a reply, or after a tap by staff what nobody expects this minute."""
    parts = [*parts[:-1], replace(parts[-1], later=turn.later)] if turn.later else parts
    connection, contact, now = turn.connection, turn.contact, turn.now
    if not turn.inbound.key.startswith(STAFF):
        _reply(turn, parts)
        return
    message = _message(connection, contact, parts, turn.inbound.key, now)
    push(connection, contact, message, read_world(connection, turn.programme), now)


def foreseen(connection: Connection, contact: Contact, programme: Programme, now: datetime) -> State:
    """Return what would become of what follows a tap by staff now: asked before it, for its own knock is open then."""
    message, world = _message(connection, contact, (), "", now), read_world(connection, programme)
    return forecast(contact, message, world, now, look(connection, contact, message, world, now)).state


def _message(connection: Connection, contact: Contact, parts: Sequence[Part], key: str, now: datetime) -> Push:
    waits = _waits(connection, contact, now)
    lane = outbox.REPLY if waits else outbox.NOTICE
    return Push("answer", lane, parts, now + WORTH, key, asked_for=True, answers=waits)


def _reply(turn: Turn, parts: Sequence[Part]) -> None:
    """Put out what answers somebody, in its order; a file that is being fetched holds up what is behind it."""
    contact = turn.contact
    to: Any = {"channel": contact.channel, "contact_id": contact.id, "address": contact.address, "lane": outbox.REPLY}
    said: list[Part] = []
    if turn.awaited:
        echoes.forget(turn.connection, contact.id, turn.now)
    for part in parts:
        number = part.voice or part.picture
        if number not in turn.awaited:
            said.append(part)
            continue
        outbox.put(turn.connection, **to, kind="reply", parts=said, now=turn.now)
        echoes.put(turn.connection, number, part, turn.now, **to)
        said = []
    outbox.put(turn.connection, **to, kind="reply", parts=said, now=turn.now)


def _waits(connection: Connection, contact: Contact, now: datetime) -> bool:
    """Tell whether somebody sits before their phone: an open ticket, and just written, also since they stopped us."""
    if contact.last_in_at is None or now - contact.last_in_at > outbox.AWAKE:
        return False
    if contact.stopped_at is not None and not wrote_since_stop(contact):
        return False
    return any(one.status == "open" for one in tickets.of_contact(connection, contact.id))


def tappable(reply: Reply) -> Reply:
    """Return a screen with those of its choices that staff may tap."""
    return replace(reply, options=tuple(one for one in reply.options if may_tap(reply.key, one.value)))
