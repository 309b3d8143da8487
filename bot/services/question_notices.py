"""What is said about questions when its time comes, by today's truth, and what lapses; it never knows when that is."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.programme import Programme
from bot.services import (
    claims,
    mentors,
    question_arrival,
    question_cards,
    question_files,
    question_plans,
    relay,
    routing,
    translating,
)
from bot.services.due import NoticeKind
from bot.services.questions import answerer
from flows.core.screens import aside
from flows.core.values import Reply
from storage import advice, questions, replies, translations
from storage import claims as held
from storage.contacts import Contact
from storage.notices import Notice
from storage.questions import OPEN, QUEUED, Question

BUSY = timedelta(seconds=1)
"""When something is tried again whose question somebody has in hand."""

SORRY = timedelta(days=1)
"""For how long an apology is for whatever else its person waits for."""

CLOSED = {"staff": "question_closed", "file": "question_unopened"}
"""What somebody hears whose question was closed, by why it was; of others they know it."""

Said = Sequence[Reply | Part] | None
Act = Callable[[Connection, Question, Notice, datetime], datetime | None]
"""Does what a clock is there for, to a question that is locked; a moment: look again then."""


def kinds(programme: Programme) -> tuple[NoticeKind, ...]:
    """Return every kind of notice about a question, a translation and an answer that others may hear."""

    def round_of(connection: Connection, question: Question, row: Notice, now: datetime) -> datetime | None:
        if question.state not in QUEUED or row.occurrence != f"v{question.version}":
            return None
        if (later := question_files.wait_for_question(connection, programme, question, now)) is not None:
            return later
        found = questions.get(connection, question.id)
        waits = found is not None and found.state in QUEUED
        return routing.offer_round(connection, programme, question, now) if waits else None

    def lapse(connection: Connection, question: Question, _row: Notice, now: datetime) -> None:
        claims.lapse(connection, programme, question, now)

    def give_up(connection: Connection, _question: Question, row: Notice, now: datetime) -> None:
        found = translations.get(connection, row.subject_id)
        if found is not None and found.state == "claimed" and (found.lapses_at or now) <= now:
            translating.again(connection, programme, found, now)

    return (
        NoticeKind(question_plans.ROUND, _nothing, act=_locked(round_of), clock=True),
        NoticeKind(question_plans.LAPSE, _lapsed, act=_in_hours(programme, _locked(lapse))),
        NoticeKind(question_plans.REMIND, _remind, question_plans.REMINDED, act=_in_hours(programme)),
        NoticeKind(question_plans.OVER, _over, act=_in_hours(programme)),
        NoticeKind(question_plans.WITHDRAWN, _withdrawn, act=_in_hours(programme)),
        NoticeKind(question_plans.GIVEN_UP, _nothing, act=_locked(give_up, _of_translation), clock=True),
        *_files(programme),
        *_others(),
    )


def _files(programme: Programme) -> tuple[NoticeKind, ...]:
    """Return the kinds about what helpers say, and those that wait for what somebody spoke."""

    def answer(connection: Connection, question: Question, row: Notice, now: datetime) -> datetime | None:
        return question_files.wait_for_answer(connection, programme, question, row, now)

    def translation(connection: Connection, question: Question, row: Notice, now: datetime) -> datetime | None:
        return question_files.wait_for_translation(connection, programme, question, row, now)

    def next_helpers(connection: Connection, question: Question, row: Notice, now: datetime) -> datetime | None:
        found = translations.get(connection, row.subject_id)
        mine = found is not None and row.occurrence == f"v{found.version}"
        return translating.ask_more(connection, programme, question, found, now) if found is not None and mine else None

    return (
        NoticeKind(question_plans.HELPERS, _nothing, act=_locked(next_helpers, _of_translation), clock=True),
        NoticeKind(question_plans.ANSWERED, _answered, act=_locked(answer)),
        NoticeKind(question_plans.TRANSLATE, _translate, act=_locked(translation, _of_translation)),
    )


def _others() -> tuple[NoticeKind, ...]:
    """Return the kinds that need no programme."""
    return (
        NoticeKind(question_plans.OFFER, _offer),
        NoticeKind(question_plans.ARRIVED, _nothing, act=_locked(question_arrival.look), clock=True),
        NoticeKind(question_plans.LATE, _late, act=_locked(_alarm)),
        NoticeKind(question_plans.CLOSED, _closed),
        NoticeKind(question_plans.FOLLOWS, _file, act=_wait_for_file),
        NoticeKind(question_plans.DECIDE, _decide),
    )


def _of_translation(connection: Connection, row: Notice) -> int:
    found = translations.get(connection, row.subject_id)
    return found.question_id if found else 0


def _own(_connection: Connection, row: Notice) -> int:
    return row.subject_id


def _locked(
    act: Act, number_of: Callable[[Connection, Notice], int] = _own
) -> Callable[[Connection, Notice, datetime], datetime | None]:
    """Return what does something to a question, later where somebody has it in hand; nothing where it has gone."""

    def run(connection: Connection, row: Notice, now: datetime) -> datetime | None:
        number = number_of(connection, row)
        question = questions.get_free(connection, number)
        if question is None:
            return now + BUSY if questions.get(connection, number) is not None else None
        return act(connection, question, row, now)

    return run


def _in_hours(
    programme: Programme, act: Callable[[Connection, Notice, datetime], datetime | None] | None = None
) -> Callable[[Connection, Notice, datetime], datetime | None]:
    """Return what does something when it is due, and lets a mentor or helper hear of it within their own hours."""

    def run(connection: Connection, row: Notice, now: datetime) -> datetime | None:
        if act is not None and (again := act(connection, row, now)) is not None:
            return again
        at = mentors.heard_at(connection, programme, row.person_id, now) if row.person_id is not None else now
        return at if at > now else None

    return run


def _nothing(_connection: Connection, _row: Notice, _contact: Contact, _now: datetime) -> Said:
    return None


def _offer(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Said:
    question = questions.get(connection, row.subject_id)
    waits = question is not None and question.state in QUEUED and row.occurrence == f"v{question.version}"
    return (question_cards.offer(question),) if question is not None and waits else None


def _remind(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Said:
    question, claim = questions.get(connection, row.subject_id), held.held(connection, row.subject_id)
    mine = claim is not None and claim.person_id == row.person_id
    return (question_cards.waiting(question),) if question is not None and mine else None


def _lapsed(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Said:
    """Tell a mentor that their time is over, unless they have taken it again."""
    claim = held.held(connection, row.subject_id)
    mine = [one for one in held.of_question(connection, row.subject_id) if one.person_id == row.person_id]
    if not mine or mine[-1].state != "lapsed" or (claim is not None and claim.person_id == row.person_id):
        return None
    return (aside("claim_lapsed"),)


def _reply_of(row: Notice) -> int:
    return int(row.occurrence.removeprefix("r"))


def _answered(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Said:
    question, reply = questions.get(connection, row.subject_id), replies.get(connection, _reply_of(row))
    if question is None or reply is None or reply.state != "sent" or question.state == "closed":
        return None
    matter = relay.of_reply(connection, reply)
    if matter.is_empty or relay.state(connection, matter) != "kept":
        return None
    head, card = question_cards.answered(question)
    name = question_cards.signed(answerer(connection, question))
    return (head, *name, *relay.whole(connection, matter), card)


def _alarm(connection: Connection, question: Question, row: Notice, now: datetime) -> None:
    """Call staff, once for every wait: also where the person hears of it later, as they sleep."""
    known = question.late_at is not None and question.late_at >= question.since
    if question.state in OPEN and question.since.isoformat() == row.occurrence and not known:
        questions.change(connection, question.id, late_at=now)
        routing.call(connection, question, routing.WAITS, now)


def _late(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Said:
    question = questions.get(connection, row.subject_id)
    if question is None or question.state not in OPEN or question.since.isoformat() != row.occurrence:
        return None
    waiting = questions.of_person(connection, question.person_id or 0)
    return (question_cards.late(question, more=len(waiting) > 1),) if _is_told(question, waiting) else None


def _is_told(question: Question, waiting: Sequence[Question]) -> bool:
    """Tell whether an apology is for this question: one a day is for all for which somebody waits."""
    told: list[Question] = []
    late = sorted((one.late_at, one.id, one) for one in waiting if one.late_at is not None and one.late_at >= one.since)
    for at, _, one in late:
        if not told or at - (told[-1].late_at or at) >= SORRY:
            told.append(one)
    return not late or any(one.id == question.id for one in told)


def _closed(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Said:
    question = questions.get(connection, row.subject_id)
    name = CLOSED.get(question.closed) if question is not None else None
    return (aside(name),) if name else None


def _over(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Said:
    question = questions.get(connection, row.subject_id)
    return (aside("claim_over"),) if question is not None and question.state == "closed" else None


def _withdrawn(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Said:
    """Tell somebody to whom a question was offered that it needs nobody any more, unless it waits again."""
    question = questions.get(connection, row.subject_id)
    waits = question is None or question.state in QUEUED or question.state == "closed"
    return None if waits else (aside("offer_over"),)


def _translate(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Said:
    found = translations.get(connection, row.subject_id)
    if found is None or found.state != "waiting" or row.occurrence != f"v{found.version}":
        return None
    question = questions.get(connection, found.question_id)
    return (question_cards.translation(found, question),) if question is not None else None


def _wait_for_file(connection: Connection, row: Notice, now: datetime) -> datetime | None:
    waits = relay.state(connection, relay.Matter("voice", media_id=row.subject_id)) == "waiting"
    return now + question_files.SOON if waits else None


def _file(connection: Connection, row: Notice, _contact: Contact, _now: datetime) -> Said:
    """Say a file that was still on its way, to whoever heard the rest of it."""
    part = relay.file(connection, row.subject_id)
    return (part,) if part is not None else None


def _decide(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Said:
    found = advice.get(connection, row.subject_id)
    return (question_cards.advice(found),) if found is not None and found.state == "proposed" else None
