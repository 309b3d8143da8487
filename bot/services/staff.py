"""Who may do what: roles by organisation and country, given by one-time links; denied unless allowed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.elsewhere import is_elsewhere
from bot.programme import INVITES
from bot.services import ledger
from bot.services.turn import Turn
from storage import links, log, people, roles, sign_ins
from storage.roles import Role

INVITATION = f"{INVITES}-"
"""How the payload of a staff invitation begins."""
VALID = timedelta(minutes=10)
"""How long a link to join the team may be used."""

_HELPER = frozenset({"read_tickets", "answer_tickets", "check_in", "translate_questions", "record_voices"})
_COORDINATOR = _HELPER | {
    *("read_people", "change_people", "merge_people"),
    *("announce", "arrange_meetings", "watch_questions", "see_sending"),
    *("read_words", "correct_words"),
    *("read_numbers", "type_numbers"),
}
MAY: Mapping[str, frozenset[str]] = {
    "helper": _HELPER,
    "mentor": frozenset({"answer_questions"}),
    "coordinator": _COORDINATOR,
    "administrator": _COORDINATOR | {"erase_people", "give_roles", "read_log"},
}
"""What each role may do, within its organisation and country."""


class Denied(Exception):
    """Somebody tried what they may not do."""


class NotThere(LookupError):
    """There is no such thing for this member of staff: the same for missing and for foreign ones."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the operator at the machine, or a person with roles. ``name`` is a pseudonym for the log."""

    name: str
    roles: tuple[Role, ...] = ()
    operator: bool = False

    def may(self, act: str, organisation: str = "", country: str = "") -> bool:
        """Tell whether the act is allowed on something of an organisation and country."""
        return self.operator or any(
            _covers(role, organisation, country) and act in MAY[role.name] for role in self.roles
        )

    def scopes(self, act: str) -> list[tuple[str, str]] | None:
        """Return the pairs of organisation and country where an act is allowed, "" for every one; None for all."""
        if self.operator:
            return None
        return [(role.organisation, role.country) for role in self.roles if act in MAY[role.name]]

    def check(self, act: str, organisation: str = "", country: str = "") -> None:
        """Raise ``Denied`` unless the act is allowed."""
        if not self.may(act, organisation, country):
            raise Denied(act)


OPERATOR = Actor("operator", operator=True)
"""Whoever can run commands on the machine; every act is logged."""


def actor(connection: Connection, person_id: int) -> Actor:
    """Return a person as an actor, with the roles held now."""
    name = ledger.pseudonym(connection, "person", person_id)
    return Actor(name, tuple(roles.of_person(connection, person_id)))


def holder(connection: Connection, name: str) -> int | None:
    """Return the person behind an actor's pseudonym, of those who hold a role now."""
    held = {role.person_id for role in roles.held(connection) if role.person_id is not None}
    return next((one for one in sorted(held) if ledger.pseudonym(connection, "person", one) == name), None)


def add(
    connection: Connection, by: Actor, name: str, organisation: str, country: str, label: str, now: datetime
) -> int:
    """Give a role that nobody holds yet; returns its number. An empty country means all of them."""
    by.check("give_roles", organisation, country)
    if name not in MAY:
        raise ValueError(f"{name!r} is no role; choose one of {', '.join(MAY)}")
    role_id = roles.give(connection, name=name, now=now, label=label, organisation=organisation, country=country)
    detail = {"role": name, "organisation": organisation, "country": country}
    log.write(connection, at=now, actor=by.name, act="role_given", subject=f"role:{role_id}", detail=detail)
    return role_id


def invite(connection: Connection, by: Actor, role_id: int, now: datetime, token: Callable[[], str]) -> str:
    """Return the payload of a link that gives the role to whoever opens it first; raises LookupError."""
    found = roles.get(connection, role_id)
    if found is None or found.ended_at is not None:
        raise LookupError(f"there is no role {role_id}")
    by.check("give_roles", found.organisation, found.country)
    secret = token()[:32]
    links.create(connection, hash=_hash(secret), purpose="join", now=now, expires=now + VALID, role_id=role_id)
    log.write(connection, at=now, actor=by.name, act="link_made", subject=f"role:{role_id}")
    return INVITATION + secret


def end(connection: Connection, by: Actor, role_id: int, now: datetime) -> None:
    """End a role, taken or not; raises LookupError where it has ended or never was."""
    found = roles.get(connection, role_id)
    if found is None or found.ended_at is not None:
        raise LookupError(f"there is no role {role_id}")
    by.check("give_roles", found.organisation, found.country)
    roles.end(connection, role_id, now)
    if found.person_id is not None:
        sign_ins.end_all(connection, found.person_id, now)
    log.write(connection, at=now, actor=by.name, act="role_ended", subject=f"role:{role_id}")


def is_invitation(payload: str) -> bool:
    """Tell whether a link's payload invites to the team."""
    return payload.startswith(INVITATION)


def accept(turn: Turn, payload: str) -> str:
    """Give the invited role to the contact's person; returns its name, "" where the link is used, old or unknown."""
    used = links.use(turn.connection, _hash(payload.removeprefix(INVITATION)), turn.now, "join")
    role = roles.get(turn.connection, used.role_id) if used and used.role_id else None
    if role is None or role.ended_at is not None or role.person_id not in {None, turn.contact.person_id}:
        return ""
    person_id = turn.contact.person_id or people.create(turn.connection, turn.now, programme=turn.contact.programme)
    turn.change(person_id=person_id)
    roles.bind(turn.connection, role.id, person_id)
    sign_ins.end_all(turn.connection, person_id, turn.now)
    who = ledger.pseudonym(turn.connection, "person", person_id)
    log.write(turn.connection, at=turn.now, actor=who, act="role_taken", subject=f"role:{role.id}")
    return role.name


def _covers(role: Role, organisation: str, country: str) -> bool:
    """Tell whether a role is for an organisation and a country; who lives elsewhere is looked after by each of them."""
    same = not role.organisation or role.organisation == organisation
    return same and (role.country in {"", country} or is_elsewhere(country))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
