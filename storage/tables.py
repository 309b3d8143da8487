"""Every table of Drom, and nothing else: no query, no rule, no platform.

Each column bears a privacy class in ``info``: ``none`` (says nothing of a person), ``person`` (erased with the
person) or ``pseudonym`` (kept, but names nobody). A test refuses a column without one.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import Id, Json, UtcDateTime

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


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True, info=NONE)


def _at(name: str, info: dict[str, str] = NONE, *, null: bool = False) -> Column[Any]:
    return Column(name, UtcDateTime(), nullable=null, info=info)


def _word(name: str, default: str | None = "", info: dict[str, str] = NONE) -> Column[str]:
    return Column(name, String(64), nullable=default is None, server_default=default, info=info)


person = Table(
    "person",
    metadata,
    _id(),
    Column("name", Text, nullable=False, server_default="", info=PERSON),
    Column("name_pending", Boolean, nullable=False, server_default=text("false"), info=PERSON),
    _word("organisation"),
    _word("programme"),
    _word("country", info=PERSON),
    _word("town", info=PERSON),
    _word("trade", info=PERSON),
    _word("referrer"),
    _word("gender", info=PERSON),
    _word("age", info=PERSON),
    Column("may_push", Boolean, nullable=False, server_default=text("false"), info=PERSON),
    _at("registered_at", PERSON, null=True),
    _at("created_at", PERSON),
    sqlite_autoincrement=True,
)

contact = Table(
    "contact",
    metadata,
    _id(),
    _word("channel"),
    Column("address", String(128), nullable=False, info=PERSON),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    Column("language", String(16), nullable=False, server_default="", info=PERSON),
    Column("talk", String(16), nullable=False, server_default="both", info=PERSON),
    Column("quiet_from", Integer, nullable=True, server_default=text("22"), info=PERSON),
    Column("quiet_to", Integer, nullable=True, server_default=text("7"), info=PERSON),
    _word("country", info=PERSON),
    _word("programme"),
    _word("town", info=PERSON),
    _word("referrer"),
    Column("lite", Boolean, nullable=False, server_default=text("false"), info=PERSON),
    Column("session", Json, nullable=True, info=PERSON),
    Column("rev", Integer, nullable=False, server_default=text("0"), info=NONE),
    _at("last_in_at", PERSON, null=True),
    _at("stopped_at", PERSON, null=True),
    _at("paused_until", PERSON, null=True),
    _at("unreachable_at", PERSON, null=True),
    _at("erased_at", PERSON, null=True),
    _at("created_at", PERSON),
    UniqueConstraint("channel", "address"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

consent = Table(
    "consent",
    metadata,
    _id(),
    Column("contact_id", ForeignKey("contact.id", ondelete="SET NULL"), nullable=True, info=PSEUDONYM),
    Column("pseudonym", String(64), nullable=False, info=PSEUDONYM),
    _word("kind", info=PSEUDONYM),
    Column("notice", Integer, nullable=False, info=NONE),
    Column("given", Boolean, nullable=False, info=PSEUDONYM),
    _word("language"),
    _word("channel"),
    _at("at", PSEUDONYM),
    Index(None, "contact_id"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    _word("channel"),
    Column("key", String(160), nullable=False, info=PSEUDONYM),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    Column("seq", Id, nullable=False, info=NONE),
    _word("kind"),
    Column("payload", Json, nullable=True, info=PERSON),
    _word("state", "waiting"),
    _word("outcome"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), info=NONE),
    _at("received_at"),
    _at("next_at"),
    _at("done_at", null=True),
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

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("dedupe", String(160), nullable=True, unique=True, info=PSEUDONYM),
    _word("channel"),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("address", String(128), nullable=False, info=PERSON),
    Column("lane", Integer, nullable=False, info=NONE),
    _word("kind", info=NONE),
    Column("payload", Json, nullable=True, info=PERSON),
    _word("state", "waiting"),
    _word("reason"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("doubts", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("fence", Id, nullable=False, server_default=text("0"), info=NONE),
    Column("provider_id", String(128), nullable=False, server_default="", info=PERSON),
    _word("status"),
    _at("next_at"),
    _at("deadline", null=True),
    _at("lease_until", null=True),
    _at("created_at"),
    _at("sent_at", null=True),
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
    Index("ix_outbox_contact", "contact_id", "id"),
    sqlite_autoincrement=True,
)

attempt = Table(
    "attempt",
    metadata,
    _id(),
    Column("outbox_id", ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("n", Integer, nullable=False, info=NONE),
    _at("started_at"),
    _at("ended_at", null=True),
    _word("result"),
    Column("detail", Text, nullable=False, server_default="", info=NONE),
    Index(None, "outbox_id"),
    sqlite_autoincrement=True,
)

status = Table(
    "status",
    metadata,
    _id(),
    _word("channel"),
    Column("provider_id", String(128), nullable=False, info=PERSON),
    _word("state"),
    _word("code"),
    _at("at"),
    UniqueConstraint("channel", "provider_id", "state"),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(64), primary_key=True, info=NONE),
    Column("owner", String(64), nullable=False, info=NONE),
    Column("fence", Id, nullable=False, info=NONE),
    _at("until"),
    _at("blocked_until", null=True),
)

ticket = Table(
    "ticket",
    metadata,
    _id(),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    _word("kind"),
    _word("flow"),
    _word("state_name"),
    Column("text", Text, nullable=False, server_default="", info=PERSON),
    Column("media_id", ForeignKey("media.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    _word("status", "open"),
    _at("opened_at"),
    _at("answered_at", null=True),
    _word("answered_by", info=PSEUDONYM),
    CheckConstraint("status in ('open', 'answered', 'closed')", name="status"),
    Index(None, "contact_id"),
    Index("ix_ticket_open", "status", "opened_at"),
    sqlite_autoincrement=True,
)

media = Table(
    "media",
    metadata,
    _id(),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    Column("name", String(80), nullable=False, unique=True, info=PERSON),
    _word("kind"),
    _word("content_type"),
    Column("size", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("seconds", Float, nullable=False, server_default=text("0"), info=NONE),
    Column("source", Json, nullable=True, info=PERSON),
    _word("state", "waiting"),
    _word("reason"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), info=NONE),
    _at("next_at"),
    _at("created_at"),
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

role = Table(
    "role",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    Column("label", Text, nullable=False, server_default="", info=PERSON),
    _word("name"),
    _word("organisation"),
    _word("country"),
    _at("given_at"),
    _at("ended_at", null=True),
    CheckConstraint("name in ('helper', 'mentor', 'coordinator', 'administrator')", name="name"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

link = Table(
    "link",
    metadata,
    _id(),
    Column("hash", String(64), nullable=False, unique=True, info=NONE),
    _word("purpose"),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), nullable=True, info=NONE),
    _at("created_at"),
    _at("expires_at"),
    _at("used_at", null=True),
    sqlite_autoincrement=True,
)

log = Table(
    "log",
    metadata,
    _id(),
    _at("at"),
    Column("actor", String(64), nullable=False, info=PSEUDONYM),
    _word("act"),
    Column("subject", String(64), nullable=False, server_default="", info=PSEUDONYM),
    Column("detail", Json, nullable=True, info=PSEUDONYM),
    Column("previous", String(64), nullable=False, info=NONE),
    Column("hash", String(64), nullable=False, unique=True, info=NONE),
    sqlite_autoincrement=True,
)

erasure = Table(
    "erasure",
    metadata,
    _id(),
    Column("hash", String(64), nullable=False, unique=True, info=PSEUDONYM),
    _at("at"),
    sqlite_autoincrement=True,
)

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
    _id(),
    _word("channel"),
    Column("address", String(128), nullable=False, info=PERSON),
    Column("name", Text, nullable=False, info=PERSON),
    Column("hint", String(16), nullable=False, server_default="", info=PERSON),
    _at("blocked_at", PERSON, null=True),
    _at("created_at"),
    UniqueConstraint("channel", "address"),
    sqlite_autoincrement=True,
)
"""A simulated phone of the demo."""

bubble = Table(
    "bubble",
    metadata,
    _id(),
    Column("phone_id", ForeignKey("phone.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("mine", Boolean, nullable=False, info=NONE),
    _word("kind"),
    Column("body", Json, nullable=False, info=PERSON),
    Column("reference", Id, nullable=True, info=NONE),
    _at("at"),
    _at("taken_at", null=True),
    UniqueConstraint("phone_id", "reference"),
    Index(None, "phone_id", "id"),
    sqlite_autoincrement=True,
)
"""A message on a simulated phone: ``mine`` is the person's; ``taken_at`` is when the other side had it."""
