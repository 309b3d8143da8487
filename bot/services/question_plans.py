"""What is due about questions, and when, as plans; it never knows the words and never decides who may answer.

Some notices are only clocks: they act when their time comes, also at night, and say nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import due
from storage import notices
from storage.claims import Claim
from storage.notices import Planned, Subject
from storage.questions import Question
from storage.translations import Translation

ROUND, OFFER, REMIND, LAPSE = "question_round", "question_offer", "claim_waiting", "claim_lapse"
ANSWERED, ARRIVED, LATE, CLOSED = "question_answered", "answer_check", "question_late", "question_closed"
TRANSLATE, GIVEN_UP, HELPERS = "translation_offer", "translation_lapse", "translation_round"
FOLLOWS, DECIDE, OVER, WITHDRAWN = "file_follows", "advice_ask", "claim_over", "offer_over"
"""Every kind of notice about a question, by the name under which it is stored for ever."""

HOLD = timedelta(hours=24)
"""How long a question is a mentor's, and a translation a helper's, who has taken it."""
REMINDED = timedelta(hours=4)
"""How long before that a mentor is reminded."""
NEXT = timedelta(hours=2)
"""After how long a question that nobody took is offered to the next few."""
LATE_AFTER = timedelta(hours=48)
"""After so long a wait staff are called and the person hears an apology."""
LOOK = timedelta(minutes=30)
"""After how long it is looked whether an answer has gone out."""
WORTH = timedelta(days=60)
"""How long an answer is worth sending: longer than any pause that ends by itself."""
FETCHING = timedelta(days=2)
"""How long a file is waited for: longer than it is tried for (``services.media.PATIENCE``)."""
LAPSED = "lapsed"
"""The reason for which a question comes back whose mentor did not answer in time."""
_LONG = timedelta(days=400)


def about(question_id: int) -> Subject:
    """Return what notices about a question are about."""
    return Subject("question", question_id)


def about_translation(number: int) -> Subject:
    """Return what notices about a translation are about."""
    return Subject("translation", number)


def clock(kind: str, occurrence: str, due_at: datetime, person_id: int | None) -> Planned:
    """Return a notice that is there for what it does."""
    return due.notice(kind, occurrence, due_at, due_at + _LONG, urgent=True, person_id=person_id)


def plan_round(connection: Connection, question: Question, at: datetime, now: datetime) -> None:
    """Let a question that waits be offered from a moment on."""
    row = clock(ROUND, f"v{question.version}", at, question.person_id)
    due.plan(connection, about(question.id), [row], now)


def plan_late(connection: Connection, question: Question, since: datetime, now: datetime) -> None:
    """Let staff and the person hear of a question that nobody has answered in time."""
    at = since + LATE_AFTER
    row = due.notice(LATE, since.isoformat(), at, at + WORTH, asked_for=True, person_id=question.person_id)
    due.plan(connection, about(question.id), [row], now)


def offer(question: Question, person_id: int, at: datetime, now: datetime) -> Planned:
    """Return the card that a mentor gets, worth it until the next are asked."""
    until = max(at, now) + HOLD
    return due.notice(OFFER, f"v{question.version}", at, until, asked_for=True, person_id=person_id)


def plan_claim(connection: Connection, claim: Claim, now: datetime) -> None:
    """Let a mentor be reminded of what they took, and let it lapse."""
    at, occurrence = claim.lapses_at, f"c{claim.id} {claim.lapses_at.isoformat()}"
    reminder = due.notice(REMIND, occurrence, at - REMINDED, at, REMINDED, asked_for=True, person_id=claim.person_id)
    lapse = due.notice(LAPSE, occurrence, at, at + HOLD, asked_for=True, person_id=claim.person_id)
    due.plan(connection, about(claim.question_id), [reminder, lapse], now)


def plan_answer(connection: Connection, question: Question, reply_id: int, now: datetime) -> None:
    """Let an answer reach the person, and look later whether it went out."""
    answer = due.notice(ANSWERED, f"r{reply_id}", now, now + WORTH, asked_for=True, person_id=question.person_id)
    check = clock(ARRIVED, f"r{reply_id}", now + LOOK, question.person_id)
    due.plan(connection, about(question.id), [answer, check], now)


def plan_translation(
    connection: Connection, translation: Translation, whom: Mapping[int, datetime], now: datetime
) -> None:
    """Ask helpers for a translation, each (by the number of the person) when they may be asked."""
    occurrence = f"v{translation.version}"
    rows = [due.notice(TRANSLATE, occurrence, at, at + HOLD, asked_for=True, person_id=one) for one, at in whom.items()]
    due.plan(connection, about_translation(translation.id), rows, now)


def plan_helpers(connection: Connection, translation: Translation, person_id: int | None, now: datetime) -> None:
    """Let the next helpers be asked for what nobody takes; ``person_id`` is whose question it is."""
    row = clock(HELPERS, f"v{translation.version}", now + NEXT, person_id)
    due.plan(connection, about_translation(translation.id), [row], now)


def plan_helper(connection: Connection, translation: Translation, person_id: int, at: datetime, now: datetime) -> None:
    """Let a translation lapse that a helper took."""
    row = clock(GIVEN_UP, f"v{translation.version}", at, person_id)
    due.plan(connection, about_translation(translation.id), [row], now)


def plan_file(connection: Connection, contact_id: int, media_id: int, now: datetime) -> None:
    """Let a file be sent to a contact as soon as it is there; they have just written, so at night too."""
    row = due.notice(FOLLOWS, "1", now, now + FETCHING, asked_for=True, urgent=True, contact_id=contact_id)
    due.plan(connection, Subject("media", media_id), [row], now)


def settle(connection: Connection, question_id: int, now: datetime, reason: str) -> None:
    """Let nothing be due any more that a question waited for; what was answered, lapsed or withdrawn is still told."""
    lapsed = (LAPSE,) if reason == LAPSED else ()
    due.cancel(connection, about(question_id), now, reason, sparing=(ANSWERED, ARRIVED, LATE, WITHDRAWN, *lapsed))


def drop(connection: Connection, question_id: int, now: datetime, reason: str) -> None:
    """Let nothing at all be due any more about a question."""
    due.cancel(connection, about(question_id), now, reason)


def drop_translation(connection: Connection, number: int, now: datetime, reason: str) -> None:
    """Let nothing be due any more about a translation."""
    due.cancel(connection, about_translation(number), now, reason)


def drop_late(connection: Connection, question_id: int, now: datetime) -> None:
    """Let nobody apologise for a wait that is over."""
    due.cancel(connection, about(question_id), now, "answered", sparing=(ANSWERED, ARRIVED, WITHDRAWN))


def drop_file(connection: Connection, media_id: int, now: datetime, reason: str) -> None:
    """Let a file that is still on its way be sent to nobody."""
    due.cancel(connection, Subject("media", media_id), now, reason)


def plan_closed(connection: Connection, question: Question, now: datetime) -> None:
    """Tell somebody that their question is closed, which they did not do."""
    row = due.notice(CLOSED, f"v{question.version}", now, now + WORTH, asked_for=True, person_id=question.person_id)
    due.plan(connection, about(question.id), [row], now)


def plan_over(connection: Connection, question: Question, person_id: int | None, now: datetime) -> None:
    """Tell whoever has a question in hand that it is closed: they may be at the answer."""
    if person_id is not None:
        row = due.notice(OVER, f"v{question.version}", now, now + HOLD, asked_for=True, person_id=person_id)
        due.plan(connection, about(question.id), [row], now)


def plan_withdrawn(connection: Connection, question: Question, person_id: int, now: datetime) -> None:
    """Tell those to whom a question was offered, and who have the card, that somebody else answered after all."""
    occurrence = f"v{question.version}"
    offered = notices.out_to(connection, about(question.id), OFFER, occurrence) - {person_id}
    rows = [due.notice(WITHDRAWN, occurrence, now, now + HOLD, asked_for=True, person_id=one) for one in offered]
    due.plan(connection, about(question.id), rows, now)
