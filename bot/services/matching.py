"""Which few mentors a question is offered to, and why; it never knows what is asked, and writes nothing.

By language, topic, country, and a woman where that was asked; nobody who has enough in hand, or sleeps.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import mentors, offer_rests
from bot.services.offer_rests import FRESH, TIMES, Past
from storage import claims, contacts, question_offers
from storage import mentors as rows
from storage.contacts import Contact
from storage.mentors import Mentor
from storage.question_offers import QuestionOffer
from storage.questions import Question

FEW = 3
"""How many mentors are asked at a time."""
IN_HAND = 3
"""How many questions a mentor may have taken, and how many offers may wait for their answer: more are a burden."""
FORGOTTEN = timedelta(days=2)
"""An offer that nobody tapped for so long does not count any more."""
_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Choice:
    """A mentor who is asked, and in one line for staff why this one."""

    mentor: Mentor
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """Who is asked now; ``later`` is when somebody else may be, None where nobody will. ``fit`` is how many could.

    ``left`` counts those of them who can be reached, and have neither said no nor been asked often enough: 0 is a
    matter for staff.
    """

    choices: Sequence[Choice]
    later: datetime | None
    fit: int
    left: int


def free_for(connection: Connection, question: Question, language: str, now: datetime) -> list[Mentor]:
    """Return the mentors who could answer a question asked in a language and have not paused."""
    found = rows.at_hand(connection, "mentor", question.organisation)
    return [one for one in found if not mentors.is_paused(one, now) and fits(connection, question, one, language)]


def fits(connection: Connection, question: Question, mentor: Mentor, language: str = "") -> bool:
    """Tell whether a mentor may have a question: within what they can do, no own one, a woman where that was asked."""
    about = (question.organisation, question.country, question.topic, language or question.read_in)
    if not mentors.speaks(mentor, *about) or mentor.person_id in {None, question.person_id}:
        return False
    return not question.woman or mentors.is_woman(connection, mentor)


def choose(connection: Connection, programme: Programme, question: Question, now: datetime, few: int = FEW) -> Found:
    """Choose whom a question is offered to now: best fit first, then who has least in hand and was asked longest ago.

    Whoever let it be before rests, and comes after those who were not asked; whoever has passed it is left out. Where
    it waits for one mentor only they are asked, while ``wanted`` says so.
    """
    only = wanted(connection, question, now)
    fit = [only] if only else free_for(connection, question, question.read_in, now)
    past = offer_rests.of(connection, question, fit)
    open_to = [one for one in fit if past.get(one.id, FRESH).may]
    loads = _loads(connection, open_to, now)
    reached = _reached(connection, fit, now)
    able = [one for one in open_to if loads[one.id] < IN_HAND and one.id in reached]
    ready, later = _awake(programme, able, reached, past, now)
    before = {one.id: past.get(one.id, FRESH).times for one in ready}
    ready.sort(
        key=lambda one: (before[one.id], _distance(question, one), loads[one.id], one.offered_at or _NEVER, one.id)
    )
    firsts: dict[int | None, Mentor] = {}
    for one in ready:
        firsts.setdefault(one.person_id, one)
    chosen = [
        Choice(one, _why(question, one, before[one.id], loads[one.id], len(fit))) for one in [*firsts.values()][:few]
    ]
    return Found(chosen, later, len(fit), sum(past.get(number, FRESH).waits(now) for number in reached))


def others(connection: Connection, question: Question, asked: Collection[int | None], now: datetime) -> list[Mentor]:
    """Return the mentors who could answer a question anew: neither those in ``asked`` nor who has passed it."""
    offers = question_offers.of_question(connection, question.id)
    passed = {one.mentor_id for one in offers if _said_no(one)}
    return _without(free_for(connection, question, question.read_in, now), passed | {*asked})


def _said_no(offer: QuestionOffer) -> bool:
    return offer.outcome == "passed"


def _without(some: Sequence[Mentor], asked: Collection[int | None]) -> list[Mentor]:
    """Return those who were not asked, by none of their profiles."""
    people = {one.person_id for one in some if one.id in asked}
    return [one for one in some if one.person_id not in people]


def wanted(connection: Connection, question: Question, now: datetime, language: str = "") -> Mentor | None:
    """Return the mentor for whom alone a question waits now, None where it waits for all or they cannot take it."""
    if question.wanted_id is None or question.wanted_until is None or question.wanted_until <= now:
        return None
    found = rows.get(connection, question.wanted_id)
    return found if found is not None and could_take(connection, question, found, now, language) else None


def could_take(connection: Connection, question: Question, mentor: Mentor, now: datetime, language: str = "") -> bool:
    """Tell whether a question may wait for one mentor alone: they fit, hear of it, have room and have not passed it."""
    if mentors.is_paused(mentor, now) or not fits(connection, question, mentor, language):
        return False
    contact = contacts.last_of(connection, [mentor.person_id or 0]).get(mentor.person_id or 0)
    if not reachable(contact, now):
        return False
    held = [one.question_id for one in claims.of_mentor(connection, mentor.id)]
    offers = question_offers.of_question(connection, question.id)
    passed = any(one.mentor_id == mentor.id and one.outcome == "passed" for one in offers)
    return not passed and (question.id in held or len(held) < IN_HAND)


def _loads(connection: Connection, some: Sequence[Mentor], now: datetime) -> dict[int, int]:
    """Return how much each has in hand: questions taken or, where these are more, offers not answered."""
    taken = claims.loads(connection)
    offered = question_offers.open_of(connection, [one.id for one in some], now - FORGOTTEN) if some else {}
    return {one.id: max(taken.get(one.id, 0), offered.get(one.id, 0)) for one in some}


def _reached(connection: Connection, some: Sequence[Mentor], now: datetime) -> dict[int, Contact]:
    """Return where each who may be written to is reached, by the number of their profile."""
    known = contacts.last_of(connection, [one.person_id for one in some if one.person_id is not None])
    there = {one.id: known[one.person_id] for one in some if one.person_id in known}
    return {number: contact for number, contact in there.items() if reachable(contact, now)}


def _awake(
    programme: Programme, some: Sequence[Mentor], at: Mapping[int, Contact], past: Mapping[int, Past], now: datetime
) -> tuple[list[Mentor], datetime | None]:
    """Return those who may be asked now, and when the next of the others may; ``at`` is where each is reached."""
    ready, moments = [], []
    for one in some:
        contact = at[one.id]
        zone = programme.zone(contact.country)
        moment = mentors.awake_at(one, contact, zone, past.get(one.id, FRESH).rested(zone, now))
        if moment <= now:
            ready.append(one)
        else:
            moments.append(moment)
    return ready, min(moments, default=None)


def reachable(contact: Contact | None, now: datetime) -> bool:
    """Tell whether somebody may be written to by a contact: there is one, it works, and nothing is stopped."""
    if contact is None:
        return False
    paused = contact.paused_until is not None and contact.paused_until > now
    return contact.stopped_at is None and contact.unreachable_at is None and not paused


def _distance(question: Question, mentor: Mentor) -> tuple[bool, bool, bool]:
    """Return what parts a mentor from a question: not the one wanted, not of this topic or country in particular."""
    return (
        question.wanted_id != mentor.id,
        question.topic not in mentor.topics,
        question.country not in mentors.countries(mentor),
    )


def _why(question: Question, mentor: Mentor, before: int, load: int, fit: int) -> str:
    """Return why a mentor was chosen, in one line without a name."""
    first = "it waits for this mentor first; " if question.wanted_id == mentor.id else ""
    again = f"asked again, {before + 1} of {TIMES} times; " if before else ""
    woman = ", a woman" if question.woman else ""
    last = f"last asked {mentor.offered_at:%Y-%m-%d %H:%M}" if mentor.offered_at else "never asked before"
    what = f"{question.read_in}, {question.topic}, {question.country or 'any country'}{woman}"
    return f"{first}{again}speaks {what}; {load} in hand; {last}; one of {fit} who fit"[:200]
