"""Who was offered a question before, and when they may be offered it again; it never chooses, and writes nothing.

Whoever let it be (did not answer an offer, let their day pass, gave it back) rests; from whom another took it does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from storage import claims, question_offers
from storage.mentors import Mentor
from storage.question_offers import QuestionOffer
from storage.questions import Question

TIMES = 3
"""How often somebody is offered one question while its person waits; then it is staff's."""
REST = timedelta(days=1)
"""How long somebody hears nothing of a question that they let be: to the same hour of their next day."""


@dataclass(frozen=True, slots=True)
class Past:
    """What somebody was asked about a question: how often, whether they said no, and when they let it be last."""

    times: int = 0
    said_no: bool = False
    let_be: datetime | None = None

    @property
    def may(self) -> bool:
        """Tell whether they may be offered it once more, now or later."""
        return not self.said_no and self.times < TIMES

    def waits(self, now: datetime) -> bool:
        """Tell whether they may still take it up: they may be asked, or were for the last time, and not long ago."""
        return self.may or (not self.said_no and self.let_be is not None and now < self.let_be + REST)

    def rested(self, zone: ZoneInfo, now: datetime) -> datetime:
        """Return from when on they may be asked, by the clock of their zone: never twice on a day."""
        if self.let_be is None:
            return now
        return max(now, (self.let_be.astimezone(zone) + REST).astimezone(UTC))


FRESH = Past()
"""What is known of somebody who was never offered it."""


def of(connection: Connection, question: Question, some: Sequence[Mentor]) -> Mapping[int, Past]:
    """Return what mentors were asked about a question before, by the number of their profile, of those who were.

    Of somebody with several profiles all of them count.
    """
    offers = question_offers.of_question(connection, question.id)
    person_of = {one.id: one.person_id for one in some}
    asked = {person_of[one.mentor_id] for one in offers if one.mentor_id in person_of}
    ended = _ended(connection, question) if any(one.outcome == "taken" for one in offers) else {}
    every = {whose: [one for one in offers if person_of.get(one.mentor_id) == whose] for whose in asked}
    known = {whose: _past(question, mine, ended) for whose, mine in every.items()}
    return {one.id: known[one.person_id] for one in some if one.person_id in known}


def _ended(connection: Connection, question: Question) -> dict[int | None, datetime]:
    """Return when each mentor had a question in hand last."""
    return {one.mentor_id: one.ended_at or one.taken_at for one in claims.of_question(connection, question.id)}


def _past(question: Question, mine: Sequence[QuestionOffer], ended: Mapping[int | None, datetime]) -> Past:
    """Return what somebody's offers of a question come to, the oldest first."""
    last = mine[-1]
    let_be = {"": last.offered_at, "taken": ended.get(last.mentor_id, last.offered_at)}.get(last.outcome)
    times = sum(one.offered_at >= question.since for one in mine)
    return Past(times, any(one.outcome == "passed" for one in mine), let_be)
