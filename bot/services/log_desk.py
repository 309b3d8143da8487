"""The log for administrators: what those of their own organisation and country did; it never adds a row."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.services import colleagues, ledger
from bot.services.staff import OPERATOR, Actor
from storage import log, roles
from storage.log import ALL, Asked, Entry

READ = "read_log"


def entries(
    connection: Connection, by: Actor, limit: int, before: int | None = None, asked: Asked = ALL
) -> list[Entry]:
    """Return rows, the newest first: all of them for whoever may see everything, else those of one's own staff."""
    if by.may(READ):
        return log.newest(connection, limit, before, asked)
    mine = names(connection, by)
    whose = list(mine) if asked.actors is None else [one for one in asked.actors if one in mine]
    return log.newest(connection, limit, before, replace(asked, actors=whose))


def names(connection: Connection, by: Actor) -> dict[str, str]:
    """Return, by pseudonym, what those are called whose acts somebody may read.

    A row does not tell for whom it was done: of whoever has or had a role elsewhere too, only those who may read
    everything see the acts.
    """
    found = {OPERATOR.name: OPERATOR.name} if by.may(READ) else {}
    elsewhere = set()
    for role in roles.every(connection):
        if role.person_id is None:
            continue
        who = ledger.pseudonym(connection, "person", role.person_id)
        found[who] = colleagues.label_of(connection, role)
        if not by.may(READ, role.organisation, role.country):
            elsewhere.add(who)
    return {who: name for who, name in found.items() if who not in elsewhere}
