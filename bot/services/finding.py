"""Who has which number: by a name in any spelling, or by a phone number; every search is logged, its words are not."""

from datetime import datetime

from sqlalchemy import Connection

from bot.letters import fold
from bot.programme import Programme
from bot.services.staff import Actor, Denied
from storage import finding, log
from storage.finding import Found

DIGITS = 4
"""With so many digits, and no letter, it is a number that is looked for."""


def find(
    connection: Connection, by: Actor, words: str, programme: Programme, now: datetime, limit: int = 50
) -> list[Found]:
    """Return contacts whose name or number holds these words, by their number; raises ValueError, Denied."""
    name, digits = fold(words), "".join(sign for sign in words if sign.isdigit())
    if not name:
        raise ValueError("a search needs words")
    if not (by.operator or any(by.may("read_people", role.organisation, role.country) for role in by.roles)):
        raise Denied("read_people")
    number = digits if len(digits) >= DIGITS and not any(sign.isalpha() for sign in words) else ""
    found: list[Found] = []
    for one in finding.every(connection):
        if len(found) == limit:
            break
        same = number in one.address if number else name in fold(one.name)
        if same and by.may("read_people", programme.organisation_of(one.programme), one.country):
            found.append(one)
    log.write(connection, at=now, actor=by.name, act="people_searched", detail={"found": len(found)})
    return found
