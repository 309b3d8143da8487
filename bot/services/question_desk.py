"""What staff do about questions: see them, give them back to mentors, close them; it never knows what is asked.

What is asked stands nowhere here: who must hear it takes the ticket that called them, and answers that.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import question_plans, questions, routing
from bot.services.question_counts import RIGHT
from bot.services.staff import Actor
from storage import log, question_offers, replies, translations
from storage import questions as rows
from storage.questions import OPEN, QUEUED, Question


class NoQuestion(LookupError):
    """There is no such question for this member of staff (the same for missing and for foreign ones)."""


def open_ones(connection: Connection, by: Actor, limit: int = 500) -> Sequence[Question]:
    """Return the questions without an answer that a member of staff may see, the longest waiting first."""
    found = rows.every(connection, OPEN)
    return [one for one in found if by.may(RIGHT, one.organisation, one.country)][:limit]


def read(connection: Connection, by: Actor, number: int, *, lock: bool = False) -> Question:
    """Return a question that a member of staff may see; raises NoQuestion."""
    found = rows.get(connection, number, lock=lock)
    if found is None or not by.may(RIGHT, found.organisation, found.country):
        raise NoQuestion(f"there is no question {number}")
    return found


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


def answered(connection: Connection, number: int, text: str, now: datetime) -> None:
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
    replies.add(connection, question_id=number, text=text, language=found.language, state="sent", written_at=now)
    first = found.answered_at or now
    rows.change(connection, number, state="answered", answered_at=first, version=found.version + 1)
    question_plans.drop_late(connection, number, now)


def _note(connection: Connection, by: Actor, act: str, number: int, now: datetime) -> None:
    log.write(connection, at=now, actor=by.name, act=act, subject=f"question:{number}")
