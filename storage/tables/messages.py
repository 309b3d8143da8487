"""Tables of messages on their way in and out; no query, no rule."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, metadata, number, word
from storage.types import Id, Json

inbox = Table(
    "inbox",
    metadata,
    number(),
    word("channel"),
    Column("key", String(160), nullable=False, info=PSEUDONYM),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    Column("seq", Id, nullable=False, info=NONE),
    word("kind"),
    Column("payload", Json, nullable=True, info=PERSON),
    word("state", "waiting"),
    word("outcome"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), info=NONE),
    at("received_at"),
    at("next_at"),
    at("done_at", null=True),
    UniqueConstraint("channel", "key"),
    CheckConstraint("state in ('waiting', 'done', 'failed', 'merged')", name="state"),
    Index(
        "ix_inbox_waiting",
        "contact_id",
        "seq",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_inbox_contact", "contact_id", "received_at"),
    sqlite_autoincrement=True,
)

HELD_UP = "state in ('parked', 'in_doubt', 'never', 'expired')"
"""What an index of the outbox is over: it serves only where a query says just this."""

outbox = Table(
    "outbox",
    metadata,
    number(),
    Column("dedupe", String(160), nullable=True, unique=True, info=PSEUDONYM),
    word("channel"),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("address", String(128), nullable=False, info=PERSON),
    Column("lane", Integer, nullable=False, info=NONE),
    word("kind", info=NONE),
    Column("payload", Json, nullable=True, info=PERSON),
    word("state", "waiting"),
    word("reason"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("doubts", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("fence", Id, nullable=False, server_default=text("0"), info=NONE),
    Column("provider_id", String(128), nullable=False, server_default="", info=PERSON),
    word("status"),
    at("next_at"),
    at("deadline", null=True),
    at("lease_until", null=True),
    at("created_at"),
    at("sent_at", null=True),
    at("urgent_until", null=True),
    CheckConstraint(
        "state in ('waiting', 'parked', 'sending', 'sent', 'in_doubt', 'never', 'cancelled', 'expired')",
        name="state",
    ),
    Index(
        "ix_outbox_waiting",
        "channel",
        "lane",
        "next_at",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_outbox_open",
        "contact_id",
        "lane",
        "id",
        sqlite_where=text("state in ('waiting', 'sending')"),
        postgresql_where=text("state in ('waiting', 'sending')"),
    ),
    Index(
        "ix_outbox_sending",
        "channel",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_outbox_provider",
        "channel",
        "provider_id",
        sqlite_where=text("provider_id <> ''"),
        postgresql_where=text("provider_id <> ''"),
    ),
    Index(
        "ix_outbox_held_up",
        "state",
        "id",
        sqlite_where=text(HELD_UP),
        postgresql_where=text(HELD_UP),
    ),
    Index(
        "ix_outbox_kind",
        "kind",
        sqlite_where=text("lane in (1, 2) and state in ('waiting', 'parked')"),
        postgresql_where=text("lane in (1, 2) and state in ('waiting', 'parked')"),
    ),
    Index("ix_outbox_contact", "contact_id", "id"),
    sqlite_autoincrement=True,
)

attempt = Table(
    "attempt",
    metadata,
    number(),
    Column("outbox_id", ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("n", Integer, nullable=False, info=NONE),
    at("started_at"),
    at("ended_at", null=True),
    word("result"),
    Column("detail", Text, nullable=False, server_default="", info=NONE),
    Index(None, "outbox_id"),
    sqlite_autoincrement=True,
)

status = Table(
    "status",
    metadata,
    number(),
    word("channel"),
    Column("provider_id", String(128), nullable=False, info=PERSON),
    word("state"),
    word("code"),
    at("at"),
    UniqueConstraint("channel", "provider_id", "state"),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(64), primary_key=True, info=NONE),
    Column("owner", String(64), nullable=False, info=NONE),
    Column("fence", Id, nullable=False, info=NONE),
    at("until"),
    at("blocked_until", null=True),
)
