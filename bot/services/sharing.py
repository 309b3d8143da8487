"""Answers that others may hear: proposed with the person's yes, decided by staff, offered before a new question.

It never knows who asked: only the answer is shared.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import due, relay
from bot.services.question_plans import DECIDE
from bot.services.relay import Matter
from bot.services.staff import Actor
from storage import advice as rows
from storage import log, questions, replies, roles
from storage.advice import Advice, State
from storage.notices import Subject
from storage.questions import Question
from storage.replies import MentorReply

RIGHT = "watch_questions"
"""Who may publish an answer."""
CONSENT = "share"
"""The kind under which the person's yes is kept, and their taking it back."""
BY_MEMBER = "member"
"""Who decided, where that was the person themself."""
WORTH = timedelta(days=14)
"""How long it is worth asking staff."""


def alike(connection: Connection, organisation: str, language: str, topic: str) -> Advice | None:
    """Return the published answer on a topic that was enough most often, and is still there to be heard."""
    for one in rows.best(connection, organisation, language, topic):
        if not matter(connection, one).is_empty:
            return one
    return None


def matter(connection: Connection, one: Advice) -> Matter:
    """Return what is heard of it: the answer in the language of who asked."""
    reply = replies.get(connection, one.reply_id)
    return relay.of_reply(connection, reply) if reply else relay.NOTHING


def shown(connection: Connection, number: int) -> None:
    """Count that somebody heard it."""
    rows.count(connection, number, enough=False)


def enough(connection: Connection, number: int) -> None:
    """Count that it was enough for somebody."""
    rows.count(connection, number, enough=True)


def may_propose(connection: Connection, question: Question) -> bool:
    """Tell whether somebody can be asked that others may hear their answer: it helped, and they were not asked yet."""
    last = _last(connection, question)
    return last is not None and question.helped == "yes" and rows.of_reply(connection, last.id) is None


def is_shared(connection: Connection, question: Question) -> bool:
    """Tell whether others hear the answer to a question, or will where staff agree."""
    return any(one.state != "rejected" for one in rows.of_question(connection, question.id))


def take_back(connection: Connection, question_id: int, now: datetime, by: str = BY_MEMBER) -> bool:
    """Let nobody else hear any answer to a question; False where nobody does. ``by`` is who, or what, decided that."""
    mine = [one for one in rows.of_question(connection, question_id) if one.state != "rejected"]
    for one in mine:
        rows.decide(connection, one.id, "rejected", by, now)
        due.cancel(connection, Subject("advice", one.id), now, "rejected")
    return bool(mine)


def propose(connection: Connection, question: Question, now: datetime) -> bool:
    """Ask staff to publish the answer to a question whose person said yes; False where they were asked before."""
    last = _last(connection, question)
    if last is None:
        return False
    values = {name: getattr(question, name) for name in ("organisation", "language", "topic")}
    if not rows.propose(connection, last.id, question_id=question.id, state="proposed", made_at=now, **values):
        return False
    found = rows.of_reply(connection, last.id)
    if found is not None:
        planned = [
            due.notice(DECIDE, "1", now, now + WORTH, person_id=person_id, asked_for=True)
            for person_id in _staff(connection, question)
        ]
        due.plan(connection, Subject("advice", found.id), planned, now)
    return True


def waiting(connection: Connection, by: Actor, state: State = "proposed") -> list[Advice]:
    """Return what a member of staff may decide, or what was decided so, the oldest first."""
    return [one for one in rows.in_state(connection, state) if _may(connection, by, one)]


def read(connection: Connection, by: Actor, number: int, *, lock: bool = False) -> Advice | None:
    """Return a piece of advice that a member of staff may decide, decided or not; None for every other."""
    found = rows.get(connection, number, lock=lock)
    return found if found is not None and _may(connection, by, found) else None


def decide(connection: Connection, by: Actor, number: int, state: State, now: datetime) -> bool:
    """Publish an answer or reject it; False where it has gone. What is published may be rejected later."""
    found = read(connection, by, number, lock=True)
    if found is None or (found.state != "proposed" and state != "rejected") or found.state == state:
        return False
    rows.decide(connection, number, state, by.name, now)
    due.cancel(connection, Subject("advice", number), now, state)
    log.write(connection, at=now, actor=by.name, act=f"advice_{state}", subject=f"advice:{number}")
    return True


def _last(connection: Connection, question: Question) -> MentorReply | None:
    sent = [one for one in replies.of_question(connection, question.id) if one.state == "sent"]
    return sent[-1] if sent else None


def _may(connection: Connection, by: Actor, one: Advice) -> bool:
    question = questions.get(connection, one.question_id)
    return question is not None and by.may(RIGHT, one.organisation, question.country)


def _staff(connection: Connection, question: Question) -> Sequence[int]:
    """Return the people who may decide about an answer, by their number."""
    held = [one for one in roles.held(connection) if one.person_id is not None]
    able = [one for one in held if Actor("", (one,)).may(RIGHT, question.organisation, question.country)]
    return sorted({one.person_id for one in able if one.person_id is not None})
