"""One ticket: what was sent, who looks after it, the open screen, and everything staff can do about it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.services import colleagues, groups, standing_in, stories, ticket_desk, timeline
from bot.services.acting import MovedOn, NothingGoes
from bot.services.answers import Passed
from bot.services.helpdesk import WRITTEN
from bot.services.signing import has
from bot.services.standing_in import Screen
from bot.services.ticket_desk import ANSWER, READ, RESTS, Opened
from bot.web.console.frame import Act, Done, Entry, Page, Sitting, Wrong
from bot.web.console.going import goes
from bot.web.console.going import tapped as told
from flows.core.parsers import NAME_LENGTH
from storage import called, history, media, tickets
from storage.tickets import Ticket

OF_MEETINGS = ("place", "walk_in", "in_touch")
"""Tickets whose text begins with the number of a meeting."""
UNSENT = ("stopped", "unreachable")
"""What becomes of an answer that nothing is sent of: its words stay in the form."""
LAST = 12
"""How much of the conversation is shown beside a ticket."""


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    programme = sitting.office.speech.programme
    found = ticket_desk.read(connection, sitting.by, programme, sitting.number("ticket"))
    contact = found.contact
    organisation = programme.organisation_of(contact.programme)
    may = sitting.by.may(ANSWER, organisation, contact.country) and found.ticket.status == "open"
    private = timeline.is_of_team(connection, contact)
    lines, _ = timeline.timeline(connection, [] if private else [contact.id], sitting.now, LAST)
    return {
        "one": found,
        "called": called.contacts(connection, [contact.id]).get(contact.id),
        **_files(connection, sitting, found.files),
        "may": may,
        "screens": _screens(connection, sitting, found) if may else (),
        "lines": lines,
        "earlier": None,
        "private": private,
        "writable": found.ticket.kind in WRITTEN and contact.person_id is not None,
        "known": _choices(sitting, found.ticket.kind),
        "staff": colleagues.who_may(connection, ANSWER, organisation, contact.country),
        "rests": [(key, sitting.say(f"tickets.rest.{key}")) for key in RESTS],
        "names": colleagues.names(connection),
        "about": _about(sitting, found.ticket),
        "reads_people": has(sitting.by, "read_people"),
    }


def _screens(connection: Connection, sitting: Sitting, found: Opened) -> Sequence[Screen]:
    """Return what is open for the person of a ticket, after the card that they spoke to."""
    office, ticket = sitting.office, found.ticket
    _, card = office.help_desk.open_screens(connection, ticket, found.contact)
    return standing_in.open_screens(office.conversation, found.contact, ticket.id, card)


def _files(connection: Connection, sitting: Sitting, files: Iterable[int]) -> Mapping[str, Any]:
    """Return which files the page itself lets hear and shows, and what was understood of them."""
    sounds = _kept(connection, files, "audio/")
    return {
        "sounds": sounds,
        "pictures": _kept(connection, files, "image/"),
        "guess": _guess(connection, sitting, sounds),
    }


def _kept(connection: Connection, files: Iterable[int], form: str) -> set[int]:
    """Return which of some files are checked and there, as recordings or pictures: the page itself shows them."""
    rows = (media.get(connection, one) for one in files)
    return {one.id for one in rows if one and one.state == "kept" and one.content_type.startswith(form)}


def _guess(connection: Connection, sitting: Sitting, sounds: Iterable[int]) -> str:
    """Return what was understood of the last recording of which anything was; whoever hears it corrects it.

    Nothing where the field does not take it whole.
    """
    office, rows = sitting.office, (media.get(connection, one) for one in sorted(sounds, reverse=True))
    found = (office.recogniser.words(office.uploads.shelf.path(row.name)) for row in rows if row)
    guess = next(filter(None, found), "")
    return guess if len(guess) <= NAME_LENGTH else ""


def _about(sitting: Sitting, ticket: Ticket) -> str:
    """Return the page of the story, question or meeting that a ticket names by its number, "" for none."""
    story = re.fullmatch(r"story:(\d{1,18})", ticket.text) if ticket.kind == stories.TICKET else None
    if story and has(sitting.by, stories.RIGHT):
        return f"/stories#s{story[1]}"
    if not has(sitting.by, "read_people"):
        return ""
    question = re.fullmatch(r"question:(\d{1,18})", ticket.text) if ticket.kind.startswith("question_") else None
    meeting = re.match(r"(?:meeting )?(\d{1,18}): ", ticket.text) if ticket.kind in OF_MEETINGS else None
    if question:
        return f"/questions/{question[1]}"
    return f"/meetings/{meeting[1]}" if meeting else ""


def _choices(sitting: Sitting, kind: str) -> list[tuple[str, str]]:
    """Return what the programme has of the kind that a spoken answer is about."""
    programme, words = sitting.office.speech.programme, sitting.office.speech.words
    kinds: Mapping[str, Iterable[str]] = {"town": programme.town, "trade": programme.trade}
    reader = (sitting.language, sitting.country)
    found = [(key, words.text(f"programme.{kind}.{key}", key, *reader)) for key in kinds.get(kind, ())]
    return sorted(found, key=lambda one: one[1])


def _pulse(connection: Connection, sitting: Sitting) -> object:
    found = ticket_desk.read(connection, sitting.by, sitting.office.speech.programme, sitting.number("ticket"))
    return history.newest(connection, [found.contact.id]), found.ticket.status, found.text, found.holder_id


def _to(sitting: Sitting) -> str:
    return f"/tickets/{sitting.number('ticket')}"


def _answer(connection: Connection, sitting: Sitting) -> Done:
    text, desk = sitting.word("text"), sitting.office.help_desk
    if not text:
        raise Wrong("tickets.no_words", "text")
    if not sitting.word("at"):
        pushed = desk.answer(connection, sitting.by, sitting.number("ticket"), text, sitting.now)
        if pushed.state in UNSENT:
            raise Wrong(f"tickets.answered_{pushed.state}", "text")
        return Done(
            _to(sitting), f"tickets.answered_{goes(connection, sitting, _whose(connection, sitting), pushed.state)}"
        )
    wall = sitting.wall("at")
    try:
        desk.answer_at(connection, sitting.by, sitting.number("ticket"), text, wall, sitting.now)
    except Passed:
        raise Wrong("announcements.not.passed", "at") from None
    except NothingGoes:
        raise Wrong("tickets.nothing_goes", "text") from None
    return Done(_to(sitting), "tickets.planned")


def _write(connection: Connection, sitting: Sitting) -> Done:
    text = sitting.word("written") or sitting.word("known")
    if not text:
        raise Wrong("tickets.no_words", "written")
    ticket = tickets.get(connection, sitting.number("ticket"))
    try:
        written = sitting.office.help_desk.write(connection, sitting.by, sitting.number("ticket"), text, sitting.now)
    except ValueError:
        raise Wrong("people.cannot_be", "written") from None
    if not written:
        return Done(_to(sitting), "tickets.closed")
    of_group = ticket is not None and ticket.kind == groups.SPOKEN
    return Done(_to(sitting), "tickets.written_group" if of_group else "tickets.written")


def _tap(connection: Connection, sitting: Sitting) -> Done:
    value, desk = sitting.word("value"), sitting.office.help_desk
    try:
        tapped = desk.tap(connection, sitting.by, sitting.number("ticket"), value, sitting.now)
    except MovedOn:
        raise Wrong("stuck.moved") from None
    except NothingGoes:
        raise Wrong("tickets.nothing_goes") from None
    then = told(connection, sitting, _whose(connection, sitting), tapped.goes)
    return Done(_to(sitting), then if tapped.moved else "tickets.tapped")


def _whose(connection: Connection, sitting: Sitting) -> int:
    """Return the contact of the ticket that this page is about."""
    ticket = tickets.get(connection, sitting.number("ticket"))
    return ticket.contact_id if ticket else 0


def _take(connection: Connection, sitting: Sitting) -> Done:
    desk, number = sitting.office.help_desk, sitting.number("ticket")
    ticket_desk.assign(connection, sitting.by, desk, number, sitting.person_id, sitting.now)
    return Done(_to(sitting), "tickets.took")


def _give(connection: Connection, sitting: Sitting) -> Done:
    person_id, desk = sitting.whole("person"), sitting.office.help_desk
    if person_id is None:
        ticket_desk.release(connection, sitting.by, desk, sitting.number("ticket"), sitting.now)
        return Done(_to(sitting), "tickets.released")
    ticket_desk.assign(connection, sitting.by, desk, sitting.number("ticket"), person_id, sitting.now)
    return Done(_to(sitting), "tickets.given")


def _rest(connection: Connection, sitting: Sitting) -> Done:
    rest, desk = sitting.chosen("rest", RESTS), sitting.office.help_desk
    if not rest:
        ticket_desk.take_up(connection, sitting.by, desk, sitting.number("ticket"), sitting.now)
        return Done(_to(sitting), "tickets.taken_up")
    ticket_desk.lay_aside(connection, sitting.by, desk, sitting.number("ticket"), rest, sitting.now)
    return Done("/tickets", "tickets.laid_aside")


def written_note(sitting: Sitting) -> str:
    """Return the words of a note; raises Wrong for none and for too many."""
    words = sitting.short("note", ticket_desk.NOTE_LENGTH)
    if not words:
        raise Wrong("tickets.no_words", "note")
    return words


def _note(connection: Connection, sitting: Sitting) -> Done:
    words = written_note(sitting)
    desk, number = sitting.office.help_desk, sitting.number("ticket")
    ticket_desk.note(connection, sitting.by, desk, number, words, sitting.now)
    return Done(_to(sitting), "tickets.noted")


def _close(connection: Connection, sitting: Sitting) -> Done:
    sitting.office.help_desk.close(connection, sitting.by, sitting.number("ticket"), sitting.now)
    return Done("/tickets", "tickets.closed")


_ACTS = {
    "answer": _answer,
    "write": _write,
    "tap": _tap,
    "take": _take,
    "give": _give,
    "rest": _rest,
    "note": _note,
    "close": _close,
}
ENTRIES: tuple[Entry, ...] = (
    Page("ticket", "/tickets/{ticket:int}", READ, _show, under="tickets", pulse=_pulse),
    *(Act(f"/tickets/{{ticket:int}}/{name}", ANSWER, "ticket", do) for name, do in _ACTS.items()),
)
