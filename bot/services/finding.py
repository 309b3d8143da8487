"""Who has which number: by a name in any spelling, or by a phone number; every search is logged, its words are not."""

from datetime import datetime

from sqlalchemy import Connection

from bot.languages import without_trunk
from bot.letters import fold
from bot.programme import Programme
from bot.services.scopes import by_programme
from bot.services.staff import Actor, Denied
from storage import finding, log
from storage.finding import Found
from storage.scope import Scope

READ = "read_people"


def find(
    connection: Connection, by: Actor, words: str, programme: Programme, now: datetime, limit: int = 50
) -> list[Found]:
    """Return contacts whose name or number holds these words, by their number; raises ValueError, Denied."""
    name, numbers = fold(words), _numbers(words)
    if not name:
        raise ValueError("a search needs words")
    scope = _scope(by, programme)
    while make_ready(connection):
        pass
    if numbers:
        tries = (finding.by_number(connection, one, limit, scope) for one in numbers)
        found = next(filter(None, tries), [])
    else:
        found = finding.by_name(connection, name, limit, scope)
    log.write(connection, at=now, actor=by.name, act="people_searched", detail={"found": len(found)})
    return found


def latest(connection: Connection, by: Actor, programme: Programme, limit: int, before: int = 0) -> list[Found]:
    """Return the newest contacts that somebody may see; ``before`` is the last one seen. Raises Denied."""
    return finding.latest(connection, limit, _scope(by, programme), before)


def count(connection: Connection, by: Actor, programme: Programme) -> int:
    """Count the contacts that somebody may see; raises Denied."""
    return finding.count(connection, _scope(by, programme))


def make_ready(connection: Connection) -> int:
    """Let some new names be found; return how many, 0 where all can be."""
    names = finding.new_names(connection)
    finding.fold(connection, ((number, fold(name) or " ") for number, name in names))
    return len(names)


def _scope(by: Actor, programme: Programme) -> Scope:
    scope = by_programme(by, READ, programme)
    if not scope.pairs:
        raise Denied(READ)
    return scope


def _numbers(words: str) -> tuple[str, ...]:
    """Return what of a phone number is looked for, one after another; () where the words have a letter or no digit.

    After ``+`` or ``00`` it is looked for from its beginning: as it is written, for so it is shown, then without the 0
    that stands before a number at home.
    """
    digits = "".join(str(int(sign)) for sign in words if sign.isdecimal())
    if not digits or any(sign.isalpha() for sign in words):
        return ()
    if words.lstrip().startswith("+") or digits.startswith("00"):
        whole = digits.removeprefix("00")
        return f"+{whole}", f"+{without_trunk(whole)}"
    return (digits.lstrip("0") or digits,)
