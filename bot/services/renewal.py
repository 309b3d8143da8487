"""What follows when the words of the consent have changed: everybody is asked again, and nobody is written to before.

A programme file with a higher ``notice`` begins it; it never knows which words have changed.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services.turn import Turn
from flows.core.flow import Book
from flows.core.walk import Step, lay_over
from storage import calls, consents, facts, renewal
from storage.contacts import Contact

NOTICE = "notice"
"""The fact that holds the version of the words that pushes go by."""
FLOW = "welcome"
"""The flow that tells what is kept and asks for a yes."""
LET_GO = {"resume", "stuck"}
"""Interruptions that hold nothing of anybody's: the question for consent takes their place."""


def begin(connection: Connection, programme: Programme, now: datetime) -> int:
    """Take back every yes to being written to where the words are new; return from how many people.

    What waits to be pushed is held until the person has said yes or no; whoever agreed to get it stands on the call
    list meanwhile. Doing it again changes nothing.
    """
    if facts.get(connection, NOTICE, 1) >= programme.notice:
        return 0
    facts.put(connection, NOTICE, programme.notice)
    taken = renewal.take_back(connection)
    calls.put_held(connection, renewal.HELD, now)
    return taken


def due(turn: Turn) -> bool:
    """Tell whether the contact's last yes to being kept was to older words."""
    return owes(turn.connection, turn.contact, turn.programme)


def owes(connection: Connection, contact: Contact, programme: Programme) -> bool:
    """Tell the same of any contact."""
    if programme.notice <= 1 or contact.person_id is None:
        return False
    agreed = consents.newest(connection, contact.id, "keep")
    return agreed is not None and agreed.given and agreed.notice < programme.notice


def ask_again(book: Book, turn: Turn, step: Step) -> Step:
    """Put the question for consent on the screen that a turn has led to, which comes back after it.

    The turn itself stands: an answer is kept, and only what would have been asked next must wait.
    """
    session = step.session
    if not step.replies or any(frame.flow == FLOW for frame in (session.here, *session.stack)):
        return step
    if session.here.flow in LET_GO and session.stack:
        session = replace(session, here=session.stack[-1], stack=session.stack[:-1])
    if book.flows[session.here.flow].interrupts or not due(turn):
        return step
    return lay_over(book, step, session, FLOW)
