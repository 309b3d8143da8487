"""Column types that mean the same on SQLite and PostgreSQL; they never know a table."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON object; None is SQL NULL."""

Id = BigInteger().with_variant(Integer, "sqlite")
"""A row's own number: 64 bits on both (SQLite numbers rows only in columns declared INTEGER)."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive datetimes: SQLite would silently drop an offset (run; libraries.md 6).

    SQLite keeps ``YYYY-MM-DD HH:MM:SS.ffffff``, which sorts as text; written by us at a third of the cost. One turn
    writes the same moment ten times and the sender reads the same ones again and again, so both ways are remembered.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Convert to UTC; raises ValueError for a naive datetime."""
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Return the moment with its zone."""
        return _from_text if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return value.astimezone(UTC)


@lru_cache(256)
def _to_text(value: datetime | None) -> str | None:
    moment = _to_utc(value)
    return None if moment is None else moment.isoformat(" ", "microseconds")[:26]


@lru_cache(512)
def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)
