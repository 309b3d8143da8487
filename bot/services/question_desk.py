"""What staff do about questions: see them, give them back to mentors, close them; it never knows what is asked.

What is asked stands nowhere here: who must hear it takes the ticket that called them, and answers that.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import matching, question_plans, questions, routing
from bot.services.question_counts import RIGHT
from bot.services.relay import Matter
from bot.services.scopes import by_organisation
from bot.services.staff import Actor
from storage import claims, log, question_offers, replies, translations
from storage import questions as rows
from storage.mentors import Mentor
from storage.questions import OPEN, QUEUED, Question


class NoQuestion(LookupError):
    """There is no such question for this member of staff (the same for missing and for foreign ones)."""


def open_ones(connection: Connection, by: Actor, limit: int = 500, offset: int = 0) -> Sequence[Question]:
    """Return the questions without an answer that a member of staff may see, the longest waiting first."""
    return rows.open_within(connection, by_organisation(by, RIGHT), limit, offset)


def count_open(connection: Connection, by: Actor) -> int:
    """Count them."""
    return rows.count_within(connection, by_organisation(by, RIGHT))


def read(connection: Connection, by: Actor, number: int, *, lock: bool = False) -> Question:
    """Return a question that a member of staff may see; raises NoQuestion."""
    found = rows.get(connection, number, lock=lock)
    if found is None or not by.may(RIGHT, found.organisation, found.country):
        raise NoQuestion(f"there is no question {number}")
    return found


def able(connection: Connection, question: Question, now: datetime) -> Sequence[Mentor]:
    """Return the mentors to whom a question can be given now: they could take it, hear of it and do not have it."""
    if question.state not in {*QUEUED, "claimed"}:
        return ()
    held = claims.held(connection, question.id)
    free = matching.free_for(connection, question, question.read_in, now)
    others = [one for one in free if held is None or one.id != held.mentor_id]
    return [one for one in others if matching.could_take(connection, question, one, now)]


def give(connection: Connection, by: Actor, programme: Programme, number: int, mentor_id: int, now: datetime) -> None:
    """Let a question wait for one mentor first, also one that another has; raises NoQuestion, ValueError."""
    found = read(connection, by, number, lock=True)
    if mentor_id not in {one.id for one in able(connection, found, now)}:
        raise ValueError(f"mentor {mentor_id} cannot have question {number} now")
    if (held := claims.held(connection, number)) is not None:
        claims.end(connection, held.id, "passed", now)
    routing.back_to_queue(connection, programme, found, now, state="passed_on", to=mentor_id)
    _note(connection, by, "question_given", number, now)


def release(connection: Connection, by: Actor, programme: Programme, number: int, now: datetime) -> None:
    """Let mentors take a question that was kept from them; raises NoQuestion, ValueError for one that was not."""
    found = read(connection, by, number, lock=True)
    if found.state != "flagged":
        raise ValueError(f"question {number} is {found.state}: only a flagged one is given back")
    routing.end_calls(connection, found)
    routing.back_to_queue(connection, programme, found, now)
    _note(connection, by, "question_released", number, now)


def close(connection: Connection, by: Actor, number: int, now: datetime) -> None:
    """Close a question, and tell its person where they wait; raises NoQuestion, ValueError where it is closed."""
    found = read(connection, by, number, lock=True)
    if found.state == "closed":
        raise ValueError(f"question {number} is closed already")
    questions.close(connection, found, "staff", now)
    if found.state in OPEN:  # whoever has an answer waits for nothing
        question_plans.plan_closed(connection, read(connection, by, number), now)
    _note(connection, by, "question_closed", number, now)


def take_over(connection: Connection, by: Actor, number: int, now: datetime) -> int:
    """Let the team hear a question that waits: return the number of its ticket. Raises NoQuestion.

    Mentors may still take it until the team has answered.
    """
    found = read(connection, by, number, lock=True)
    if found.state not in OPEN or found.person_id is None:
        raise NoQuestion(f"question {number} does not wait")
    if routing.ticket_of(connection, found) is None:
        routing.call(connection, found, routing.WAITS, now)
    if (ticket := routing.ticket_of(connection, found)) is None:
        raise NoQuestion(f"nobody can be written to about question {number}")
    _note(connection, by, "question_taken_over", number, now)
    return ticket.id


def answered(connection: Connection, number: int, said: Matter, now: datetime) -> None:
    """Keep what the team answered as the answer to a question, unless a mentor or their helper is at it."""
    found = rows.get(connection, number, lock=True)
    if found is None or found.state not in {*QUEUED, "needs_translation", "flagged"}:
        return
    if any(one.state == "translating" for one in replies.of_question(connection, number)):
        return
    question_plans.settle(connection, number, now, "answered")
    question_offers.close(connection, number)
    for one in translations.of_question(connection, number):
        question_plans.drop_translation(connection, one.id, now, "answered")
    translations.void(connection, number)
    about = {"question_id": number, "language": found.language, "state": "sent", "written_at": now}
    replies.add(connection, **about, text=said.text, media_id=said.media_id, form=said.form)
    first = found.answered_at or now
    rows.change(connection, number, state="answered", answered_at=first, version=found.version + 1)
    routing.end_calls(connection, found)
    question_plans.drop_late(connection, number, now)


def _note(connection: Connection, by: Actor, act: str, number: int, now: datetime) -> None:
    log.write(connection, at=now, actor=by.name, act=act, subject=f"question:{number}")
