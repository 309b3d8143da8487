"""What all tables share: one MetaData, names of constraints, privacy classes and the usual columns.

Each column bears a privacy class in ``info``: ``none`` (says nothing of a person), ``person`` (erased with the
person) or ``pseudonym`` (kept, but names nobody). A test refuses a column without one.
"""

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, text

from storage.types import Id, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NONE = {"privacy": "none"}
PERSON = {"privacy": "person"}
PSEUDONYM = {"privacy": "pseudonym"}


def number() -> Column[int]:
    """Return a row's own number."""
    return Column("id", Id, primary_key=True, autoincrement=True, info=NONE)


def at(name: str, info: dict[str, str] = NONE, *, null: bool = False) -> Column[Any]:
    """Return a column for a moment."""
    return Column(name, UtcDateTime(), nullable=null, info=info)


def word(name: str, default: str | None = "", info: dict[str, str] = NONE) -> Column[str]:
    """Return a column for a key or code of up to 64 characters; without a default it may be NULL."""
    return Column(name, String(64), nullable=default is None, server_default=default, info=info)


def of(table: str, ondelete: str, name: str = "", info: dict[str, str] = NONE, *, null: bool = False) -> Column[Any]:
    """Return a reference to a row of a table."""
    reference = ForeignKey(f"{table}.id", ondelete=ondelete)
    return Column(name or f"{table}_id", reference, nullable=null, info=info)


def whole(name: str, default: int, info: dict[str, str] = NONE) -> Column[Any]:
    """Return a column for a small whole number."""
    return Column(name, Integer, nullable=False, server_default=text(str(default)), info=info)


def flag(name: str, info: dict[str, str] = NONE) -> Column[Any]:
    """Return a column that is false unless told."""
    return Column(name, Boolean, nullable=False, server_default=text("false"), info=info)


def where(condition: str) -> dict[str, Any]:
    """Return what limits an index to a part of the rows, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
