"""Tables of tips: what they say, how often each person wants one, who saw which and what came of it; no query."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import NONE, PERSON, at, flag, metadata, number, word
from storage.types import Id, Json


def _of(table: str, ondelete: str, name: str = "", info: dict[str, str] = NONE, *, null: bool = False) -> Column[Any]:
    """Return a reference to a row of a table."""
    reference = ForeignKey(f"{table}.id", ondelete=ondelete)
    return Column(name or f"{table}_id", reference, nullable=null, info=info)


def _json(name: str) -> Column[Any]:
    return Column(name, Json, nullable=False, info=NONE)


def _text(name: str, info: dict[str, str] = NONE) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="", info=info)


tip = Table(
    "tip",
    metadata,
    number(),
    word("key"),
    word("status", "draft"),
    word("trade"),
    _json("seasons"),
    _json("countries"),
    word("pictogram"),
    _json("words"),
    _json("reviewed"),
    _text("fact"),
    _text("source"),
    _json("story"),
    Column("version", Integer, nullable=False, server_default=text("1"), info=NONE),
    at("created_at"),
    at("changed_at"),
    UniqueConstraint("key"),
    CheckConstraint("status in ('draft', 'live', 'retired')", name="status"),
    sqlite_autoincrement=True,
)
"""One practice. ``trade`` "" is for all; empty ``seasons`` and ``countries`` are every one of them.

``words`` and ``story`` (a neighbour's own) are texts by language,
``reviewed`` the languages that a native reader has confirmed. ``version`` grows with every change that a card shows.
"""

rhythm = Table(
    "rhythm",
    metadata,
    number(),
    _of("person", "CASCADE", info=PERSON),
    word("pace", "weekly", info=PERSON),
    Column("hour", Integer, nullable=False, server_default=text("10"), info=PERSON),
    Column("next_on", String(10), nullable=False, info=PERSON),
    UniqueConstraint("person_id"),
    CheckConstraint("pace in ('daily', 'weekly', 'never')", name="pace"),
    CheckConstraint("hour between 0 and 23", name="hour"),
    Index(
        "ix_rhythm_due",
        *("next_on", "id"),
        sqlite_where=text("pace <> 'never'"),
        postgresql_where=text("pace <> 'never'"),
    ),
    sqlite_autoincrement=True,
)
"""How often somebody wants a tip, and at which hour of their day; ``next_on`` is the day (ISO) that is planned next."""

showing = Table(
    "showing",
    metadata,
    number(),
    _of("tip", "CASCADE"),
    _of("person", "SET NULL", info=PERSON, null=True),
    Column("notice_id", Id, nullable=True, info=NONE),
    word("how"),
    flag("neighbour"),
    word("organisation"),
    word("trade"),
    word("country"),
    word("language"),
    at("at"),
    CheckConstraint("how in ('asked', 'sent', 'parked')", name="how"),
    Index(None, "person_id", "at"),
    Index(None, "tip_id"),
    sqlite_autoincrement=True,
)
"""One tip shown to one person, who is not there for a guest or somebody erased: it stays counted.

``asked`` for it · ``sent`` unasked · ``parked`` behind a knock, seen only where its message went. ``neighbour``: it
came with what a neighbour tells of it. Organisation, trade, country and language are those of that day.
"""

pledge = Table(
    "pledge",
    metadata,
    number(),
    _of("tip", "CASCADE"),
    _of("person", "SET NULL", info=PERSON, null=True),
    word("state"),
    word("saved"),
    _text("told", PERSON),
    _of("media", "SET NULL", "told_id", PERSON, null=True),
    _text("why", PERSON),
    _of("media", "SET NULL", "why_id", PERSON, null=True),
    word("organisation"),
    word("trade"),
    word("country"),
    word("language"),
    at("tried_at", null=True),
    at("done_at", null=True),
    at("changed_at"),
    UniqueConstraint("tip_id", "person_id"),
    CheckConstraint("state in ('trying', 'done', 'not_for_me')", name="state"),
    CheckConstraint("saved in ('', 'yes', 'no', 'unsure')", name="saved"),
    Index(None, "person_id"),
    Index(None, "told_id"),
    Index(None, "why_id"),
    sqlite_autoincrement=True,
)
"""What somebody makes of a tip; ``why`` it is not for them.

What they tell of it is a story; ``told`` is what was told before there were stories, and is shown to nobody.
"""
