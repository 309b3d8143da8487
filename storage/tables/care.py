"""Tables of what people need and send, and of the demo's phones; no query, no rule."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, metadata, number, word
from storage.types import Id, Json

ticket = Table(
    "ticket",
    metadata,
    number(),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    word("kind"),
    word("flow"),
    word("state_name"),
    Column("text", Text, nullable=False, server_default="", info=PERSON),
    Column("media_id", ForeignKey("media.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    word("status", "open"),
    at("opened_at"),
    at("answered_at", null=True),
    word("answered_by", info=PSEUDONYM),
    CheckConstraint("status in ('open', 'answered', 'closed')", name="status"),
    Index(None, "contact_id"),
    Index("ix_ticket_open", "status", "opened_at"),
    sqlite_autoincrement=True,
)

media = Table(
    "media",
    metadata,
    number(),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    Column("name", String(80), nullable=False, unique=True, info=PERSON),
    word("kind"),
    word("content_type"),
    Column("size", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("seconds", Float, nullable=False, server_default=text("0"), info=NONE),
    Column("source", Json, nullable=True, info=PERSON),
    word("state", "waiting"),
    word("reason"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), info=NONE),
    at("next_at"),
    at("created_at"),
    CheckConstraint("state in ('waiting', 'kept', 'refused')", name="state"),
    Index(None, "contact_id"),
    Index(
        "ix_media_waiting",
        "next_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    sqlite_autoincrement=True,
)

leftover = Table(
    "leftover",
    metadata,
    number(),
    Column("source", Json, nullable=False, info=PSEUDONYM),
    Column("attempts", Integer, nullable=False, server_default=text("0"), info=NONE),
    at("next_at"),
    at("created_at"),
    Index(None, "next_at"),
    sqlite_autoincrement=True,
)
"""A file or words that a provider still has and shall delete; it bears the provider's numbers, nobody's name."""

fact = Table(
    "fact",
    metadata,
    Column("name", String(64), primary_key=True, info=NONE),
    Column("value", Json, nullable=True, info=NONE),
    Column("secret", LargeBinary, nullable=True, info=NONE),
)

phone = Table(
    "phone",
    metadata,
    number(),
    word("channel"),
    Column("address", String(128), nullable=False, info=PERSON),
    Column("name", Text, nullable=False, info=PERSON),
    Column("hint", String(16), nullable=False, server_default="", info=PERSON),
    at("blocked_at", PERSON, null=True),
    at("created_at"),
    UniqueConstraint("channel", "address"),
    sqlite_autoincrement=True,
)
"""A simulated phone of the demo."""

bubble = Table(
    "bubble",
    metadata,
    number(),
    Column("phone_id", ForeignKey("phone.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("mine", Boolean, nullable=False, info=NONE),
    word("kind"),
    Column("body", Json, nullable=False, info=PERSON),
    Column("reference", Id, nullable=True, info=NONE),
    at("at"),
    at("taken_at", null=True),
    UniqueConstraint("phone_id", "reference"),
    Index(None, "phone_id", "id"),
    sqlite_autoincrement=True,
)
"""A message on a simulated phone: ``mine`` is the person's; ``taken_at`` is when the other side had it."""
