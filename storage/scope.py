"""Whose rows somebody may see, as a condition; it never knows who asks or why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, true


@dataclass(frozen=True, slots=True)
class Scope:
    """Pairs of keys (organisations or programmes, None for all of them) and a country ("" for all of them).

    A row is seen where one of the pairs fits; nothing where there is none.
    """

    pairs: tuple[tuple[Sequence[str] | None, str], ...] = ()


ELSEWHERE = "ZZ"
"""How the key of a country begins that no programme works in: every one of its staff looks after who lives there."""
EVERYTHING = Scope(((None, ""),))


def within(scope: Scope, keys: ColumnElement[str], country: ColumnElement[str]) -> ColumnElement[bool]:
    """Return what is true of the rows in a scope; ``keys`` is the column of the programme or the organisation."""
    return or_(false(), *(_pair(mine, where, keys, country) for mine, where in scope.pairs))


def looked_after(country: ColumnElement[str], where: str) -> ColumnElement[bool]:
    """Return what is true of who lives in a country, or elsewhere: its staff look after both."""
    return or_(country == where, country.startswith(ELSEWHERE))


def _pair(
    mine: Sequence[str] | None, where: str, keys: ColumnElement[str], country: ColumnElement[str]
) -> ColumnElement[bool]:
    there = looked_after(country, where) if where else true()
    return there if mine is None else and_(keys.in_(mine), there)
