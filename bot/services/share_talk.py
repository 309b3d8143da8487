"""What the flow about asking asks of the world once an answer helped: may others hear it, and may they still."""

from bot.services import questions, sharing
from bot.services.ask_talk import number_of, of_member
from bot.services.onboarding import consent
from bot.services.turn import Actions, Turn
from flows.core.values import Outcome, Todo
from storage.people import Person


def _may_share(turn: Turn, todo: Todo, person: Person) -> Outcome:
    """Tell whether somebody is asked that others may hear their answer, or whether they still want it."""
    found = questions.of(turn.connection, person.id, number_of(todo))
    if found is None:
        return Outcome("no")
    if sharing.is_shared(turn.connection, found):
        return Outcome("shared")
    return Outcome("may" if sharing.may_propose(turn.connection, found) else "no")


def _share(turn: Turn, todo: Todo, person: Person) -> Outcome:
    found = questions.of(turn.connection, person.id, number_of(todo))
    if found is not None and todo.answers["share"] == "yes" and sharing.propose(turn.connection, found, turn.now):
        consent(turn, sharing.CONSENT, given=True)
    return Outcome("kept")


def _unshare(turn: Turn, todo: Todo, person: Person) -> Outcome:
    """Take the yes back: nobody else hears the answer any more."""
    found = questions.of(turn.connection, person.id, number_of(todo))
    if found is not None and sharing.take_back(turn.connection, found.id, turn.now):
        consent(turn, sharing.CONSENT, given=False)
    return Outcome("kept")


ACTIONS: Actions = {
    "ask_may_share": of_member(("may", "shared", "no"), _may_share, "no"),
    "ask_share": of_member(("kept",), _share, "kept"),
    "ask_unshare": of_member(("kept",), _unshare, "kept"),
}
"""What the flow about asking a mentor asks of the world about answers that others may hear."""
