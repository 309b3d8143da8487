"""What the question how a meeting was asks of the world: each answer is kept at once; it knows no words."""

from collections.abc import Mapping

from bot.services import attendance
from bot.services.meeting_talk import meeting_of, member_of, visible
from bot.services.tickets import open_ticket
from bot.services.turn import Action, Actions, Turn
from flows.core.states import ANSWER
from flows.core.values import Outcome, Said, Todo
from storage import feedbacks

GRADES: Mapping[str, feedbacks.Grade] = {"good": "good", "so": "so", "bad": "bad"}
"""What is kept of each answer to how it was."""


def _grade(turn: Turn, todo: Todo) -> Outcome:
    person_id = member_of(turn)
    if visible(turn, meeting_of(todo)) is None:
        return Outcome("gone")
    grade = GRADES[str(todo.answers[ANSWER])]
    kept = person_id and attendance.give_feedback(turn.connection, meeting_of(todo), person_id, turn.now, grade=grade)
    return Outcome("kept" if kept else "absent")


def _learned(turn: Turn, todo: Todo) -> Outcome:
    words = todo.answer.text.strip() if isinstance(todo.answer, Said) else None
    if (person_id := member_of(turn)) is not None:
        attendance.give_feedback(
            turn.connection, meeting_of(todo), person_id, turn.now, learned=words, media_id=turn.media_id
        )
    return Outcome("kept")


def _useful(turn: Turn, todo: Todo) -> Outcome:
    yes = todo.answers["useful"] == "yes"
    if (person_id := member_of(turn)) is not None:
        attendance.give_feedback(turn.connection, meeting_of(todo), person_id, turn.now, useful=yes)
    return Outcome("yes" if yes else "no")


def _touch(turn: Turn, todo: Todo) -> Outcome:
    """Keep the wish to stay in touch, and pass it on: a person of the team asks the other one first."""
    yes = todo.answers["in_touch"] == "yes"
    if (person_id := member_of(turn)) is not None:
        attendance.give_feedback(turn.connection, meeting_of(todo), person_id, turn.now, in_touch=yes)
        if yes:
            wish = f"meeting {meeting_of(todo)}: wants to stay in touch with somebody met there; ask with whom"
            open_ticket(turn, todo, "in_touch", text=wish)
    return Outcome("kept")


ACTIONS: Actions = {
    "meeting_grade": Action(("kept", "absent", "gone"), _grade),
    "meeting_learned": Action(("kept",), _learned),
    "meeting_useful": Action(("yes", "no"), _useful),
    "meeting_touch": Action(("kept",), _touch),
}
"""What the question how it was asks of the world."""
