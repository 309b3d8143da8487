"""Notices: things that are due, as rows; it never knows what they say or when something may be said.

States: ``waiting`` (looked at from ``next_at`` on) · ``out`` (handed to the outbox) · ``never`` (with a reason) ·
``cancelled`` (with a reason).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    false,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.rows import columns
from storage.tables import notice

Ended = Literal["out", "never", "cancelled"]
"""How a notice ends."""


class Subject(NamedTuple):
    """What notices are about: the kind of an object ("ticket", "meeting") and its number."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice as it is planned, for a person or for a contact.

    ``occurrence`` tells it from others of its kind about the same subject. ``wall`` is the time on the clock of
    ``zone``, ISO without an offset, that ``due_at`` follows from; both "" where the moment itself was meant.
    ``next_at``: when it is looked at first. From ``latest`` on it is worth nothing. ``detail`` is what its kind needs.
    """

    kind: str
    occurrence: str
    due_at: datetime
    next_at: datetime
    latest: datetime
    wall: str = ""
    zone: str = ""
    asked_for: bool = False
    urgent: bool = False
    person_id: int | None = None
    contact_id: int | None = None
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice by its number, as it is stored."""

    id: int
    kind: str
    subject: str
    subject_id: int
    occurrence: str
    due_at: datetime
    next_at: datetime
    latest: datetime
    wall: str
    zone: str
    asked_for: bool
    urgent: bool
    person_id: int | None
    contact_id: int | None
    detail: Mapping[str, Any] | None
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wall:
    """A time on a clock that notices wait for, the moment in UTC that was made of it, and how long they are of use."""

    wall: str
    zone: str
    due_at: datetime
    latest: datetime


_COLUMNS = columns(notice, Notice)
_WALL = columns(notice, Wall)
_PLANNED = [field.name for field in fields(Planned)]
_WAITING = text("notice.state = 'waiting'")  # no parameter, or its index would not be used
_DUE = select(*_COLUMNS).where(_WAITING, notice.c.next_at <= bindparam("now"))
_NEXT = _DUE.order_by(notice.c.next_at, notice.c.id).limit(bindparam("most")).with_for_update(skip_locked=True)
_ANY = select(notice.c.id).where(_WAITING, notice.c.next_at <= bindparam("now")).limit(1)
_CHANGED = ("due_at", "next_at", "latest", "wall", "zone", "asked_for", "urgent", "detail")


def put(connection: Connection, subject: Subject, planned: Sequence[Planned], now: datetime) -> None:
    """Plan notices; one that is there already is planned anew, unless it is out."""
    shared = {"subject": subject.kind, "subject_id": subject.id, "created_at": now}
    for whose in ("person_id", "contact_id"):
        mine = [one for one in planned if getattr(one, whose) is not None]
        rows = [shared | {name: getattr(one, name) for name in _PLANNED} for one in mine]
        if rows:
            _upsert(connection.dialect.name, whose).many(connection, rows)


def is_due(connection: Connection, now: datetime) -> bool:
    """Tell whether there is anything to look at."""
    return connection.execute(_ANY, {"now": now}).first() is not None


def due(connection: Connection, now: datetime, limit: int) -> list[Notice]:
    """Return what is to be looked at, the longest due first, and keep other processes from it."""
    return [Notice(*row) for row in connection.execute(_NEXT, {"now": now, "most": limit})]


def end(
    connection: Connection,
    numbers: Sequence[int],
    state: Ended,
    now: datetime,
    reason: str = "",
) -> None:
    """End notices."""
    connection.execute(_END, {"numbers": list(numbers), "to_state": state, "to_reason": reason, "at": now})


_END = (
    update(notice)
    .where(notice.c.id.in_(bindparam("numbers", expanding=True)))
    .values(state=bindparam("to_state"), reason=bindparam("to_reason"), ended_at=bindparam("at"))
)


def later(connection: Connection, moments: Mapping[int, datetime]) -> None:
    """Look at notices, by their numbers, no sooner than at these moments."""
    rows = [{"it": number, "at": moment} for number, moment in moments.items()]
    if rows:
        connection.execute(_LATER, rows)


_LATER = update(notice).where(notice.c.id == bindparam("it")).values(next_at=bindparam("at"))


def open_for(
    connection: Connection,
    subject: Subject,
    now: datetime,
    *,
    person_id: int | None = None,
    contact_id: int | None = None,
    sparing: Collection[str] = (),
) -> list[tuple[int, str]]:
    """Return number and state of a subject's notices that wait, or are out and may not have arrived yet.

    Those of the kinds in ``sparing`` are left out.
    """
    mine = (notice.c.subject == subject.kind) & (notice.c.subject_id == subject.id)
    if person_id is not None:
        mine &= notice.c.person_id == person_id
    if contact_id is not None:
        mine &= notice.c.contact_id == contact_id
    if sparing:
        mine &= notice.c.kind.not_in(sparing)
    open_now = (notice.c.state == "waiting") | ((notice.c.state == "out") & (notice.c.latest > now))
    found = select(notice.c.id, notice.c.state).where(mine, open_now)
    # Sorted here: for the sake of the order a database reads all of a subject's notices instead of a person's few.
    return sorted((row.id, row.state) for row in connection.execute(found))


def is_awaited(connection: Connection, person_id: int, kinds: Collection[str], before: datetime) -> bool:
    """Tell whether a notice of one of these kinds waits for somebody that is due before a moment."""
    asked = {f"kind{number}": kind for number, kind in enumerate(kinds)}
    return bool(_awaited(len(asked)).rows(connection, {"whose": person_id, "before": before, **asked}))


@cache
def _awaited(kinds: int) -> Prepared:
    of_kinds = or_(false(), *(notice.c.kind == bindparam(f"kind{number}") for number in range(kinds)))
    theirs = (notice.c.person_id == bindparam("whose")) & (notice.c.due_at < bindparam("before"))
    return Prepared(select(notice.c.id).where(theirs, of_kinds, _WAITING).limit(literal_column("1")))


def look_again(connection: Connection, contact_id: int, person_id: int | None, now: datetime, before: datetime) -> int:
    """Look again now at what waits for somebody and is due before a moment; return how many."""
    mine: ColumnElement[bool] = notice.c.contact_id == contact_id
    if person_id is not None:
        mine |= notice.c.person_id == person_id
    again = update(notice).where(mine, _WAITING, notice.c.due_at < before)
    return connection.execute(again.values(next_at=now)).rowcount


def get(connection: Connection, number: int) -> Notice | None:
    """Return a notice."""
    row = connection.execute(select(*_COLUMNS).where(notice.c.id == number)).one_or_none()
    return None if row is None else Notice(*row)


def of(connection: Connection, subject: Subject, kind: str, occurrence: str) -> Notice | None:
    """Return the notice of a kind about a subject that bears an occurrence, the last planned one."""
    mine = (notice.c.subject == subject.kind) & (notice.c.subject_id == subject.id) & (notice.c.kind == kind)
    found = select(*_COLUMNS).where(mine, notice.c.occurrence == occurrence).order_by(notice.c.id.desc()).limit(1)
    row = connection.execute(found).one_or_none()
    return None if row is None else Notice(*row)


def readers(connection: Connection, subject: Subject, kind: str) -> set[int]:
    """Return the people for whom there is a notice of a kind about a subject, whatever became of it."""
    mine = (notice.c.subject == subject.kind) & (notice.c.subject_id == subject.id) & (notice.c.kind == kind)
    return set(connection.scalars(select(notice.c.person_id).where(mine, notice.c.person_id.is_not(None))))


def unreached(connection: Connection, subject: Subject, kind: str) -> set[int]:
    """Return the people for whom there is a notice of a kind about a subject that did not go out, or not yet."""
    mine = (notice.c.subject == subject.kind) & (notice.c.subject_id == subject.id) & (notice.c.kind == kind)
    left = mine & (notice.c.state != "out") & notice.c.person_id.is_not(None)
    return set(connection.scalars(select(notice.c.person_id).where(left)))


def out_to(connection: Connection, subject: Subject, kind: str, occurrence: str) -> set[int]:
    """Return the people to whom a notice about a subject went and was not taken back."""
    mine = (notice.c.subject == subject.kind) & (notice.c.subject_id == subject.id) & (notice.c.kind == kind)
    mine &= (notice.c.occurrence == occurrence) & (notice.c.state == "out")
    return set(connection.scalars(select(notice.c.person_id).where(mine, notice.c.person_id.is_not(None))))


def out(connection: Connection, subject: Subject, kind: str) -> dict[int, int]:
    """Return, by number, the notices of a kind about a subject that went to the outbox, and whose they are."""
    mine = (notice.c.subject == subject.kind) & (notice.c.subject_id == subject.id) & (notice.c.kind == kind)
    mine &= (notice.c.state == "out") & notice.c.person_id.is_not(None)
    return {row.id: row.person_id for row in connection.execute(select(notice.c.id, notice.c.person_id).where(mine))}


def unsaid(connection: Connection, after: int = 0, limit: int = 200) -> list[Notice]:
    """Return notices that never went out, by number from after ``after`` on."""
    never = select(*_COLUMNS).where(text("notice.state = 'never'"), notice.c.id > after)
    return [Notice(*row) for row in connection.execute(never.order_by(notice.c.id).limit(limit))]


def upcoming(connection: Connection, limit: int = 200) -> list[Notice]:
    """Return notices that wait, the next one first."""
    waiting = select(*_COLUMNS).where(_WAITING).order_by(notice.c.next_at, notice.c.id)
    return [Notice(*row) for row in connection.execute(waiting.limit(limit))]


def walls(connection: Connection) -> list[Wall]:
    """Return every time on a clock that a notice waits for."""
    return [Wall(*row) for row in connection.execute(select(*_WALL).where(_WAITING, notice.c.wall != "").distinct())]


def move(connection: Connection, old: Wall, new: Wall, next_at: datetime) -> int:
    """Let what waits for a time on a clock be due at another moment, and look at it at ``next_at``; return how many."""
    same = and_(*(column == value for column, value in zip(_WALL, astuple(old), strict=True)))
    values = {"due_at": new.due_at, "latest": new.latest, "next_at": next_at}
    return connection.execute(update(notice).where(_WAITING, same).values(values)).rowcount


def erase_for(connection: Connection, contact_id: int) -> None:
    """Delete every notice for a contact; those for its person go with the person."""
    connection.execute(delete(notice).where(notice.c.contact_id == contact_id))


def forget(connection: Connection, before: datetime) -> int:
    """Delete what ended before a moment; return how many."""
    return connection.execute(delete(notice).where(notice.c.ended_at < before)).rowcount


@cache
def _upsert(dialect: str, whose: str) -> Prepared:
    """Return the statement that plans notices of people or of contacts; thousands are planned at once."""
    insert = postgresql.insert(notice) if dialect == "postgresql" else sqlite.insert(notice)
    insert = insert.values({name: bindparam(name) for name in (*_PLANNED, "subject", "subject_id", "created_at")})
    change = insert.on_conflict_do_update(
        index_elements=[whose, "subject", "subject_id", "kind", "occurrence"],
        index_where=text(f"{whose} is not null"),
        set_={name: insert.excluded[name] for name in _CHANGED} | {"state": "waiting", "reason": "", "ended_at": None},
        where=text("notice.state <> 'out'"),
    )
    return Prepared(change)
