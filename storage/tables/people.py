"""Tables of people, what they agreed to, who may do what and who did it; no query, no rule."""

from sqlalchemy import (
    Boolean,
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
from storage.types import Json

UNFOLDED = "folded = '' and name <> ''"
"""Whose name must still be made ready for searching: an index serves only where a query says just this."""

person = Table(
    "person",
    metadata,
    number(),
    Column("name", Text, nullable=False, server_default="", info=PERSON),
    Column("name_pending", Boolean, nullable=False, server_default=text("false"), info=PERSON),
    word("organisation"),
    word("programme"),
    word("country", info=PERSON),
    word("town", info=PERSON),
    word("trade", info=PERSON),
    word("referrer"),
    word("gender", info=PERSON),
    word("age", info=PERSON),
    Column("may_push", Boolean, nullable=False, server_default=text("false"), info=PERSON),
    at("registered_at", PERSON, null=True),
    at("created_at", PERSON),
    Column("folded", Text, nullable=False, server_default="", info=PERSON),
    Index("ix_person_unfolded", "id", sqlite_where=text(UNFOLDED), postgresql_where=text(UNFOLDED)),
    sqlite_autoincrement=True,
)
"""``folded`` is the name as it is searched for; a trigger of revision 0009 empties it whenever the name changes."""

contact = Table(
    "contact",
    metadata,
    number(),
    word("channel"),
    Column("address", String(128), nullable=False, info=PERSON),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    Column("language", String(16), nullable=False, server_default="", info=PERSON),
    Column("talk", String(16), nullable=False, server_default="both", info=PERSON),
    Column("quiet_from", Integer, nullable=True, server_default=text("22"), info=PERSON),
    Column("quiet_to", Integer, nullable=True, server_default=text("7"), info=PERSON),
    word("country", info=PERSON),
    word("programme"),
    word("town", info=PERSON),
    word("referrer"),
    Column("lite", Boolean, nullable=False, server_default=text("false"), info=PERSON),
    Column("session", Json, nullable=True, info=PERSON),
    Column("rev", Integer, nullable=False, server_default=text("0"), info=NONE),
    at("last_in_at", PERSON, null=True),
    at("stopped_at", PERSON, null=True),
    at("paused_until", PERSON, null=True),
    at("unreachable_at", PERSON, null=True),
    at("erased_at", PERSON, null=True),
    at("created_at", PERSON),
    at("talk_asked_at", PERSON, null=True),
    UniqueConstraint("channel", "address"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

consent = Table(
    "consent",
    metadata,
    number(),
    Column("contact_id", ForeignKey("contact.id", ondelete="SET NULL"), nullable=True, info=PSEUDONYM),
    Column("pseudonym", String(64), nullable=False, info=PSEUDONYM),
    word("kind", info=PSEUDONYM),
    Column("notice", Integer, nullable=False, info=NONE),
    Column("given", Boolean, nullable=False, info=PSEUDONYM),
    word("language"),
    word("channel"),
    at("at", PSEUDONYM),
    Index(None, "contact_id"),
    sqlite_autoincrement=True,
)

erasure = Table(
    "erasure",
    metadata,
    number(),
    Column("hash", String(64), nullable=False, unique=True, info=PSEUDONYM),
    at("at"),
    sqlite_autoincrement=True,
)

role = Table(
    "role",
    metadata,
    number(),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    Column("label", Text, nullable=False, server_default="", info=PERSON),
    word("name"),
    word("organisation"),
    word("country"),
    at("given_at"),
    at("ended_at", null=True),
    CheckConstraint("name in ('helper', 'mentor', 'coordinator', 'administrator')", name="name"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

link = Table(
    "link",
    metadata,
    number(),
    Column("hash", String(64), nullable=False, unique=True, info=NONE),
    word("purpose"),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), nullable=True, info=NONE),
    at("created_at"),
    at("expires_at"),
    at("used_at", null=True),
    sqlite_autoincrement=True,
)

log = Table(
    "log",
    metadata,
    number(),
    at("at"),
    Column("actor", String(64), nullable=False, info=PSEUDONYM),
    word("act"),
    Column("subject", String(64), nullable=False, server_default="", info=PSEUDONYM),
    Column("detail", Json, nullable=True, info=PSEUDONYM),
    Column("previous", String(64), nullable=False, info=NONE),
    Column("hash", String(64), nullable=False, unique=True, info=NONE),
    sqlite_autoincrement=True,
)
