"""Files on their way to whoever is to hear them: waited for, and said anew where one is none; it never opens one."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import question_arrival, question_plans, relay, translating
from bot.services.questions import close
from bot.services.relay import Matter
from storage import questions, replies, translations
from storage.notices import Notice
from storage.questions import Question
from storage.translations import Translation

SOON = timedelta(seconds=1)
"""How often it is looked whether a file is there."""


def wait_for_question(
    connection: Connection, programme: Programme, question: Question, now: datetime
) -> datetime | None:
    """Wait until a locked question can be heard whole; what cannot be opened is said again or, its own, closed."""
    said = relay.own(question)
    if (state := relay.state(connection, said)) == "refused":
        close(connection, question, "file", now)
        question_plans.plan_closed(connection, question, now)
        return None
    steps = [one for one in translations.of_question(connection, question.id) if one.reply_id is None]
    heard = relay.last_done(steps)
    if heard is None or state == "waiting":
        return now + SOON if state == "waiting" else None
    return _wait_for_step(connection, programme, question, heard, now)


def wait_for_translation(
    connection: Connection, programme: Programme, question: Question, row: Notice, now: datetime
) -> datetime | None:
    """Wait until a helper can hear what is to be said in other words."""
    found = translations.get(connection, row.subject_id)
    if found is None or found.state != "waiting" or row.occurrence != f"v{found.version}":
        return None
    if found.reply_id is None:
        return wait_for_question(connection, programme, question, now)
    reply = replies.get(connection, found.reply_id)
    if reply is None:
        return None
    state = relay.state(connection, Matter(reply.form, reply.text, reply.media_id))
    if state == "refused":
        question_plans.drop_translation(connection, found.id, now, "file")
        translations.change(connection, found.id, state="void")
        question_arrival.undo(connection, question, reply, now)
    return now + SOON if state == "waiting" else None


def wait_for_answer(
    connection: Connection, programme: Programme, question: Question, row: Notice, now: datetime
) -> datetime | None:
    """Wait until an answer can be heard; where its file is none, whoever spoke says it again: mentor or helper."""
    reply = replies.get(connection, int(row.occurrence.removeprefix("r")))
    if reply is None or reply.state != "sent":
        return None
    steps = [one for one in translations.of_question(connection, question.id) if one.reply_id == reply.id]
    if (heard := relay.last_done(steps)) is not None:
        return _wait_for_step(connection, programme, question, heard, now)
    state = relay.state(connection, relay.of_reply(connection, reply))
    if state == "refused":
        question_arrival.undo(connection, question, reply, now)
    return now + SOON if state == "waiting" else None


def _wait_for_step(
    connection: Connection, programme: Programme, question: Question, heard: Translation, now: datetime
) -> datetime | None:
    """Wait for what a helper spoke; where it is none, helpers are asked once more for the same."""
    state = relay.state(connection, relay.of_step(heard))
    if state == "refused":
        _say_anew(connection, programme, question, heard, now)
    return now + SOON if state == "waiting" else None


def _say_anew(
    connection: Connection, programme: Programme, question: Question, heard: Translation, now: datetime
) -> None:
    """Let a helper say once more what could not be opened; what was built on it waits for that."""
    for one in translations.of_question(connection, question.id):
        if one.id > heard.id and one.reply_id == heard.reply_id:
            question_plans.drop_translation(connection, one.id, now, "file")
            translations.change(connection, one.id, state="void")
    if heard.reply_id is None:
        question_plans.settle(connection, question.id, now, "file")
        read_in = {"read_in": heard.from_language}
    else:
        question_arrival.hold(connection, question, heard.reply_id, now)
        read_in = {}
    questions.change(connection, question.id, state="needs_translation", version=question.version + 1, **read_in)
    translations.change(connection, heard.id, text="", media_id=None, form="text", done_at=None)
    translating.again(connection, programme, heard, now)
