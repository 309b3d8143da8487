"""What the help desk in chat asks of the world about what was spoken: choices, one of them, or words; it only talks.

Choices are offered by their signs: a button of another ticket, or of a screen that is open no more, means nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from bot.programme import Programme
from bot.render import fill
from bot.script import SHARED
from bot.services import acting, meeting_cards, meeting_talk
from bot.services.acting import MovedOn, NothingGoes
from bot.services.helpdesk import WRITTEN, HelpDesk
from bot.services.helpdesk_talk import Act, Desk, guarded, number_in, opened
from bot.services.places import towns, trades
from bot.services.push import State
from bot.services.spoken_to import VOICE
from bot.services.staff import Actor
from bot.services.ticket_desk import ANSWER, Opened
from bot.services.turn import Actions, Turn
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Reply, Shown, Todo, Value
from flows.meetings import MEETING
from flows.menu import MENU
from flows.registration import REGISTRATION
from storage import contacts, media, meetings
from storage.contacts import Contact

LISTS = ("town", "trade")
"""Kinds of tickets for which the programme knows what may have been said; it stands on the screen of the same name."""
_COUNTRIES = REGISTRATION.offered_by["country"]
"""Where somebody is asked for their country: what they said there may be a town of any."""
UNTOLD = "…"
"""What stands on a helper's screen for what somebody has told of themself."""
_VARIABLE = re.compile(r"\{(\w+)\}")


def _how(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer what somebody may have said; else tell whether that is to be written down, or they wait for an answer."""
    found = opened(turn, by, number_in(todo, ID))
    screen = _screen(desk, turn, found)
    if screen is None:
        return _otherwise(found)
    offers = tuple(
        Offer(acting.fingerprint(found.ticket.id, screen, one), one.label, one.key) for one in screen.options
    )
    told = replace(screen, values=_told(turn, found.contact, screen))
    return Outcome("choices", {"screen": _worded(desk, turn, told)}, _in_words(turn, found.contact, screen, offers))


def _other(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return _otherwise(opened(turn, by, number_in(todo, ID)))


def _otherwise(found: Opened) -> Outcome:
    """Tell whether something spoken is to be written down, or somebody waits for an answer."""
    written = found.ticket.kind in WRITTEN and found.contact.person_id is not None
    return Outcome("write" if written else "answer")


def _screen(desk: HelpDesk, turn: Turn, found: Opened) -> Reply | None:
    """Return the screen that somebody spoke to with all they could choose there; None where nothing can be."""
    if found.ticket.state_name == _COUNTRIES:
        return None
    if _is_listed(found):
        return _list(found.ticket.kind, turn.programme, found.contact)
    if not _spoke_to_it(turn, found):
        return None
    screens, card = desk.open_screens(turn.connection, found.ticket, found.contact)
    place = f"{found.ticket.flow}.{found.ticket.state_name}"
    asked = card.reply if card else next((one for one in screens if one.key == place), None)
    return asked if asked is not None and asked.options else None


def _is_listed(found: Opened) -> bool:
    """Tell whether a ticket holds what a person spoke of which the programme knows all."""
    return found.ticket.kind in LISTS and found.contact.person_id is not None


def _spoke_to_it(turn: Turn, found: Opened) -> bool:
    """Tell whether a ticket holds a recording that may answer its screen: whoever calls from the menu wants to talk."""
    if found.ticket.kind != VOICE and found.ticket.flow == MENU.name:
        return False
    rows = (media.get(turn.connection, number) for number in found.files)
    return any(row is not None and row.kind == "voice" for row in rows)


def _list(kind: str, programme: Programme, contact: Contact) -> Reply | None:
    """Return all that the programme has of what was spoken, as on the screen that asks for it."""
    offers = trades(programme) if kind == "trade" else towns(programme, contact.country)
    shown = tuple(Shown(one.value, one.key, one.label, place, one.value) for place, one in enumerate(offers, 1))
    say = getattr(REGISTRATION.by_name[kind], "say", "")
    return Reply(f"{REGISTRATION.name}.{kind}", say, options=shown) if shown else None


def _told(turn: Turn, contact: Contact, screen: Reply) -> Mapping[str, Value]:
    """Return the values of a screen for whoever helps: of a meeting in their words, of nobody what are their own."""
    number = str(screen.values.get(ID, ""))
    about = screen.key.partition(".")[0] == MEETING.name and number.isdecimal()
    meeting = meetings.get(turn.connection, int(number)) if about else None
    details = meeting_cards.details(meeting, _read_by(turn, contact), turn.programme) if meeting else {}
    known = {name: one for name, one in screen.values.items() if name in SHARED or (isinstance(one, Offer) and one.key)}
    return {name: {**known, **details}.get(name, UNTOLD) for name in _VARIABLE.findall(screen.say)}


def _worded(desk: HelpDesk, turn: Turn, screen: Reply) -> Value:
    """Return what a screen asks, in the words of whoever helps."""
    if not screen.values:
        return Offer("screen", screen.say, screen.key)
    words, reader = desk.conversation.speech.words, (turn.contact.language, turn.contact.country)
    said = {
        name: words.text(one.key, one.label, *reader) if isinstance(one, Offer) else one
        for name, one in screen.values.items()
    }
    return fill(words.text(screen.key, screen.say, *reader), said, screen.key)


def _in_words(turn: Turn, contact: Contact, screen: Reply, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """Return choices in the words of whoever helps: meetings of a list too, whose days stand in no catalogue."""
    if screen.key != f"{MEETING.name}.list":
        return tuple(offers)
    numbers = [int(one.value[1:]) if one.value[1:].isdecimal() else 0 for one in screen.options]
    listed = [found for number in numbers if (found := meetings.get(turn.connection, number))]
    reader = _read_by(turn, contact)
    labels = {one.value: one.label for one in meeting_talk.listed(listed, reader, turn.programme)}
    told = zip(screen.options, offers, strict=True)
    return tuple(replace(offer, label=labels.get(option.value, offer.label)) for option, offer in told)


def _read_by(turn: Turn, contact: Contact) -> Contact:
    """Return somebody as one who reads what the helper reads: places and clocks stay theirs."""
    return contact._replace(language=turn.contact.language)


def _choose(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Answer for somebody what they said: as they had tapped it, or written it where they have gone on."""
    number, picked = number_in(todo, ID), todo.answers["said"]
    value = picked.value if isinstance(picked, Offer) else str(picked)
    found = opened(turn, by, number)
    try:
        if _is_listed(found):
            return _write_known(desk, turn, by, found, value)
        tapped = desk.tap(turn.connection, by, number, value, turn.now)
    except MovedOn:
        return Outcome("moved")
    except NothingGoes:
        now = contacts.get(turn.connection, found.contact.id)
        return Outcome("unreachable" if now is not None and now.unreachable_at is not None else "stopped")
    return Outcome(tapped.goes if tapped.moved else "stays")


def _write_known(desk: HelpDesk, turn: Turn, by: Actor, found: Opened, value: str) -> Outcome:
    """Write a town or trade of the programme; raises MovedOn for one that is there no more."""
    screen = _screen(desk, turn, found)
    key = acting.payload_for([screen] if screen else [], value, found.ticket.id)
    return Outcome("written" if desk.write(turn.connection, by, found.ticket.id, key, turn.now) else "gone")


def _write(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    try:
        kept = desk.write(turn.connection, by, number_in(todo, ID), str(todo.answers["written"]), turn.now)
    except ValueError:
        return Outcome("wrong")
    return Outcome("done" if kept else "gone")


CHOSEN = (*get_args(State), "written", "stays", "moved", "busy", "gone")


def actions(desk: Desk) -> Actions:
    """Return what the help desk in chat asks about what was spoken; ``desk`` gives the one that answers."""
    found: dict[str, tuple[tuple[str, ...], Act]] = {
        "how": (("choices", "answer", "write", "gone"), _how),
        "choose": (CHOSEN, _choose),
        "other": (("answer", "write", "gone"), _other),
        "write": (("done", "wrong", "busy", "gone"), _write),
    }
    return {f"helpdesk_{name}": guarded(desk, ANSWER, *one) for name, one in found.items()}
