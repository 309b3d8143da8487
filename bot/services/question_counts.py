"""How questions go, in numbers and steps, for staff; it never names anybody or tells what was asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection

from bot import suppression
from bot.services import relay
from bot.services.staff import Actor
from storage import claims, question_figures, question_offers, replies, translations
from storage.question_figures import Counted
from storage.question_offers import ANSWERED, FOUND, QuestionOffer
from storage.questions import OPEN, Question
from storage.translations import Translation

RIGHT = "watch_questions"
"""Who may see it."""
NUMBERS = ("asked", "answered", "waiting", "late", "helped", "graded", "lapsed")
"""What is counted, by its names in ``Figures``."""
_ORDER = {"asked": 0, "offered": 2, "taken": 3}
"""Which of the steps of one moment comes first: what ends does so before what begins, and is 1."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Questions of one country, language or topic (``about``; "" for all of them together).

    ``median`` and ``ninety`` are the waits for the first answer that half and nine of ten people had at most, None
    where nobody was answered. ``helped`` counts the yes of those ``graded``. ``late`` waited more than 48 hours.
    ``lapsed`` counts claims that nobody answered in a day.
    """

    about: str
    asked: int
    answered: int
    waiting: int
    late: int
    median: timedelta | None
    ninety: timedelta | None
    helped: int
    graded: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Told:
    """Figures as they may be told: None for a group under five, and for what would tell how many that is.

    ``numbers`` are those of ``NUMBERS``. Waits are told of five answers or more; ``waited`` is False where nobody was
    answered, so that there is nothing to hide.
    """

    about: str
    numbers: Mapping[str, int | None]
    median: timedelta | None
    ninety: timedelta | None
    waited: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a question: when, what (``asked``, ``offered``, ``taken`` ...) and more for staff, never a name."""

    at: datetime
    what: str
    detail: str = ""


def count(connection: Connection, by: Actor, since: datetime, until: datetime, key: str = "") -> Sequence[Figures]:
    """Count the questions of a time, by ``country``, ``language`` or ``topic``, as far as somebody may see them."""
    rows = question_figures.every(connection, since, until)
    seen = [one for one in rows if by.may(RIGHT, one.organisation, one.country)]
    abouts = sorted({str(getattr(one, key)) for one in seen}) if key else [""]
    return [figures(about, [one for one in seen if not key or getattr(one, key) == about]) for about in abouts]


def told(rows: Sequence[Figures]) -> list[Told]:
    """Return figures of parts of one whole as they may be told beside it: no group under five."""
    by = {name: suppression.alone({one.about: getattr(one, name) for one in rows}) for name in NUMBERS}
    unhelped = suppression.alone({one.about: one.graded - one.helped for one in rows})
    return [_told(one, {name: by[name][one.about] for name in NUMBERS}, unhelped[one.about]) for one in rows]


def _told(one: Figures, numbers: dict[str, int | None], unhelped: int | None) -> Told:
    if unhelped is None:  # who was not helped would be those graded less those helped
        numbers["helped"] = None
    may = bool(numbers["answered"])
    return Told(one.about, numbers, one.median if may else None, one.ninety if may else None, waited=one.answered > 0)


def figures(about: str, rows: Sequence[Counted]) -> Figures:
    """Return the figures of some questions."""
    waits = sorted(one.answered_at - one.asked_at for one in rows if one.answered_at is not None)
    graded = [one.helped for one in rows if one.helped]
    return Figures(
        about=about,
        asked=len(rows),
        answered=len(waits),
        waiting=sum(one.state in OPEN for one in rows),
        late=sum(one.late_at is not None for one in rows),
        median=at_most(waits, 0.5),
        ninety=at_most(waits, 0.9),
        helped=graded.count("yes"),
        graded=len(graded),
        lapsed=sum(one.lapsed for one in rows),
    )


def at_most(waits: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the wait that such a share of some sorted ones does not exceed (nearest rank), None for none."""
    return waits[max(0, ceil(share * len(waits)) - 1)] if waits else None


def steps(connection: Connection, question: Question) -> list[Step]:
    """Return everything that happened to a question, in the order of time."""
    found = [Step(question.asked_at, "asked", f"{question.language}, {question.topic}")]
    offers, held = question_offers.of_question(connection, question.id), claims.of_question(connection, question.id)
    found += _of_offers(offers, {one.mentor_id for one in held if one.state == "passed"})
    passed = {one.mentor_id for one in offers if one.outcome == "passed" and one.why != ANSWERED}
    for one in held:
        found.append(Step(one.taken_at, "taken", f"mentor {one.mentor_id or 'gone'}"))
        if one.ended_at is not None:
            what = "let go" if one.state == "passed" and one.mentor_id not in passed else one.state
            found.append(Step(one.ended_at, what, f"mentor {one.mentor_id or 'gone'}"))
    for step in translations.of_question(connection, question.id):
        found += _of_helper(step)
    written = replies.of_question(connection, question.id)
    void = [one for one in written if one.state == "void"]
    found += [Step(one.written_at, "file was none", f"mentor {one.mentor_id or 'gone'}") for one in void]
    found += [Step(one.written_at, "answered by the team") for one in written if relay.is_teams(one)]
    found += [Step(question.late_at, "late")] if question.late_at else []
    return sorted(found, key=lambda one: (one.at, _ORDER.get(one.what, 1)))


def _of_offers(offers: Sequence[QuestionOffer], passed: Collection[int | None]) -> list[Step]:
    """Return whom a question was offered to, who found it and said no, and when another mentor was wanted.

    ``passed`` are those who had it in hand and passed it on: that is a step of its own.
    """
    found = [Step(at, "other wanted") for at in {one.offered_at for one in offers if one.why == ANSWERED}]
    for one in offers:
        refused = one.outcome == "passed" and one.mentor_id not in passed
        if one.why == FOUND:
            found += [Step(one.offered_at, "refused", f"mentor {one.mentor_id}")] if refused else []
        elif one.why and one.why != ANSWERED:
            detail = f"mentor {one.mentor_id}: {one.why}"
            found.append(Step(one.offered_at, "offered", f"{detail}; said no" if refused else detail))
    return found


def _of_helper(step: Translation) -> list[Step]:
    way = f"{step.from_language} to {step.to_language}" if step.kind != "voice" else step.from_language
    what = {"voice": "rewriting", "question": "translating", "reply": "translating the answer"}[step.kind]
    found = [Step(step.asked_at, f"{what} asked for", way)]
    if step.done_at is not None:
        found.append(Step(step.done_at, f"{what} done", way))
    return found
