"""Random conversations over a book: numbers that choose among all answers that may come, and all outcomes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from flows.core.engine import receive, resolve
from flows.core.explore import answers_for, outcomes_of
from flows.core.flow import Book
from flows.core.session import Session
from flows.core.values import Answer, Outcome
from flows.core.walk import Step


@dataclass(frozen=True, slots=True)
class Move:
    """One message: which of the answers that may come, and which of the outcomes of every action that follows."""

    answer: int
    outcome: int
    away: bool = False
    hasty: bool = False

    def of(self, book: Book, session: Session) -> Answer:
        """Return the answer that this move gives in a session."""
        found = list(answers_for(book, session.here))
        return found[self.answer % len(found)]

    def outcome_of(self, book: Book, session: Session) -> Outcome:
        """Return what becomes of the open ``Do``."""
        found = list(outcomes_of(book, session.here))
        return found[self.outcome % len(found)]


moves = st.builds(Move, st.integers(0, 999), st.integers(0, 999), st.booleans(), st.booleans())


def settled(book: Book, step: Step, move: Move) -> Step:
    """Let the world act until somebody must answer."""
    while step.todo is not None:
        then = resolve(book, step.session, move.outcome_of(book, step.session), step.todo.answer)
        step = replace(then, replies=(*step.replies, *then.replies), visited=(*step.visited, *then.visited))
    return step


def made(book: Book, session: Session, move: Move) -> Step:
    """Make a move and let the world act."""
    answer = move.of(book, session)
    return settled(book, receive(book, session, answer, away=move.away, hasty=move.hasty), move)


def walked(book: Book, session: Session, path: list[Move]) -> Iterator[Step]:
    """Make moves one after the other."""
    for move in path:
        step = made(book, session, move)
        session = step.session
        yield step
