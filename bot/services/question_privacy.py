"""What questions and mentors forget of people: those who leave, and what has had its time; counts stay."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.pieces import pieces
from bot.programme import Programme
from bot.services import (
    question_arrival,
    question_cards,
    question_plans,
    questions,
    relay,
    routing,
    ticket_privacy,
    volunteers,
)
from storage import advice, contacts, people, quotes, replies, roles, slots, tables, translations
from storage import claims as held
from storage import mentors as profiles
from storage import questions as rows
from storage.questions import OPEN, Question

SHARED = ("id", "question_id", "language", "topic", "state", "shown", "made_at", "decided_at")
"""What is told of an answer that others may hear to whoever it was for."""


def leave(connection: Connection, programme: Programme, person_id: int, now: datetime) -> None:
    """Close every question of somebody who is erased, give back what they had in hand, and forget who they were."""
    for one in rows.of_person(connection, person_id, (*OPEN, "answered")):
        if (locked := rows.get(connection, one.id, lock=True)) is not None:
            questions.close(connection, locked, "erased", now)
    mine = profiles.of_person(connection, person_id)
    for profile in mine:
        roles.end(connection, profile.role_id, now)  # first: or what they give back would be asked of them
    for profile in mine:
        volunteers.let_go(connection, programme, profile, now)
    _answer_again(connection, programme, person_id, now)
    forget(connection, person_id)


def forget(connection: Connection, person_id: int) -> None:
    """Leave of somebody only what is counted. Their profile and notices go with the person."""
    _forget_quotes(connection, person_id)
    for number in rows.numbers_of(connection, person_id):
        translations.erase_of_question(connection, number)
        replies.erase_of_question(connection, number)
    advice.erase_for(connection, person_id)
    for one in (rows, held, replies, translations, slots):
        one.erase_for(connection, person_id)


def gather(connection: Connection, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what hangs on somebody's roles and questions: their profiles, and which answers others may hear."""
    mine = select(tables.role.c.id).where(tables.role.c.person_id == person_id)
    found = tables.mentor.select().where(tables.mentor.c.role_id.in_(mine))
    shared = [{name: getattr(one, name) for name in SHARED} for one in advice.of_person(connection, person_id)]
    return {"mentor": [dict(row._mapping) for row in connection.execute(found)], "advice": shared}


def sweep(connection: Connection, before: datetime) -> int:
    """Empty the words of what was asked, answered and translated before a moment; return how many."""
    return sum(one.forget_texts(connection, before) for one in (rows, replies, translations))


def _answer_again(connection: Connection, programme: Programme, person_id: int, now: datetime) -> None:
    """Let others answer what this mentor answered and nobody has heard yet: their words go with them."""
    for one in replies.of_person(connection, person_id):
        found = rows.get(connection, one.question_id, lock=True)
        if found is None or found.state not in {"answered", "needs_translation"} or one.state == "void":
            continue
        back = question_arrival.take_back(connection, one, now, "erased")
        if back or one.state == "translating":
            translations.void(connection, found.id)
            rows.change(connection, found.id, answered_at=None)
            routing.back_to_queue(connection, programme, found, now, state="passed_on")
            question_plans.plan_late(connection, found, found.since, now)


def _forget_quotes(connection: Connection, person_id: int) -> None:
    """Empty what stands of somebody in messages to those who heard them: mentors, helpers, who asked."""
    person = people.get(connection, person_id)
    name = [part.text for part in question_cards.signed(person.name)] if person is not None else []
    for number in rows.numbers_of(connection, person_id):
        if (question := rows.get(connection, number)) is not None:
            _forget_asked(connection, question, name)
    for reply in replies.of_person(connection, person_id):
        question = rows.get(connection, reply.question_id)
        if question is not None:
            heard = {question.person_id} | _helpers(connection, question.id)
            files = [reply.media_id] if reply.media_id else []
            _forget(connection, heard, reply.written_at, [reply.text, *name], files)
    for step in translations.of_person(connection, person_id):
        files = [step.media_id] if step.media_id else []
        question = rows.get(connection, step.question_id)
        heard = _mentors(connection, step.question_id) | {question.person_id if question else None}
        _forget(connection, heard, step.asked_at, [step.text], files)


def _forget_asked(connection: Connection, question: Question, name: Collection[str]) -> None:
    """Empty a question in messages to whoever was to answer or to translate it, and to the team at its help desk."""
    heard = _mentors(connection, question.id) | _helpers(connection, question.id) | ticket_privacy.team(connection)
    steps = translations.of_question(connection, question.id)
    answers = [one.text for one in replies.of_question(connection, question.id)]
    words = [question.text, " ".join(question.text.split()), *name, *answers, *(one.text for one in steps)]
    files = [one for one in (question.media_id, question.photo_id) if one is not None]
    _forget(connection, heard, question.asked_at, words, files)


def _mentors(connection: Connection, question_id: int) -> set[int | None]:
    return {one.person_id for one in held.of_question(connection, question_id)}


def _helpers(connection: Connection, question_id: int) -> set[int | None]:
    return {one.person_id for one in translations.of_question(connection, question_id)}


def _forget(
    connection: Connection,
    people_ids: Collection[int | None],
    since: datetime,
    words: Collection[str],
    files: Collection[int],
) -> None:
    numbers = [one.id for who in people_ids if who is not None for one in contacts.of_person(connection, who)]
    if numbers:
        said = [piece for text in words for piece in pieces(text, relay.LONGEST)]
        quotes.forget(connection, numbers, since, said, files)
