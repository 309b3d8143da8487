"""Tables of what is pushed: knocks, calls that staff should make, the day's one, templates; no query, no rule."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import NONE, PERSON, at, metadata, number, word

knock = Table(
    "knock",
    metadata,
    number(),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("outbox_id", ForeignKey("outbox.id", ondelete="SET NULL"), nullable=True, info=NONE),
    word("ending"),
    at("at"),
    at("ended_at", null=True),
    Index(
        "ix_knock_open",
        "contact_id",
        unique=True,
        sqlite_where=text("ended_at is null"),
        postgresql_where=text("ended_at is null"),
    ),
    Index(None, "contact_id"),
    Index(None, "outbox_id"),
    sqlite_autoincrement=True,
)
"""A neutral "you have a message": at most one that is open for each contact."""

call = Table(
    "call",
    metadata,
    number(),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    word("kind"),
    word("reason"),
    at("since"),
    at("until"),
    UniqueConstraint("contact_id", "kind"),
    sqlite_autoincrement=True,
)
"""Somebody whom staff should call: ``kind`` is what waits, ``until`` when that is worth nothing any more."""

unasked = Table(
    "unasked",
    metadata,
    number(),
    Column("outbox_id", ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    UniqueConstraint("outbox_id"),
    Index(None, "contact_id"),
    sqlite_autoincrement=True,
)
"""Which messages nobody asked for: each takes the day on which it goes."""

template = Table(
    "template",
    metadata,
    number(),
    word("name"),
    Column("provider_id", String(64), nullable=False, server_default="", info=NONE),
    word("state"),
    Column("reason", Text, nullable=False, server_default="", info=NONE),
    at("checked_at"),
    UniqueConstraint("name"),
    sqlite_autoincrement=True,
)
"""A message template in one language as WhatsApp knows it: its id there and the state of its approval."""
