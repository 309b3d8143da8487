"""The log for administrators: what those of their own organisation and country did; it never adds a row."""

from sqlalchemy import Connection

from bot.services import colleagues, ledger
from bot.services.staff import OPERATOR, Actor
from storage import log, roles
from storage.log import Entry

READ = "read_log"


def entries(connection: Connection, by: Actor, limit: int, before: int | None = None) -> list[Entry]:
    """Return rows, the newest first: all of them for whoever may see everything, else those of one's own staff."""
    if by.may(READ):
        return log.newest(connection, limit, before)
    return log.newest(connection, limit, before, actors=list(names(connection, by)))


def names(connection: Connection, by: Actor) -> dict[str, str]:
    """Return, by pseudonym, what those are called whose acts somebody may read."""
    found = {OPERATOR.name: OPERATOR.name} if by.may(READ) else {}
    for role in roles.every(connection):
        if role.person_id is not None and by.may(READ, role.organisation, role.country):
            found[ledger.pseudonym(connection, "person", role.person_id)] = colleagues.label_of(connection, role)
    return found
