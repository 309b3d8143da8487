"""Where a question goes next: to a helper, to a few mentors, to staff; it never knows the words of it.

Whoever calls has locked the question, or has just made it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import due, matching, mentors, question_plans, relay
from bot.services.matching import Choice
from storage import contacts, notices, question_offers, questions, tickets, translations
from storage import mentors as profiles
from storage.contacts import Contact
from storage.mentors import Mentor
from storage.question_offers import QuestionOffer
from storage.questions import Question, State
from storage.tickets import Ticket
from storage.translations import Kind, Translation

AGAIN = timedelta(minutes=30)
"""When it is looked again for a mentor where nobody could be asked and nobody will wake up sooner."""
HELPERS = 3
"""How many helpers are asked at a time."""
FLAGGED, WAITS, NOBODY, UNHEARD = "question_flagged", "question_late", "question_nobody", "question_undelivered"
"""The tickets about questions, by the kind under which they are stored for ever."""
CALLS = (FLAGGED, WAITS, NOBODY, UNHEARD, "help")
"""Every kind of ticket that may be about a question."""
FLOW, _ABOUT = "question", "q:"


def route(connection: Connection, programme: Programme, number: int, now: datetime, queued: State = "waiting") -> None:
    """Send a question to whom it needs next; ``queued`` is its state where that is a mentor."""
    question = questions.get(connection, number)
    if question is None:
        return
    steps = [one for one in translations.of_question(connection, number) if one.state == "done"]
    if question.rewrite and not any(one.kind == "voice" for one in steps):
        _ask_helper(connection, programme, question, "voice", question.language, now)
        return
    free = matching.free_for(connection, question, question.read_in, now)
    pivot = "" if free else _pivot(connection, question, now)
    if pivot:
        _ask_helper(connection, programme, question, "question", pivot, now)
        return
    questions.change(connection, number, state=queued)
    question_plans.plan_round(connection, question, now, now)
    if not free and question.person_id is not None:
        call(connection, question, NOBODY, now)


def offer_round(connection: Connection, programme: Programme, question: Question, now: datetime) -> datetime:
    """Offer a question that waits to the next few mentors; return when to look again.

    Where it waited for one who cannot take it any more, it waits for all from now on. Staff are called once where
    nobody is left to ask.
    """
    if question.wanted_id is not None and matching.wanted(connection, question, now) is None:
        questions.change(connection, question.id, wanted_id=None, wanted_until=None)
    offers = question_offers.of_question(connection, question.id)
    found = matching.choose(connection, programme, question, now, _room(offers, now))
    question = _anew(connection, question, offers, found.choices, now)
    for one in found.choices:
        if one.mentor.person_id is None:
            continue
        question_offers.put(connection, question.id, one.mentor.id, question.version, one.why, now)
        profiles.change(connection, one.mentor.id, offered_at=now)
        row = question_plans.offer(question, one.mentor.person_id, now, now)
        due.plan(connection, question_plans.about(question.id), [row], now)
    if not found.left and not _is_called(connection, question):
        call(connection, question, NOBODY, now)
    if found.choices:
        return now + question_plans.NEXT
    return min(now + AGAIN, found.later) if found.later is not None else now + AGAIN


def _room(offers: Sequence[QuestionOffer], now: datetime) -> int:
    """Return how many more may be asked now: those who were asked in the last two hours may still answer."""
    fresh = [one for one in offers if one.offered_at > now - question_plans.NEXT]
    return max(0, matching.FEW - sum(one.outcome == "" for one in fresh))


def _anew(
    connection: Connection,
    question: Question,
    offers: Sequence[QuestionOffer],
    choices: Sequence[Choice],
    now: datetime,
) -> Question:
    """Return a question as it is asked: of whoever let it be, as it waits, it is asked anew, and so goes its clock."""
    now_theirs = {one.mentor_id for one in offers if one.version == question.version}
    again = [one.mentor.id for one in choices if one.mentor.id in now_theirs]
    if not again:
        return question
    for mentor_id in again:
        question_offers.close_for(connection, question.id, mentor_id)
    changed = replace(question, version=question.version + 1)
    questions.change(connection, question.id, version=changed.version)
    question_plans.plan_round(connection, changed, now + question_plans.NEXT, now)
    return changed


def _is_called(connection: Connection, question: Question) -> bool:
    """Tell whether staff were called about a question since its person waits, also where they have answered that."""
    mine = contacts.of_person(connection, question.person_id) if question.person_id else []
    every = [one for each in mine for one in tickets.of_contact(connection, each.id) if one.opened_at >= question.since]
    return any((one.flow, one.state_name) == (FLOW, f"{_ABOUT}{question.id}") for one in every)


def back_to_queue(
    connection: Connection,
    programme: Programme,
    question: Question,
    now: datetime,
    *,
    state: State = "waiting",
    to: int | None = None,
    since: datetime | None = None,
    why: str = "back",
) -> None:
    """Let a question be taken again, by the mentor ``to`` first; ``since`` where the person has asked anew."""
    question_plans.settle(connection, question.id, now, why)
    question_offers.close(connection, question.id)
    wanted = {"wanted_id": to, "wanted_until": now + question_plans.HOLD if to else None}
    version = question.version + 1
    questions.change(connection, question.id, state=state, version=version, since=since or question.since, **wanted)
    route(connection, programme, question.id, now, state)


def call(connection: Connection, question: Question, kind: str, now: datetime) -> None:
    """Call staff about a question, with what was asked; a second call about the same is the same.

    A voice that is to be written anew is heard by a helper alone: until then staff see only the number.
    """
    mine = contacts.of_person(connection, question.person_id) if question.person_id else []
    if not mine:
        return
    where = {"flow": FLOW, "state_name": f"{_ABOUT}{question.id}"}
    about: dict[str, Any] = {"contact_id": mine[0].id, "kind": kind, "now": now, **where}
    known = tickets.matter(connection, tickets.open_once(connection, **about))
    said = relay.own(question) if not question.rewrite else relay.asked(connection, question)
    for line in (f"question:{question.id}", " ".join(said.text.split())):
        if line and not any(line in one.text.split("\n") for one in known):
            tickets.open_once(connection, **about, text=line)
    for media_id in said.files:
        if all(one.media_id != media_id for one in known):
            tickets.open_once(connection, **about, media_id=media_id)


def question_of(flow: str, state_name: str) -> int | None:
    """Return the number of the question that a ticket is about, None for any other ticket."""
    number = state_name.removeprefix(_ABOUT)
    return int(number) if flow == FLOW and number.isdecimal() else None


def ticket_of(connection: Connection, question: Question) -> Ticket | None:
    """Return the open ticket about a question, the oldest of several, None where staff were not called."""
    mine = contacts.of_person(connection, question.person_id) if question.person_id else []
    every = sorted((one for each in mine for one in tickets.of_contact(connection, each.id)), key=lambda one: one.id)
    about = (FLOW, f"{_ABOUT}{question.id}", "open")
    return next((one for one in every if (one.flow, one.state_name, one.status) == about), None)


def end_calls(connection: Connection, question: Question, kinds: Collection[str] = CALLS) -> None:
    """Close what staff were called for about a question, where that is over, and forget what was asked."""
    for contact in contacts.of_person(connection, question.person_id) if question.person_id else []:
        tickets.drop(connection, contact.id, FLOW, f"{_ABOUT}{question.id}", kinds)


def ask_helpers(
    connection: Connection,
    programme: Programme,
    translation: Translation,
    now: datetime,
    *,
    without: int | None = None,
    more: int = 0,
) -> None:
    """Offer a translation to the helpers who were not asked yet and have least in hand; to staff where there are none.

    Each hears of it within their hours. Nobody asks ``without``, who has just said no. ``more``: only so many more, of
    those who were not asked.
    """
    question = questions.get(connection, translation.question_id)
    if question is None:
        return
    asked = notices.readers(connection, question_plans.about_translation(translation.id), question_plans.TRANSLATE)
    able = _able(connection, question, translation, now, without, asked if more else ())
    loads = translations.loads(connection, [one.id for one, _ in able]) if able else {}
    able.sort(key=lambda one: (one[0].person_id in asked, loads.get(one[0].id, 0), one[0].id))
    whom = {
        one.person_id: mentors.awake_at(one, contact, programme.zone(contact.country), now)
        for one, contact in able[: more or HELPERS]
        if one.person_id is not None
    }
    question_plans.plan_translation(connection, translation, whom, now)
    question_plans.plan_helpers(connection, translation, question.person_id, now)
    if not whom and not (more and asked - {without}):
        call(connection, question, NOBODY, now)


def _able(
    connection: Connection,
    question: Question,
    translation: Translation,
    now: datetime,
    without: int | None,
    asked: Collection[int],
) -> list[tuple[Mentor, Contact]]:
    """Return the helpers who can do it, can be written to and were not asked before, each with where."""
    able = helpers(connection, question, translation, now)
    known = contacts.last_of(connection, [one.person_id for one in able if one.person_id is not None]) if able else {}
    there = [(one, known[one.person_id]) for one in able if one.person_id in known]
    return [
        (one, contact)
        for one, contact in there
        if matching.reachable(contact, now) and one.person_id != without and one.person_id not in asked
    ]


def helpers(connection: Connection, question: Question, translation: Translation, now: datetime) -> list[Mentor]:
    """Return the helpers who can say something of a question in other words, and have not paused."""
    needed = {translation.from_language, translation.to_language}
    return [one for one in _helpers(connection, question, now) if needed <= set(one.languages)]


def _helpers(connection: Connection, question: Question, now: datetime) -> list[Mentor]:
    found = profiles.at_hand(connection, "helper", question.organisation)
    there = [one for one in found if mentors.speaks(one, question.organisation, question.country, "", "")]
    return [one for one in there if not mentors.is_paused(one, now) and one.person_id != question.person_id]


def _pivot(connection: Connection, question: Question, now: datetime) -> str:
    """Return a language that a free mentor and a helper of the question's language share, "" for none."""
    spoken = [set(one.languages) for one in _helpers(connection, question, now) if question.language in one.languages]
    offered: Sequence[str] = sorted(set().union(*spoken) - {question.language})
    free = {one: len(matching.free_for(connection, question, one, now)) for one in offered}
    return max(offered, key=lambda one: free[one], default="") if any(free.values()) else ""


def _ask_helper(
    connection: Connection, programme: Programme, question: Question, kind: Kind, to: str, now: datetime
) -> None:
    """Let a helper say a question in other words before a mentor hears it."""
    questions.change(connection, question.id, state="needs_translation")
    number = translations.add(
        connection,
        kind=kind,
        question_id=question.id,
        from_language=question.language,
        to_language=to,
        state="waiting",
        asked_at=now,
    )
    if (translation := translations.get(connection, number)) is not None:
        ask_helpers(connection, programme, translation, now)
