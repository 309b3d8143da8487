"""The kinds of columns that revisions build tables from, frozen like them; it never looks at ``storage.tables``."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def id() -> sa.Column[Any]:
    """Return a row's own number."""
    return sa.Column("id", LONG, primary_key=True, autoincrement=True)


def row(name: str, table: str, ondelete: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a reference to a row's number in a table."""
    return sa.Column(name, sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=null)


def words(*names: str, default: str = "") -> list[sa.Column[Any]]:
    """Return columns for keys and codes of up to 64 characters."""
    return [sa.Column(name, sa.String(64), nullable=False, server_default=default) for name in names]


def texts(*names: str) -> list[sa.Column[Any]]:
    """Return columns for what people write."""
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def moments(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Return columns for moments in UTC."""
    return [sa.Column(name, MOMENT, nullable=null) for name in names]


def numbers(*names: str, default: str = "", null: bool = False) -> list[sa.Column[Any]]:
    """Return columns for small whole numbers."""
    found = sa.text(default) if default else None
    return [sa.Column(name, sa.Integer, nullable=null, server_default=found) for name in names]


def flags(*names: str) -> list[sa.Column[Any]]:
    """Return columns that are false unless told."""
    return [sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text("false")) for name in names]


def index(name: str, *columns: str, where: str = "", unique: bool = False) -> sa.Index:
    """Return an index, over a part of the rows where a condition is given."""
    if not where:
        return sa.Index(name, *columns, unique=unique)
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
