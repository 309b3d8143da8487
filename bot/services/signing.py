"""Who acts as staff in chat: their rights at this moment, refusals that are noted, and the end of a silent sign-in.

It never knows what a right is used for.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.services import staff
from bot.services.onboarding import person_of
from bot.services.staff import Actor, Denied, NotThere
from bot.services.turn import Action, Turn
from flows.core.engine import begin, show
from flows.core.flow import Book
from flows.core.screens import aside
from flows.core.session import Frame, Session
from flows.core.values import Outcome, Todo
from flows.core.walk import Step
from storage import log

IDLE = timedelta(minutes=30)
"""After so long a silence whatever staff had open is closed; they open it again from the menu."""
NOBODY = Actor("guest")
"""Somebody whom Drom does not know: no right."""

Acted = Callable[[Turn, Todo, Actor], Outcome]
"""Does something for a member of staff; raises ``Denied`` or ``NotThere``."""


def actor(turn: Turn) -> Actor:
    """Return whoever writes, with the roles held now."""
    person = person_of(turn)
    return staff.actor(turn.connection, person.id) if person else NOBODY


def acts(right: str, outcomes: tuple[str, ...], run: Acted) -> Action:
    """Return an action for those only who have a right somewhere; what it is done to is checked by its service.

    ``denied`` is noted in the log, without a name. ``gone`` is a thing that is not there, or not theirs.
    """

    def guarded(turn: Turn, todo: Todo) -> Outcome:
        by = actor(turn)
        try:
            if not has(by, right):
                raise Denied(right)
            return run(turn, todo, by)
        except Denied:
            detail = {"flow": todo.flow, "state": todo.state}
            log.write(turn.connection, at=turn.now, actor=by.name, act="denied", subject=right, detail=detail)
            return Outcome("denied")
        except NotThere:
            return Outcome("gone" if "gone" in outcomes else "denied")

    return Action((*outcomes, "denied"), guarded)


def has(by: Actor, right: str) -> bool:
    """Tell whether somebody has a right anywhere."""
    return by.operator or any(right in staff.MAY[role.name] for role in by.roles)


def signed_out(book: Book, before: Session, step: Step) -> Step:
    """Return what follows a message after a silence longer than ``IDLE``: nothing that staff had open goes on.

    Whoever answers a card, or asks for the menu, for help or for silence, gets that, and comes back elsewhere.
    """
    kept = tuple(frame for frame in step.session.stack if not _signed(book, frame))
    here = step.session.here
    if _signed(book, here) and any(_signed(book, frame) for frame in (*before.stack, before.here)):
        if kept:
            return show(book, replace(step.session, here=kept[-1], stack=kept[:-1]), aside("locked"))
        first = begin(book, "menu")
        return replace(first, replies=(aside("locked"), *first.replies))
    return replace(step, session=replace(step.session, stack=kept))


def is_signed(book: Book, session: Session) -> bool:
    """Tell whether somebody has something open that is for staff: nobody may choose there for them."""
    return any(_signed(book, frame) for frame in (session.here, *session.stack))


def _signed(book: Book, frame: Frame) -> bool:
    flow = book.flows.get(frame.flow)
    return flow is not None and flow.signed
