"""What mentors answered, as rows; it never knows how it reaches anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from storage import rows
from storage.questions import Form
from storage.tables import reply

State = Literal["translating", "sent", "void"]


@dataclass(frozen=True, slots=True)
class MentorReply:
    """One answer; ``translating`` until a helper has said it, ``void`` where its file was none."""

    id: int
    question_id: int
    mentor_id: int | None
    person_id: int | None
    text: str
    media_id: int | None
    form: Form
    language: str
    state: State
    written_at: datetime


_REPLY = rows.columns(reply, MentorReply)


def add(connection: Connection, **values: Any) -> int:
    """Keep an answer and return its number."""
    return rows.add(connection, reply, values)


def get(connection: Connection, number: int) -> MentorReply | None:
    """Return an answer."""
    row = connection.execute(select(*_REPLY).where(reply.c.id == number)).one_or_none()
    return None if row is None else MentorReply(*row)


def of_question(connection: Connection, question_id: int) -> list[MentorReply]:
    """Return the answers to a question, the oldest first; void ones too."""
    found = select(*_REPLY).where(reply.c.question_id == question_id).order_by(reply.c.id)
    return [MentorReply(*row) for row in connection.execute(found)]


def change(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of an answer."""
    rows.change(connection, reply, number, values)


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of what somebody answered only that they did."""
    mine = update(reply).where(reply.c.person_id == person_id)
    connection.execute(mine.values(person_id=None, text="", media_id=None))


def erase_of_question(connection: Connection, question_id: int) -> None:
    """Empty the answers to a question whose asker has left: they were for them."""
    mine = update(reply).where(reply.c.question_id == question_id)
    connection.execute(mine.values(text="", media_id=None))


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty the words of what was answered before a moment; return how many."""
    old = (reply.c.written_at < before) & (reply.c.text != "")
    return connection.execute(update(reply).where(old).values(text="")).rowcount


def of_person(connection: Connection, person_id: int) -> list[MentorReply]:
    """Return everything that somebody answered, the oldest first."""
    found = select(*_REPLY).where(reply.c.person_id == person_id).order_by(reply.c.id)
    return [MentorReply(*row) for row in connection.execute(found)]
