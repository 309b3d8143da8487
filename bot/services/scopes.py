"""What somebody may see, as a scope for whole lists; the same rule as ``Actor.may``, row by row."""

from bot.programme import Programme
from bot.services.staff import MAY, Actor
from storage.scope import EVERYTHING, Scope


def by_programme(by: Actor, act: str, programme: Programme) -> Scope:
    """Return for what programmes and countries somebody may do something; rows bear a programme."""
    if by.operator:
        return EVERYTHING
    own = [role for role in by.roles if act in MAY[role.name]]
    return Scope(tuple((_programmes(programme, role.organisation), role.country) for role in own))


def by_organisation(by: Actor, act: str) -> Scope:
    """Return for what organisations and countries somebody may do something; rows bear an organisation."""
    if by.operator:
        return EVERYTHING
    own = [role for role in by.roles if act in MAY[role.name]]
    return Scope(tuple(((role.organisation,) if role.organisation else None, role.country) for role in own))


def _programmes(programme: Programme, organisation: str) -> tuple[str, ...] | None:
    """Return the programmes of an organisation, None for all; one that the file has not is nobody's."""
    if not organisation:
        return None
    return tuple(key for key, one in programme.programme.items() if one.organisation == organisation)
