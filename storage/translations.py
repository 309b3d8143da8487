"""What helpers are asked to say in other words, as rows; it never knows who may.

States: ``waiting`` · ``claimed`` (a helper has it) · ``done`` · ``void`` (not needed any more).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, select, text, update

from storage import rows
from storage.questions import Form
from storage.tables import question, translation

Kind = Literal["voice", "question", "reply"]


@dataclass(frozen=True, slots=True)
class Translation:
    """One step through a helper: a voice rewritten, a question or a reply in another language."""

    id: int
    kind: Kind
    question_id: int
    reply_id: int | None
    from_language: str
    to_language: str
    state: str
    helper_id: int | None
    person_id: int | None
    text: str
    media_id: int | None
    form: Form
    version: int
    asked_at: datetime
    lapses_at: datetime | None
    done_at: datetime | None


_TRANSLATION = rows.columns(translation, Translation)
_WAITING = text("translation.state = 'waiting'")  # no parameter, or its index would not be used


def add(connection: Connection, **values: Any) -> int:
    """Ask for a translation and return its number."""
    return rows.add(connection, translation, values)


def get(connection: Connection, number: int, *, lock: bool = False) -> Translation | None:
    """Return a translation; ``lock`` keeps others from it until the transaction ends."""
    found = select(*_TRANSLATION).where(translation.c.id == number)
    row = connection.execute(found.with_for_update(key_share=True) if lock else found).one_or_none()
    return None if row is None else Translation(*row)


def of_question(connection: Connection, question_id: int) -> list[Translation]:
    """Return every step of a question through helpers, the oldest first."""
    found = select(*_TRANSLATION).where(translation.c.question_id == question_id).order_by(translation.c.id)
    return [Translation(*row) for row in connection.execute(found)]


def waiting(
    connection: Connection, organisation: str, languages: Collection[str], limit: int = 200
) -> list[Translation]:
    """Return what waits for a helper of an organisation ("" for all) with some languages, the oldest first."""
    found = select(*_TRANSLATION).join(question, question.c.id == translation.c.question_id).where(_WAITING)
    found = found.where(translation.c.from_language.in_(languages), translation.c.to_language.in_(languages))
    if organisation:
        found = found.where(question.c.organisation == organisation)
    found = found.order_by(translation.c.asked_at, translation.c.id).limit(limit)
    return [Translation(*row) for row in connection.execute(found)]


def of_helper(connection: Connection, helper_id: int) -> list[Translation]:
    """Return what a helper has taken and not done, the oldest first."""
    mine = (translation.c.helper_id == helper_id) & (translation.c.state == "claimed")
    found = select(*_TRANSLATION).where(mine).order_by(translation.c.id)
    return [Translation(*row) for row in connection.execute(found)]


def loads(connection: Connection, helper_ids: Collection[int]) -> dict[int, int]:
    """Return how much each of some helpers has taken; who has nothing is missing."""
    mine = translation.c.helper_id.in_(helper_ids) & (translation.c.state == "claimed")
    found = select(translation.c.helper_id, func.count()).where(mine).group_by(translation.c.helper_id)
    return {int(row[0]): int(row[1]) for row in connection.execute(found)}


def change(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of a translation."""
    rows.change(connection, translation, number, values)


def void(connection: Connection, question_id: int) -> None:
    """Let nothing of a question wait for a helper any more."""
    mine = (translation.c.question_id == question_id) & translation.c.state.in_(("waiting", "claimed"))
    connection.execute(update(translation).where(mine).values(state="void"))


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of what somebody translated only that they did."""
    mine = update(translation).where(translation.c.person_id == person_id)
    connection.execute(mine.values(person_id=None, text="", media_id=None))


def erase_of_question(connection: Connection, question_id: int) -> None:
    """Empty every step of a question whose asker has left."""
    mine = update(translation).where(translation.c.question_id == question_id)
    connection.execute(mine.values(text="", media_id=None))


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty the words of steps that were asked for before a moment; return how many."""
    old = (translation.c.asked_at < before) & (translation.c.text != "")
    return connection.execute(update(translation).where(old).values(text="")).rowcount


def of_person(connection: Connection, person_id: int) -> list[Translation]:
    """Return everything that somebody translated, the oldest first."""
    found = select(*_TRANSLATION).where(translation.c.person_id == person_id).order_by(translation.c.id)
    return [Translation(*row) for row in connection.execute(found)]
