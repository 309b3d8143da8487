"""What the help desk in chat asks of the world about questions to mentors; it only talks.

What was asked is heard only where the team takes the question: it is a ticket of theirs then.
"""

from bot.services import question_cards, question_desk, ticket_desk
from bot.services.helpdesk import HelpDesk
from bot.services.helpdesk_talk import MOST, Act, Desk, guarded, me, number_in, waited
from bot.services.question_counts import RIGHT
from bot.services.staff import Actor
from bot.services.staff_door_talk import name_of
from bot.services.turn import Actions, Turn
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Todo, Value
from storage import contacts
from storage.mentors import Mentor
from storage.questions import OPEN, QUEUED, Question

QUESTION = "question"
"""Where the number of the question is kept that a screen is about."""


def _list(_desk: HelpDesk, turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    found = question_desk.open_ones(turn.connection, by, MOST)
    offers = tuple(Offer(f"q{one.id}", _row(turn, one)) for one in found)
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _row(turn: Turn, one: Question) -> str:
    """Return a question as a list shows it: its topic, its number, and for how long its person waits."""
    return f"{question_cards.picture(one.topic)} {one.id}: {waited(one.since, turn.now)}"


def _look(name: str) -> Act:
    """Return what looks at a question: the one chosen under ``name``, or the one that a screen is about."""

    def act(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
        found = question_desk.read(turn.connection, by, number_in(todo, name))
        if found.state not in OPEN:
            return Outcome("gone")
        told: dict[str, Value] = {
            QUESTION: str(found.id),
            "topic": question_cards.topic(found.topic),
            "language": question_cards.language(found.language),
            "waited": waited(found.since, turn.now),
            "stand": question_cards.stand(found),
        }
        state = "waits" if found.state in QUEUED else "flagged" if found.state == "flagged" else "taken"
        return Outcome(state, told)

    return act


def _ours(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Let the team answer a question: it is a ticket of whoever says so, and is heard from now on."""
    number = number_in(todo, QUESTION)
    found = question_desk.read(turn.connection, by, number)
    mine = contacts.of_person(turn.connection, found.person_id) if found.person_id else []
    if not all(contacts.claim(turn.connection, one.id, wait=False) for one in mine):
        return Outcome("busy")
    ticket_id = question_desk.take_over(turn.connection, by, number, turn.now)
    ticket_desk.assign(turn.connection, by, desk, ticket_id, me(turn), turn.now)
    return Outcome("done", {ID: str(ticket_id)})


def _able(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    found = question_desk.read(turn.connection, by, number_in(todo, QUESTION))
    able = question_desk.able(turn.connection, found, turn.now)[:MOST]
    names = [_name(turn, one) for one in able]
    told = [name if names.count(name) == 1 else f"{name} {one.id}" for one, name in zip(able, names, strict=True)]
    offers = tuple(Offer(f"m{one.id}", f"👤 {name}") for one, name in zip(able, told, strict=True))
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _name(turn: Turn, mentor: Mentor) -> str:
    return mentor.label or name_of(turn, mentor.person_id)


def _give(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Let a question wait for one mentor; ``none`` where they cannot have it any more."""
    number, mentor = number_in(todo, QUESTION), number_in(todo, "mentor")
    try:
        question_desk.give(turn.connection, by, turn.programme, number, mentor, turn.now)
    except ValueError:
        return Outcome("none")
    return Outcome("done")


def _release(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    try:
        question_desk.release(turn.connection, by, turn.programme, number_in(todo, QUESTION), turn.now)
    except ValueError:
        return Outcome("gone")
    return Outcome("done")


def _end(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    try:
        question_desk.close(turn.connection, by, number_in(todo, QUESTION), turn.now)
    except ValueError:
        return Outcome("gone")
    return Outcome("done")


LOOKS = ("waits", "flagged", "taken", "gone")


def actions(desk: Desk) -> Actions:
    """Return what the help desk in chat asks about questions; ``desk`` gives the one that shares tickets out."""
    found: dict[str, tuple[tuple[str, ...], Act]] = {
        "questions": (("found", "none"), _list),
        "asked_picked": (LOOKS, _look("which")),
        "asked": (LOOKS, _look(QUESTION)),
        "ours": (("done", "busy", "gone"), _ours),
        "able": (("found", "none", "gone"), _able),
        "give": (("done", "none", "gone"), _give),
        "release": (("done", "gone"), _release),
        "end": (("done", "gone"), _end),
    }
    return {f"helpdesk_{name}": guarded(desk, RIGHT, *one) for name, one in found.items()}
