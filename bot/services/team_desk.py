"""The team as an administrator sees it: roles in their organisation and country, given and taken; it knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import colleagues
from bot.services.staff import MAY, Actor
from storage import roles
from storage.roles import Role

GIVE = "give_roles"


@dataclass(frozen=True, slots=True)
class Held:
    """A role with what its holder is called; ``taken`` tells whether somebody has used its link."""

    role: Role
    name: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody may give: organisations and countries, "" among them for all."""

    organisations: Sequence[str]
    countries: Sequence[str]


def held(connection: Connection, by: Actor) -> list[Held]:
    """Return the roles that somebody may end, the oldest first."""
    mine = [one for one in roles.held(connection) if by.may(GIVE, one.organisation, one.country)]
    return [Held(one, colleagues.label_of(connection, one), one.person_id is not None) for one in mine]


def grant(by: Actor, programme: Programme) -> Grant:
    """Return the organisations and countries for which somebody may give roles."""
    own = [role for role in by.roles if GIVE in MAY[role.name]]
    whole = by.operator or any(not role.organisation for role in own)
    wide = by.operator or any(not role.country for role in own)
    organisations = ["", *programme.organisation] if whole else sorted({role.organisation for role in own})
    countries = ["", *programme.country] if wide else sorted({role.country for role in own})
    return Grant(organisations, countries)
