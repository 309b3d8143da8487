"""Whether an answer went out, and what is done where it did not; it never knows what was answered."""

from datetime import datetime

from sqlalchemy import Connection

from bot.services import claims, due, question_plans, routing
from storage import claims as held
from storage import deadletters, notices, questions, replies
from storage.notices import Notice, Subject
from storage.questions import Question
from storage.replies import MentorReply


def look(connection: Connection, question: Question, row: Notice, now: datetime) -> datetime | None:
    """Call staff where an answer did not go out; a moment where it is still on its way."""
    reply = replies.get(connection, int(row.occurrence.removeprefix("r")))
    if question.state == "closed" or reply is None or reply.state != "sent":
        return None  # it is said anew, and looked after then
    told = notices.of(connection, Subject("question", question.id), question_plans.ANSWERED, row.occurrence)
    if told is None or told.state == "cancelled":
        return None
    if told.state == "waiting":
        return max(told.next_at, now) + question_plans.LOOK
    state = deadletters.worst(connection, due.dedupe(told.id)) if told.state == "out" else "never"
    if state in {"waiting", "parked", "sending"}:
        return now + question_plans.LOOK
    if state in {"never", "expired"} and question.person_id is not None:
        routing.call(connection, question, routing.UNHEARD, now)
    return None


def take_back(connection: Connection, reply: MentorReply, now: datetime, reason: str) -> bool:
    """Take an answer back that its person has not heard whole; False where they have, or it was never to go."""
    row = notices.of(connection, Subject("question", reply.question_id), question_plans.ANSWERED, f"r{reply.id}")
    if row is None or row.state not in {"waiting", "out"}:
        return False
    if row.state == "out" and deadletters.worst(connection, due.dedupe(row.id)) not in {"waiting", "parked"}:
        return False
    due.take_back(connection, row, now, reason)
    return True


def undo(connection: Connection, question: Question, reply: MentorReply, now: datetime) -> None:
    """Let a mentor answer again whose file turned out to be none; they have been told so."""
    replies.change(connection, reply.id, state="void", text="", media_id=None)
    mine = [one for one in held.of_question(connection, question.id) if one.mentor_id == reply.mentor_id]
    others = [one for one in replies.of_question(connection, question.id) if one.state == "sent"]
    first = others[0].written_at if others else None
    questions.change(connection, question.id, answered_at=first, state="answered" if others else question.state)
    if mine and not others and held.held(connection, question.id) is None:
        claims.take_up(connection, mine[-1], now)
        question_plans.plan_late(connection, question, question.since, now)


def hold(connection: Connection, question: Question, reply_id: int, now: datetime) -> None:
    """Keep an answer back that a helper says once more; the wait goes on."""
    replies.change(connection, reply_id, state="translating")
    others = [one for one in replies.of_question(connection, question.id) if one.state == "sent"]
    questions.change(connection, question.id, answered_at=others[0].written_at if others else None)
    question_plans.plan_late(connection, question, question.since, now)
