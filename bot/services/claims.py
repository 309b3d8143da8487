"""What a mentor does with questions: takes one, answers, passes it on, gives it to staff; it never knows a screen.

Every act locks the question first: of those who take it at the same moment one has it, the others hear that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import matching, mentors, question_plans, routing
from bot.services.matching import IN_HAND
from bot.services.relay import Matter
from storage import claims as rows
from storage import question_offers, questions, replies, translations
from storage.claims import Claim
from storage.mentors import Mentor
from storage.questions import QUEUED, Question

Sent = Literal["sent", "translating", "lapsed", "gone"]
"""``translating``: a helper says it first · ``lapsed``: its time was over and it is not theirs any more."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a question.

    ``again``: it had gone back to the queue from them · ``mine``: they have it already ·
    ``other``: somebody else was first · ``busy``: they have enough in hand ·
    ``gone``: there is no such question for them any more.
    """

    state: Literal["taken", "again", "mine", "other", "busy", "gone"]
    question: Question | None = None


def waiting(connection: Connection, mentor: Mentor, now: datetime) -> tuple[int, datetime | None]:
    """Return how many questions a mentor could take, and since when the oldest waits."""
    return questions.waiting_for(connection, mentors.wanted(connection, mentor, now))


def next_for(connection: Connection, mentor: Mentor, now: datetime) -> Question | None:
    """Return what a mentor should take next."""
    return questions.next_for(connection, mentors.wanted(connection, mentor, now))


def held_by(connection: Connection, mentor: Mentor) -> list[Question]:
    """Return what a mentor has taken and not answered, the oldest first."""
    found = [questions.get(connection, one.question_id) for one in rows.of_mentor(connection, mentor.id)]
    return [one for one in found if one is not None]


def lapses_in(connection: Connection, number: int, now: datetime) -> timedelta:
    """Return how long a question is still its mentor's."""
    claim = rows.held(connection, number)
    return max(timedelta(), claim.lapses_at - now) if claim else timedelta()


def has_lapsed(connection: Connection, mentor: Mentor, number: int) -> bool:
    """Tell whether a question went back to the queue from a mentor who did not answer it in time."""
    mine = [one for one in rows.of_question(connection, number) if one.mentor_id == mentor.id]
    return bool(mine) and mine[-1].state == "lapsed"


def take(connection: Connection, mentor: Mentor, number: int, now: datetime) -> Taken:
    """Let a mentor have a question for a day, unless somebody else has it."""
    found = questions.get(connection, number, lock=True)
    if found is None or mentor.person_id is None or found.state in {"closed", "flagged"}:
        return Taken("gone")
    claim = rows.held(connection, number)
    if claim is not None:
        return Taken("mine", found) if claim.mentor_id == mentor.id else Taken("other")
    waits_for = matching.wanted(connection, found, now)
    if found.state not in QUEUED or (waits_for is not None and waits_for.id != mentor.id):
        return Taken("other")
    if not matching.fits(connection, found, mentor):
        return Taken("gone")
    if len(rows.of_mentor(connection, mentor.id)) >= IN_HAND:
        return Taken("busy", found)
    again = has_lapsed(connection, mentor, number)
    _hold(connection, mentor, mentor.person_id, found, now)
    return Taken("again" if again else "taken", questions.get(connection, number))


def send(
    connection: Connection, programme: Programme, mentor: Mentor, number: int, said: Matter, now: datetime
) -> Sent:
    """Send an answer on its way to the person: through a helper where they do not speak its language.

    Raises ValueError for an answer without words.
    """
    if said.is_empty:
        raise ValueError("an answer needs words, a voice or a photo")
    found = questions.get(connection, number, lock=True)
    claim = rows.held(connection, number) or _taken_again(connection, mentor, found, now)
    if found is None or claim is None or claim.mentor_id != mentor.id:
        return _too_late(connection, mentor, number, said)
    rows.end(connection, claim.id, "answered", now)
    question_plans.settle(connection, number, now, "answered")
    reply_id = replies.add(
        connection,
        question_id=number,
        mentor_id=mentor.id,
        person_id=mentor.person_id,
        text=said.text,
        media_id=said.media_id or said.photo_id,
        form=said.form,
        language=found.read_in,
        state="sent",
        written_at=now,
    )
    if found.read_in != found.language:
        _translate_reply(connection, programme, found, reply_id, now)
        return "translating"
    deliver(connection, found, reply_id, now)
    return "sent"


def deliver(connection: Connection, question: Question, reply_id: int, now: datetime) -> None:
    """Let an answer go to the person, and nothing more be due that was there for the wait."""
    first = question.answered_at or now
    questions.change(connection, question.id, state="answered", answered_at=first, version=question.version + 1)
    replies.change(connection, reply_id, state="sent")
    question_plans.drop_late(connection, question.id, now)
    routing.end_calls(connection, question, (routing.WAITS, routing.NOBODY))
    question_plans.plan_answer(connection, question, reply_id, now)


def colleagues(connection: Connection, mentor: Mentor, number: int, now: datetime) -> Sequence[Mentor]:
    """Return the mentors to whom whoever holds a question may pass it: those who could take it, and hear of it."""
    found, claim = questions.get(connection, number), rows.held(connection, number)
    if found is None or claim is None or claim.mentor_id != mentor.id:
        return ()
    able = matching.free_for(connection, found, found.read_in, now)
    return [one for one in able if one.id != mentor.id and matching.could_take(connection, found, one, now)]


def pass_on(
    connection: Connection, programme: Programme, mentor: Mentor, number: int, now: datetime, to: int | None = None
) -> bool:
    """Give a question to another mentor (by their number) or back to all; this one is not asked for it again."""
    found = in_hand(connection, mentor, number, lock=True)
    if found is None:
        return False
    question_offers.put(connection, number, mentor.id, found.version, question_offers.FOUND, now)
    question_offers.settle(connection, number, mentor.id, found.version, "passed")
    claim = rows.held(connection, number)
    if claim is None:  # they only said that it is not theirs
        question_plans.plan_round(connection, found, now, now)
        return True
    able = {one.id for one in colleagues(connection, mentor, number, now)}
    rows.end(connection, claim.id, "passed", now)
    routing.back_to_queue(connection, programme, found, now, state="passed_on", to=to if to in able else None)
    return True


def give_back(connection: Connection, programme: Programme, mentor: Mentor, number: int, now: datetime) -> bool:
    """Let a question go that a mentor has taken; they may be asked for it again."""
    found, claim = questions.get(connection, number, lock=True), rows.held(connection, number)
    if found is None or claim is None or claim.mentor_id != mentor.id:
        return False
    rows.end(connection, claim.id, "passed", now)
    routing.back_to_queue(connection, programme, found, now, state="passed_on")
    return True


def to_staff(connection: Connection, mentor: Mentor, number: int, now: datetime) -> bool:
    """Give a question to the team, which answers it from the list of tickets or gives it back."""
    return _set_aside(connection, mentor, number, routing.WAITS, now)


def flag(connection: Connection, mentor: Mentor, number: int, now: datetime) -> bool:
    """Let nobody but the team see a question that is not okay."""
    return _set_aside(connection, mentor, number, routing.FLAGGED, now)


def lapse(connection: Connection, programme: Programme, question: Question, now: datetime) -> bool:
    """Let a locked question wait again whose mentor did not answer in time; False where that is not so."""
    claim = rows.held(connection, question.id)
    if claim is None or claim.lapses_at > now:
        return False
    rows.end(connection, claim.id, "lapsed", now)
    routing.back_to_queue(connection, programme, question, now, why=question_plans.LAPSED)
    return True


def take_up(connection: Connection, claim: Claim, now: datetime) -> None:
    """Let a mentor answer again whose answer never arrived whole."""
    rows.take_up(connection, claim.id, now + question_plans.HOLD)
    questions.change(connection, claim.question_id, state="claimed")
    if (found := rows.held(connection, claim.question_id)) is not None:
        question_plans.plan_claim(connection, found, now)


def _hold(connection: Connection, mentor: Mentor, person_id: int, question: Question, now: datetime) -> None:
    until = now + question_plans.HOLD
    rows.hold(connection, question.id, mentor.id, person_id, now, until)
    question_plans.settle(connection, question.id, now, "taken")
    question_offers.put(connection, question.id, mentor.id, question.version, question_offers.FOUND, now)
    question_offers.settle(connection, question.id, mentor.id, question.version, "taken")
    question_offers.close(connection, question.id)
    questions.change(connection, question.id, state="claimed")
    if (claim := rows.held(connection, question.id)) is not None:
        question_plans.plan_claim(connection, claim, now)


def _taken_again(connection: Connection, mentor: Mentor, question: Question | None, now: datetime) -> Claim | None:
    """Return a claim that lapsed and that nobody has taken since: who answers late still answers.

    To whom the question was offered meanwhile, it is not any more.
    """
    if question is None or question.state not in QUEUED or mentor.person_id is None:
        return None
    if not has_lapsed(connection, mentor, question.id):
        return None
    _hold(connection, mentor, mentor.person_id, question, now)
    question_plans.plan_withdrawn(connection, question, mentor.person_id, now)
    return rows.held(connection, question.id)


def _too_late(connection: Connection, mentor: Mentor, number: int, said: Matter) -> Sent:
    """Tell what became of an answer that comes twice, or after its time."""
    for one in replies.of_question(connection, number):
        if one.mentor_id == mentor.id and (one.text, one.media_id) == (said.text, said.media_id or said.photo_id):
            return "translating" if one.state == "translating" else "sent"
    return "lapsed" if has_lapsed(connection, mentor, number) else "gone"


def _translate_reply(
    connection: Connection, programme: Programme, question: Question, reply_id: int, now: datetime
) -> None:
    replies.change(connection, reply_id, state="translating")
    questions.change(connection, question.id, state="needs_translation")
    number = translations.add(
        connection,
        kind="reply",
        question_id=question.id,
        reply_id=reply_id,
        from_language=question.read_in,
        to_language=question.language,
        state="waiting",
        asked_at=now,
    )
    if (translation := translations.get(connection, number)) is not None:
        routing.ask_helpers(connection, programme, translation, now)


def in_hand(connection: Connection, mentor: Mentor, number: int, *, lock: bool = False) -> Question | None:
    """Return a question that a mentor holds, or that waits and fits them; None for a missing one and every other."""
    found = questions.get(connection, number, lock=lock)
    if found is None or found.state in {"closed", "answered"}:
        return None
    claim = rows.held(connection, number)
    if claim is not None:
        return found if claim.mentor_id == mentor.id else None
    return found if found.state in QUEUED and matching.fits(connection, found, mentor) else None


def _set_aside(connection: Connection, mentor: Mentor, number: int, kind: str, now: datetime) -> bool:
    """Let the team look at a question before anybody else does."""
    found = in_hand(connection, mentor, number, lock=True)
    if found is None:
        return False
    if (claim := rows.held(connection, number)) is not None:
        rows.end(connection, claim.id, "flagged" if kind == routing.FLAGGED else "passed", now)
    question_plans.settle(connection, number, now, "flagged")
    question_offers.close(connection, number)
    questions.change(connection, number, state="flagged", version=found.version + 1)
    routing.call(connection, found, kind, now)
    return True
