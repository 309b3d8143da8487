"""Questions to mentors as rows; it never decides who may answer one, or what is said.

States: ``waiting`` · ``passed_on`` (waits again, after a mentor) · ``claimed`` (a mentor has it) ·
``needs_translation`` (a helper must say it first) · ``answered`` · ``flagged`` (staff look at it) · ``closed``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    union_all,
    update,
)

from storage import rows
from storage.scope import Scope, within
from storage.tables import question, question_offer

State = Literal["waiting", "claimed", "answered", "passed_on", "needs_translation", "flagged", "closed"]
Form = Literal["text", "voice", "photo"]
QUEUED: Collection[State] = ("waiting", "passed_on")
"""What a mentor may take."""
OPEN: Collection[State] = (*QUEUED, "claimed", "needs_translation", "flagged")
"""What has no answer yet, and may get one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its number, which stands in cards for ever.

    ``person_id`` is None of somebody who was erased. ``closed`` says why: withdrawn, staff, erased, file (it was none).
    """

    id: int
    person_id: int | None
    pseudonym: str
    organisation: str
    country: str
    language: str
    read_in: str
    topic: str
    text: str
    media_id: int | None
    photo_id: int | None
    form: Form
    named: bool
    rewrite: bool
    woman: bool
    state: State
    version: int
    wanted_id: int | None
    wanted_until: datetime | None
    follows_id: int | None
    asked_at: datetime
    since: datetime
    answered_at: datetime | None
    late_at: datetime | None
    helped: str
    closed: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one mentor may be given: () stands for everything. ``person_id`` is the mentor, who answers no own one."""

    mentor_id: int
    person_id: int
    organisation: str
    languages: Sequence[str]
    topics: Sequence[str]
    countries: Sequence[str]
    woman: bool
    now: datetime


_QUESTION = rows.columns(question, Question)
_GET = select(*_QUESTION).where(question.c.id == bindparam("it"))
# Not a whole FOR UPDATE: others may meanwhile store rows that refer to the question.
_LOCKED = _GET.with_for_update(key_share=True)
_FREE = _GET.with_for_update(key_share=True, skip_locked=True)
_ONE: ColumnElement[int] = literal_column("1")
_QUEUED = text("question.state in ('waiting', 'passed_on')")  # no parameter, or its index would not be used


def add(connection: Connection, **values: Any) -> int:
    """Keep a question and return its number."""
    return rows.add(connection, question, values)


def get(connection: Connection, number: int, *, lock: bool = False) -> Question | None:
    """Return a question; ``lock`` keeps everybody else from it until the transaction ends."""
    row = connection.execute(_LOCKED if lock else _GET, {"it": number}).one_or_none()
    return None if row is None else Question(*row)


def get_free(connection: Connection, number: int) -> Question | None:
    """Return a question and lock it; None where there is none, or another transaction has it in hand."""
    row = connection.execute(_FREE, {"it": number}).one_or_none()
    return None if row is None else Question(*row)


def change(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of a question."""
    rows.change(connection, question, number, values)


def of_person(connection: Connection, person_id: int, states: Collection[State] = OPEN) -> list[Question]:
    """Return somebody's questions in some states, the oldest first."""
    mine = (question.c.person_id == person_id) & question.c.state.in_(states)
    return [Question(*row) for row in connection.execute(select(*_QUESTION).where(mine).order_by(question.c.id))]


def open_within(connection: Connection, scope: Scope, limit: int, offset: int = 0) -> list[Question]:
    """Return questions of a scope that have no answer yet, the longest waiting first."""
    mine = question.c.state.in_(OPEN) & within(scope, question.c.organisation, question.c.country)
    found = select(*_QUESTION).where(mine).order_by(question.c.since, question.c.id).limit(limit).offset(offset)
    return [Question(*row) for row in connection.execute(found)]


def count_within(connection: Connection, scope: Scope) -> int:
    """Count them."""
    mine = question.c.state.in_(OPEN) & within(scope, question.c.organisation, question.c.country)
    return int(connection.execute(select(func.count()).select_from(question).where(mine)).scalar_one())


def next_for(connection: Connection, wanted: Wanted) -> Question | None:
    """Return what a mentor should take next: what waits for them, else what has waited longest and fits."""
    found = connection.execute(_firsts(_shape(wanted)), _values(wanted))
    rows = [(bool(row[0]), Question(*row[1:])) for row in found]
    return min(rows, key=lambda row: (row[0], row[1].since, row[1].id))[1] if rows else None


def waiting_for(connection: Connection, wanted: Wanted) -> tuple[int, datetime | None]:
    """Return how many questions a mentor could take, and since when the oldest waits."""
    count, oldest = connection.execute(_count(_shape(wanted)), _values(wanted)).one()
    return int(count), oldest


class _Shape(NamedTuple):
    """What of a mentor's wishes stands in a statement; what they are is given with it."""

    languages: int
    topics: bool
    countries: bool
    organisation: bool
    woman: bool


def _shape(wanted: Wanted) -> _Shape:
    return _Shape(
        len(wanted.languages), bool(wanted.topics), bool(wanted.countries), bool(wanted.organisation), wanted.woman
    )


def _values(wanted: Wanted) -> dict[str, Any]:
    given = {"mentor": wanted.mentor_id, "whose": wanted.person_id, "organisation": wanted.organisation}
    lists = {"topics": list(wanted.topics), "countries": list(wanted.countries)}
    languages = {f"language{place}": one for place, one in enumerate(wanted.languages)}
    return {**given, **lists, **languages, "now": wanted.now}


# Made anew each time, these took several times as long as the database.


@cache
def _firsts(shape: _Shape) -> CompoundSelect[Any]:
    """Return what reads the first that waits for a mentor, and the first of each language: 0 or more, and the row.

    One language after another: each walk through the index ends at the first that fits. All in one statement: on a
    server it is the way there that takes the time.
    """
    spoken = [question.c.read_in == one for one in _languages(shape)]
    ways = [(question.c.wanted_id == bindparam("mentor")) & or_(false(), *spoken), *spoken]
    first = select(*_QUESTION).where(_QUEUED, *_fits(shape)).order_by(question.c.since, question.c.id).limit(_ONE)
    every = [first.where(way).subquery() for way in ways]
    return union_all(*(select(literal_column(str(place)), *one.c) for place, one in enumerate(every)))


@cache
def _count(shape: _Shape) -> Select[Any, Any]:
    spoken = or_(false(), *(question.c.read_in == one for one in _languages(shape)))
    return select(func.count(), func.min(question.c.since)).where(_QUEUED, spoken, *_fits(shape))


def _languages(shape: _Shape) -> list[BindParameter[str]]:
    return [bindparam(f"language{place}", type_=question.c.read_in.type) for place in range(shape.languages)]


def _fits(shape: _Shape) -> list[ColumnElement[bool]]:
    """Return what must be true of a question for a mentor, beside its language."""
    mentor = bindparam("mentor", type_=question_offer.c.mentor_id.type)
    passed = and_(
        question_offer.c.question_id == question.c.id,
        question_offer.c.mentor_id == mentor,
        question_offer.c.outcome == "passed",
    )
    free = or_(
        question.c.wanted_id.is_(None), question.c.wanted_id == mentor, question.c.wanted_until <= bindparam("now")
    )
    found: list[ColumnElement[bool]] = [free]
    for column, name in ((question.c.topic, "topics"), (question.c.country, "countries")):
        found += [column.in_(bindparam(name, expanding=True))] if getattr(shape, name) else []
    found += [question.c.organisation == bindparam("organisation")] if shape.organisation else []
    found += [] if shape.woman else [not_(question.c.woman)]
    own = or_(question.c.person_id.is_(None), question.c.person_id != bindparam("whose"))
    return [*found, own, ~select(question_offer.c.id).where(passed).exists()]


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of somebody's questions only what is counted."""
    values: dict[str, Any] = {"person_id": None, "text": "", "media_id": None, "photo_id": None}
    connection.execute(update(question).where(question.c.person_id == person_id).values(values))


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty the words of questions asked before a moment; return how many."""
    old = (question.c.asked_at < before) & (question.c.text != "")
    return connection.execute(update(question).where(old).values(text="")).rowcount


def numbers_of(connection: Connection, person_id: int) -> list[int]:
    """Return the numbers of all that somebody asked."""
    return list(connection.scalars(select(question.c.id).where(question.c.person_id == person_id)))
