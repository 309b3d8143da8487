"""The people of an audience, those who are the same to a push counted together; it never knows what becomes of one.

Counting 100,000 people one by one takes seconds; of what a push looks at there are only some hundred combinations.
Most of it stands in one whole number, which is quicker to compare than its parts.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)

from storage import knocks
from storage.audiences import Audience, meant
from storage.contacts import Contact
from storage.sending import ASIDE
from storage.tables import consent, contact, outbox, person, unasked
from storage.types import UtcDateTime

TWO = 2
"""Of how many unasked messages in a day the first and the last say everything."""
NAMED = ("channel", "language", "country", "programme")
"""What of a contact is a word; each is one of some that are known beforehand."""
HOURS = ("quiet_from", "quiet_to")
MOMENTS = ("paused_until", "last_in_at")
LAST_HOUR = 23
_BOTH = person.join(contact, contact.c.person_id == person.c.id)


@dataclass(frozen=True, slots=True)
class Alike:
    """So many people who are the same to a push; ``contact`` stands for each of theirs and bears nobody's address.

    ``went``: when unasked messages of a day went to them, or will go.
    """

    number: int
    contact: Contact
    may_push: bool
    knocked: bool
    owing: bool
    went: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What of a contact matters now: channels with a ``window``, and the version of the consent's words.

    ``since``: what went unasked before then says nothing of today; ``follows`` as for ``knocks.holding``. ``known``
    are the words that there may be, by each of ``NAMED``; another one only makes counting slower.
    """

    now: datetime
    since: datetime
    follows: datetime | None
    windowed: Collection[str]
    window: timedelta
    notice: int
    known: Mapping[str, Sequence[str]]


def count(connection: Connection, asked: Audience, look: Look) -> list[Alike]:
    """Count the people of an audience who have one contact; ``others`` are the rest of them."""
    busy = connection.execute(_lately(look).limit(1)).first() is not None
    found = _coded(connection, asked, look, busy=busy)
    if found is None:
        return _keyed(connection, _each(asked, look, busy_only=False), look.now)
    return [*found, *_keyed(connection, _each(asked, look, busy_only=True), look.now)] if busy else found


def others(connection: Connection, asked: Audience, look: Look) -> list[int]:
    """Return the people of an audience whom ``count`` leaves out: those of several contacts or of a rich day."""
    went = _went(look)
    rich = select(went.c.person_id).where(went.c.number > TWO)
    chosen = or_(person.c.id.in_(_several()), person.c.id.in_(rich))
    return list(connection.scalars(select(person.c.id).where(chosen, meant(asked)).order_by(person.c.id)))


@dataclass(frozen=True, slots=True)
class _Digit:
    """A place in the number that says what somebody is like: its value is below ``size``, each means one of ``of``.

    The highest means what is not known.
    """

    name: str
    value: ColumnElement[Any]
    of: Sequence[Any]

    @property
    def size(self) -> int:
        return len(self.of) + 1


def _coded(connection: Connection, asked: Audience, look: Look, *, busy: bool) -> list[Alike] | None:
    """Count those to whom nothing unasked goes these days; None where one of them is like nothing known."""
    digits = [*_words(look), *_hours(), *_flags(look)]
    code: ColumnElement[Any] = literal_column("CAST(0 AS BIGINT)")  # so many words are more than 32 bits
    for digit in digits:
        code = code * _number(digit.size) + digit.value
    free = [~_is_busy(look)] if busy else []
    each = select(code.label("code"), *_moments(look)).select_from(_BOTH).where(_once(asked), *free).subquery()
    found, known = [], dict[int, dict[str, Any] | None]()
    for number, moments, people in _same(connection, each):
        if number not in known:
            known[number] = _read(number, digits)
        read = known[number]
        if read is None:
            return None
        found.append(_alike({**read, **dict(zip(MOMENTS, moments, strict=True))}, people, look.now))
    return found


def _same(connection: Connection, each: Subquery) -> Iterator[tuple[int, tuple[datetime | None, ...], int]]:
    """Yield each different row, a number and moments, with how many there are of it.

    SQLite sorts to group, which takes as long again as reading; and each row that it hands over waits for its turn
    among the threads. So it says all of them in one text.
    """
    if connection.dialect.name != "sqlite":
        for number, *moments, people in connection.execute(select(*each.c, func.count()).group_by(*each.c)):
            yield number, tuple(moments), people
        return
    code, *times = each.c
    texts = [func.coalesce(type_coerce(at, String), "") for at in times]
    long: ColumnElement[str] = cast(code, String)
    for at in texts:
        long = long + literal_column("'|'", String) + at
    short = case((and_(*(at.is_(None) for at in times)), cast(code, String)), else_=long)
    said = connection.execute(select(func.group_concat(short))).scalar_one()
    read = UtcDateTime().result_processor(connection.dialect, None)
    for row, people in Counter(said.split(",") if said else ()).items():
        number, *moments = row.split("|")
        yield int(number), tuple(read(at or None) for at in moments) or (None,) * len(times), people


def _words(look: Look) -> Iterable[_Digit]:
    for name in NAMED:
        known = look.known[name]
        # The words stand in the statement, not in parameters: a database takes those up anew for each row.
        values = {literal(word, literal_execute=True): _number(place) for place, word in enumerate(known)}
        yield _Digit(name, case(values, value=contact.c[name], else_=_number(len(known))), known)


def _hours() -> Iterable[_Digit]:
    hours = (None, *range(LAST_HOUR + 1))
    for name in HOURS:
        hour = contact.c[name]
        told = case((hour.is_(None), _number(0)), (hour <= _number(LAST_HOUR), hour + _number(1)))
        yield _Digit(name, func.coalesce(told, _number(len(hours))), hours)


def _flags(look: Look) -> Iterable[_Digit]:
    for name, value in _facts(look).items():
        yield _Digit(name, case((value, _number(1)), else_=_number(0)), (False, True))


def _facts(look: Look) -> dict[str, ColumnElement[bool]]:
    """Return what is true or not of somebody."""
    return {
        "lite": contact.c.lite,
        "stopped": contact.c.stopped_at.is_not(None),
        "unreachable": contact.c.unreachable_at.is_not(None),
        "may_push": person.c.may_push,
        "knocked": and_(_windowed(look), contact.c.id.in_(knocks.holding(look.follows))),
        "owing": _owes(look.notice),
    }


def _moments(look: Look) -> tuple[ColumnElement[datetime], ...]:
    """Return the end of a pause, and when somebody wrote last whose window is open, in the order of ``MOMENTS``."""
    within = _windowed(look) & (contact.c.last_in_at >= look.now - look.window)
    return (
        case((contact.c.paused_until > look.now, contact.c.paused_until)).label(MOMENTS[0]),
        case((within, contact.c.last_in_at)).label(MOMENTS[1]),
    )


def _windowed(look: Look) -> ColumnElement[bool]:
    return or_(*(contact.c.channel == literal(name, literal_execute=True) for name in sorted(look.windowed)))


def _read(code: int, digits: Sequence[_Digit]) -> dict[str, Any] | None:
    """Return what a number says of somebody, None where that is not known."""
    found: dict[str, Any] = {}
    for digit in reversed(digits):
        code, place = divmod(code, digit.size)
        if place >= len(digit.of):
            return None
        found[digit.name] = digit.of[place]
    return found


def _once(asked: Audience) -> ColumnElement[bool]:
    """Return what is true of the people of an audience who have one contact."""
    return and_(meant(asked), contact.c.erased_at.is_(None), ~_has_another())


def _each(asked: Audience, look: Look, *, busy_only: bool) -> Select[Any]:
    """Return one row a person: everything that a push looks at, of those only to whom something unasked goes."""
    went = _went(look)
    words = (contact.c[name] for name in (*NAMED, *HOURS))
    facts = (value.label(name) for name, value in _facts(look).items())
    joined = _BOTH.join(went, went.c.person_id == person.c.id, isouter=not busy_only)
    few = func.coalesce(went.c.number, 0) <= TWO
    columns = (*words, *facts, *_moments(look), went.c.first, went.c.last)
    return select(*columns).select_from(joined).where(_once(asked), few)


def _keyed(connection: Connection, each: Select[Any], now: datetime) -> list[Alike]:
    """Count rows that are the same."""
    one = each.subquery()
    rows = connection.execute(select(*one.c, func.count().label("people")).group_by(*one.c)).mappings()
    return [_alike(dict(row), row["people"], now) for row in rows]


def _alike(of: Mapping[str, Any], number: int, now: datetime) -> Alike:
    """Return so many people who are like this."""
    same = {name: of[name] for name in (*NAMED, *HOURS, *MOMENTS)}
    flags: dict[str, Any] = {f"{name}_at": now if of[name] else None for name in ("stopped", "unreachable")}
    one = Contact(0, address="", lite=bool(of["lite"]), **same, **flags)
    went = tuple(at for at in (of.get("first"), of.get("last")) if at is not None)
    return Alike(number, one, bool(of["may_push"]), bool(of["knocked"]), bool(of["owing"]), went)


def _several() -> Select[tuple[int | None]]:
    """Return the people who have, or had, more than one contact."""
    found = select(contact.c.person_id).where(contact.c.person_id.is_not(None)).group_by(contact.c.person_id)
    return found.having(func.count() > 1).correlate(None)


def _has_another() -> ColumnElement[bool]:
    """Return what is true of a contact whose person has, or had, another.

    PostgreSQL may go through the whole list of a NOT IN for each row; it never does for NOT EXISTS.
    """
    other = contact.alias()
    mine = (other.c.person_id == person.c.id) & (other.c.id != contact.c.id)
    return select(other.c.id).where(mine).correlate(person, contact).exists()


def _is_busy(look: Look) -> ColumnElement[bool]:
    """Return what is true of a person to whom something unasked went lately, or will go."""
    return _lately(look).where(contact.c.person_id == person.c.id).correlate(person).exists()


def _lately(look: Look) -> Select[Any]:
    """Return the people to whom something unasked went lately, or will go."""
    joined = unasked.join(outbox, outbox.c.id == unasked.c.outbox_id)
    joined = joined.join(contact, contact.c.id == unasked.c.contact_id)
    recent = (outbox.c.next_at >= look.since) & outbox.c.state.in_(knocks.COUNTED)
    found = select(contact.c.person_id).select_from(joined).where(recent, contact.c.person_id.is_not(None))
    return found.correlate(None)


def _went(look: Look) -> FromClause:
    """Return, by person, how many unasked messages of a day went or will go, the first and the last of them.

    What waits for an older message has no time of its own; it goes as soon as that has gone.
    """
    at = case((outbox.c.next_at == ASIDE, literal(look.now, UtcDateTime())), else_=outbox.c.next_at)
    first, last = (of(at, type_=UtcDateTime()).label(name) for of, name in ((func.min, "first"), (func.max, "last")))
    found = _lately(look).add_columns(func.count().label("number"), first, last)
    return found.group_by(contact.c.person_id).subquery()


def _owes(notice: int) -> ColumnElement[bool]:
    """Return what is true of a contact whose last yes to being kept was to words older than ``notice``."""
    if notice <= 1:
        return false()
    other = consent.alias()
    said = select(func.max(other.c.id)).where(other.c.contact_id == contact.c.id, other.c.kind == "keep")
    said = said.correlate(contact)
    old = (consent.c.id == said.scalar_subquery()) & consent.c.given & (consent.c.notice < notice)
    return select(consent.c.id).where(old).correlate(contact).exists()


def _number(value: int) -> ColumnElement[int]:
    """Return a whole number that stands in the statement."""
    return literal_column(str(value))
