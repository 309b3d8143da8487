"""Staff by name: who a pseudonym of the log is, and who may look after a ticket; it never gives a right."""

from sqlalchemy import Connection

from bot.services import ledger
from bot.services.staff import OPERATOR, Actor
from storage import people, roles
from storage.roles import Role


def names(connection: Connection) -> dict[str, str]:
    """Return, by pseudonym, what everybody is called who has or had a role."""
    found = {OPERATOR.name: OPERATOR.name}
    for role in roles.every(connection):
        if role.person_id is not None:
            found[ledger.pseudonym(connection, "person", role.person_id)] = label_of(connection, role)
    return found


def who_may(connection: Connection, act: str, organisation: str, country: str) -> list[tuple[int, str]]:
    """Return those who may do something there, by person, each with a name."""
    found: dict[int, str] = {}
    for role in roles.held(connection):
        if role.person_id is not None and Actor("", (role,)).may(act, organisation, country):
            found.setdefault(role.person_id, label_of(connection, role))
    return sorted(found.items(), key=lambda one: one[1])


def label_of(connection: Connection, role: Role) -> str:
    """Return what somebody with a role is called: as staff wrote it, else by their own name."""
    person = people.get(connection, role.person_id) if role.person_id and not role.label else None
    return role.label or (person.name if person else "") or role.name
