"""A member's questions: asked, asked more, taken back, and what became of them; it never knows who may answer.

Every act looks at the question as it is now, and only at somebody's own.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import ledger, matching, question_plans, relay, routing, sharing
from bot.services.meetings import organisation_of
from bot.services.relay import Matter
from bot.services.spoken import spoken
from storage import claims, log, mentors, people, question_figures, question_offers, replies, translations
from storage import questions as rows
from storage.contacts import Contact
from storage.people import Person
from storage.questions import OPEN, Question

MOST_OPEN = 5
"""How many questions of one person may wait at a time."""
GRADES = frozenset({"yes", "bit", "no"})
"""How an answer may have helped."""
ENOUGH = 5
"""After so many answers it is told how long one usually takes."""

More = Literal["same", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is asked: whether mentors see the name, whether a helper rewrites the voice, a woman only."""

    topic: str
    said: Matter
    named: bool = False
    rewrite: bool = False
    woman: bool = False


def ask(
    connection: Connection, programme: Programme, contact: Contact, person: Person, asked: Asked, now: datetime
) -> Question:
    """Send a question on its way; the same one again changes nothing. Raises ValueError for one without words."""
    if asked.said.is_empty:
        raise ValueError("a question needs words, a voice or a photo")
    for one in open_of(connection, person.id):
        if (one.topic, one.text, one.media_id, one.photo_id) == (asked.topic, *_words(asked.said)):
            return one
    values = {
        "organisation": organisation_of(programme, contact, person),
        "country": person.country or contact.country,
        "language": spoken(contact.language),
        "topic": asked.topic,
        "named": asked.named,
        "rewrite": asked.rewrite and not asked.named and asked.said.form == "voice",
        "woman": asked.woman,
    }
    return _send(connection, programme, person.id, asked.said, now, values)


def ask_more(
    connection: Connection,
    programme: Programme,
    contact: Contact,
    person_id: int,
    number: int,
    said: Matter,
    now: datetime,
    *,
    rewrite: bool = False,
) -> More:
    """Ask more about an answered question; the mentor who answered it gets it first, where they are still there.

    A voice is rewritten where that is asked now, or was asked of the question before.
    """
    before = of(connection, person_id, number)
    if before is None or before.state == "closed" or said.is_empty:
        return "gone"
    answers = [one for one in replies.of_question(connection, number) if one.state == "sent"]
    mentor_id = answers[-1].mentor_id if answers else None
    same = ("organisation", "country", "topic", "named", "woman")
    values = {name: getattr(before, name) for name in same} | {"language": spoken(contact.language)}
    values |= {"follows_id": before.id, "rewrite": _is_rewritten(before, said, rewrite)}
    if mentor_id is not None:
        values |= {"wanted_id": mentor_id, "wanted_until": now + question_plans.HOLD}
    sent = _send(connection, programme, person_id, said, now, values)
    steps = translations.of_question(connection, sent.id)
    read_in = steps[-1].to_language if steps else ""  # what a helper makes of it is what the mentor hears
    return "same" if matching.wanted(connection, sent, now, read_in) is not None else "new"


def of(connection: Connection, person_id: int, number: int, *, lock: bool = False) -> Question | None:
    """Return somebody's own question, None for a missing one and for every other."""
    found = rows.get(connection, number, lock=lock)
    return found if found is not None and found.person_id == person_id else None


def open_of(connection: Connection, person_id: int) -> list[Question]:
    """Return somebody's questions that have no answer yet, the oldest first."""
    return rows.of_person(connection, person_id, OPEN)


def withdraw(connection: Connection, person_id: int, number: int, now: datetime) -> bool:
    """Take a question back: nobody hears it any more. False where it is not there, or does not wait any more."""
    found = of(connection, person_id, number, lock=True)
    if found is None or found.state not in OPEN:
        return False
    close(connection, found, "withdrawn", now)
    who = ledger.pseudonym(connection, "person", person_id)
    log.write(connection, at=now, actor=who, act="question_withdrawn", subject=f"question:{number}")
    return True


def close(connection: Connection, question: Question, why: str, now: datetime) -> None:
    """Let nobody answer a question any more; whoever has locked it calls."""
    question_plans.drop(connection, question.id, now, why)
    question_offers.close(connection, question.id)
    for one in translations.of_question(connection, question.id):
        question_plans.drop_translation(connection, one.id, now, why)
        if one.state == "claimed":
            question_plans.plan_over(connection, question, one.person_id, now)
    translations.void(connection, question.id)
    for media_id in relay.own(question).files:
        question_plans.drop_file(connection, media_id, now, why)
    sharing.take_back(connection, question.id, now, why)
    if (held := claims.held(connection, question.id)) is not None:
        claims.end(connection, held.id, "withdrawn", now)
        question_plans.plan_over(connection, question, held.person_id, now)
    routing.end_calls(connection, question)
    rows.change(connection, question.id, state="closed", closed=why, version=question.version + 1)


def helped(connection: Connection, person_id: int, number: int, grade: str, now: datetime) -> bool:
    """Keep whether an answer helped (yes, bit, no); False where there is none."""
    found = of(connection, person_id, number, lock=True)
    if found is None or found.answered_at is None or found.state == "closed" or grade not in GRADES:
        return False
    rows.change(connection, number, helped=grade)
    return True


def other_mentor(connection: Connection, programme: Programme, person_id: int, number: int, now: datetime) -> bool:
    """Let other mentors answer a question as well; those who did are asked no more. False where it has gone."""
    found = of(connection, person_id, number, lock=True)
    if found is None or found.state != "answered":
        return found is not None and found.state in OPEN
    for one in replies.of_question(connection, number):
        if one.mentor_id is not None:
            question_offers.put(connection, number, one.mentor_id, found.version, question_offers.ANSWERED, now)
            question_offers.settle(connection, number, one.mentor_id, found.version, "passed")
    routing.back_to_queue(connection, programme, found, now, state="passed_on", since=now)
    question_plans.plan_late(connection, found, now, now)
    return True


def call_person(connection: Connection, person_id: int, number: int, now: datetime) -> bool:
    """Call a person of the team about a question, and where it is late about all that somebody waits for.

    False where it has gone.
    """
    found = of(connection, person_id, number)
    if found is None:
        return False
    late = found.state in OPEN and found.late_at is not None and found.late_at >= found.since
    for one in open_of(connection, person_id) if late else (found,):
        routing.call(connection, one, "help", now)
    return True


def usual_days(connection: Connection, organisation: str, now: datetime) -> int | None:
    """Return in how many days half of the questions had their first answer, None before that can be told."""
    waits = question_figures.waits(connection, organisation, now)
    return max(1, ceil(sorted(waits)[len(waits) // 2].total_seconds() / 86_400)) if len(waits) >= ENOUGH else None


def _is_rewritten(before: Question, said: Matter, rewrite: bool) -> bool:
    return said.form == "voice" and not before.named and (before.rewrite or rewrite)


def _words(said: Matter) -> tuple[str, int | None, int | None]:
    return said.text, said.media_id, said.photo_id


def _send(
    connection: Connection, programme: Programme, person_id: int, said: Matter, now: datetime, values: dict[str, Any]
) -> Question:
    text, media_id, photo_id = _words(said)
    number = rows.add(
        connection,
        **values,
        read_in=values["language"],
        person_id=person_id,
        pseudonym=ledger.pseudonym(connection, "person", person_id),
        text=text,
        media_id=media_id,
        photo_id=photo_id,
        form=said.form,
        asked_at=now,
        since=now,
    )
    routing.route(connection, programme, number, now)
    found = rows.get(connection, number)
    if found is None:
        raise LookupError(f"there is no question {number}")
    question_plans.plan_late(connection, found, now, now)
    return found


def asker(connection: Connection, question: Question) -> str:
    """Return the name of who asks, where they agreed that mentors see it, else ""."""
    person = people.get(connection, question.person_id) if question.named and question.person_id else None
    return person.name if person is not None and not person.name_pending else ""


def answerer(connection: Connection, question: Question) -> str:
    """Return the name of the mentor who answered last, where both agreed to be named, else ""."""
    sent = [one for one in replies.of_question(connection, question.id) if one.state == "sent"]
    if not sent or not question.named or sent[-1].mentor_id is None:
        return ""
    mentor = mentors.get(connection, sent[-1].mentor_id)
    person = people.get(connection, mentor.person_id) if mentor and mentor.shows_name and mentor.person_id else None
    return person.name if person is not None and not person.name_pending else ""
