"""Who has which number: by a name in any spelling, or by a phone number; every search is logged, its words are not."""

from datetime import datetime

from sqlalchemy import Connection

from bot.languages import without_trunk
from bot.letters import fold
from bot.programme import Programme
from bot.services.staff import Actor, Denied
from storage import finding, log
from storage.finding import Found


def find(
    connection: Connection, by: Actor, words: str, programme: Programme, now: datetime, limit: int = 50
) -> list[Found]:
    """Return contacts whose name or number holds these words, by their number; raises ValueError, Denied."""
    name, number = fold(words), _number(words)
    if not name:
        raise ValueError("a search needs words")
    if not (by.operator or any(by.may("read_people", role.organisation, role.country) for role in by.roles)):
        raise Denied("read_people")
    found: list[Found] = []
    for one in finding.every(connection):
        if len(found) == limit:
            break
        same = number in one.address if number else name in fold(one.name)
        if same and by.may("read_people", programme.organisation_of(one.programme), one.country):
            found.append(one)
    log.write(connection, at=now, actor=by.name, act="people_searched", detail={"found": len(found)})
    return found


def _number(words: str) -> str:
    """Return what of a phone number is looked for, "" where the words have a letter or no digit.

    After ``+`` or ``00`` it is looked for from its beginning; the 0 that stands before a number at home is left out.
    """
    digits = "".join(str(int(sign)) for sign in words if sign.isdecimal())
    if not digits or any(sign.isalpha() for sign in words):
        return ""
    if words.lstrip().startswith("+") or digits.startswith("00"):
        return f"+{without_trunk(digits.removeprefix('00'))}"
    return digits.lstrip("0") or digits
