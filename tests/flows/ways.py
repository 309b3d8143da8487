"""Ways on: where what a screen itself offers leads; a word, a voice note or an old card that any screen takes is none.

Somebody who only answers what is asked must come back to the menu from everywhere, were it over many screens.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator

from flows.core.checks import RESERVED
from flows.core.commands import FLOW_OF
from flows.core.explore import Found, identity
from flows.core.flow import Book
from flows.core.screens import answers_card, screen
from flows.core.session import Session
from flows.core.states import Ask, Listening, Pick
from flows.core.values import Answer, Card, Chosen, Said, Sent

MENU = FLOW_OF["menu"]


def dead_ends(book: Book, found: Found) -> list[Session]:
    """Return the sessions from which no answer to what is asked leads on, in the end to the menu."""
    names = {id(session): identity(book, session) for session in found.sessions}  # most steps lead from one to one

    def name(session: Session) -> Hashable:
        return names.get(id(session)) or identity(book, session)

    ways = [(before, after) for before, after in _ways(book, found) if _place(before) != _place(after)]
    back: dict[Hashable, set[Hashable]] = defaultdict(set)
    for before, after in ways:
        back[name(after)].add(name(before))
    waiting = [name(before) for before, after in ways if _at_rest(before) and after.here.flow != MENU]
    leading = {*waiting}
    while waiting:
        new = back[waiting.pop()] - leading
        leading |= new
        waiting += new
    return [session for session in found.sessions if name(session) not in leading]


def _ways(book: Book, found: Found) -> Iterator[tuple[Session, Session]]:
    """Give each session with what an answer that it asks for leads to."""
    known: dict[tuple[int, Answer], bool] = {}  # each answer stands there once for each outcome of what is asked
    for before, answer, step in found.steps:
        if before is None or answer is None:
            continue
        asked = known.get((id(before), answer))
        if asked is None:
            asked = known[id(before), answer] = asked_for(book, before, answer)
        if asked:
            yield before, step.session


def asked_for(book: Book, session: Session, answer: Answer) -> bool:
    """Tell whether the open screen asks for an answer: one of its buttons, or what may be typed or sent there."""
    here, state = session.here, book.state(session.here)
    match answer:
        case Chosen(flow=flow, state=name, value=value):
            shown = {option.value for option in screen(book, here).options} - {RESERVED}
            return (flow, name) == (here.flow, here.state) and value in shown
        case Card():
            return answers_card(book, here, answer)
        case Said(text=text):
            accept = state.accept if isinstance(state, Ask | Pick) else None
            return accept is not None and accept.parse(text) is not None
        case Sent(kind=kind):
            return isinstance(state, Listening) and kind in state.also
        case _:
            return False


def _place(session: Session) -> tuple[tuple[str, str], ...]:
    return tuple((frame.flow, frame.state) for frame in (*session.stack, session.here))


def _at_rest(session: Session) -> bool:
    return session.here.flow == MENU and not session.stack
