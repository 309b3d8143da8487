"""The first tables: a snapshot, frozen when it was released; later revisions change it.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0001"
down_revision = None

_tables = sa.MetaData(naming_convention=to.NAMES)

sa.Table(
    "erasure",
    _tables,
    to.id(),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    *to.moments("at"),
    sqlite_autoincrement=True,
)
sa.Table(
    "fact",
    _tables,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", to.JSON, nullable=True),
    sa.Column("secret", sa.LargeBinary, nullable=True),
)
sa.Table(
    "lease",
    _tables,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("fence", to.LONG, nullable=False),
    *to.moments("until"),
    *to.moments("blocked_until", null=True),
)
sa.Table(
    "leftover",
    _tables,
    to.id(),
    sa.Column("source", to.JSON, nullable=False),
    *to.numbers("attempts", default="0"),
    *to.moments("next_at", "created_at"),
    to.index("ix_leftover_next_at", "next_at"),
    sqlite_autoincrement=True,
)
sa.Table(
    "log",
    _tables,
    to.id(),
    *to.moments("at"),
    sa.Column("actor", sa.String(64), nullable=False),
    *to.words("act", "subject"),
    sa.Column("detail", to.JSON, nullable=True),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    sqlite_autoincrement=True,
)
sa.Table(
    "person",
    _tables,
    to.id(),
    *to.texts("name"),
    *to.flags("name_pending"),
    *to.words("organisation", "programme", "country", "town", "trade", "referrer", "gender", "age"),
    *to.flags("may_push"),
    *to.moments("registered_at", null=True),
    *to.moments("created_at"),
    sqlite_autoincrement=True,
)
sa.Table(
    "phone",
    _tables,
    to.id(),
    *to.words("channel"),
    sa.Column("address", sa.String(128), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("hint", sa.String(16), nullable=False, server_default=""),
    *to.moments("blocked_at", null=True),
    *to.moments("created_at"),
    sa.UniqueConstraint("channel", "address"),
    sqlite_autoincrement=True,
)
sa.Table(
    "status",
    _tables,
    to.id(),
    *to.words("channel"),
    sa.Column("provider_id", sa.String(128), nullable=False),
    *to.words("state", "code"),
    *to.moments("at"),
    sa.UniqueConstraint("channel", "provider_id", "state"),
    sqlite_autoincrement=True,
)
sa.Table(
    "bubble",
    _tables,
    to.id(),
    to.row("phone_id", "phone", "CASCADE"),
    sa.Column("mine", sa.Boolean, nullable=False),
    *to.words("kind"),
    sa.Column("body", to.JSON, nullable=False),
    sa.Column("reference", to.LONG, nullable=True),
    *to.moments("at"),
    *to.moments("taken_at", null=True),
    sa.UniqueConstraint("phone_id", "reference"),
    to.index("ix_bubble_phone_id_id", "phone_id", "id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "contact",
    _tables,
    to.id(),
    *to.words("channel"),
    sa.Column("address", sa.String(128), nullable=False),
    to.row("person_id", "person", "SET NULL", null=True),
    sa.Column("language", sa.String(16), nullable=False, server_default=""),
    sa.Column("talk", sa.String(16), nullable=False, server_default="both"),
    *to.numbers("quiet_from", default="22", null=True),
    *to.numbers("quiet_to", default="7", null=True),
    *to.words("country", "programme", "town", "referrer"),
    *to.flags("lite"),
    sa.Column("session", to.JSON, nullable=True),
    *to.numbers("rev", default="0"),
    *to.moments("last_in_at", "stopped_at", "paused_until", "unreachable_at", "erased_at", null=True),
    *to.moments("created_at"),
    sa.UniqueConstraint("channel", "address"),
    to.index("ix_contact_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "role",
    _tables,
    to.id(),
    to.row("person_id", "person", "CASCADE", null=True),
    *to.texts("label"),
    *to.words("name", "organisation", "country"),
    *to.moments("given_at"),
    *to.moments("ended_at", null=True),
    sa.CheckConstraint("name in ('helper', 'mentor', 'coordinator', 'administrator')", name="name"),
    to.index("ix_role_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "consent",
    _tables,
    to.id(),
    to.row("contact_id", "contact", "SET NULL", null=True),
    sa.Column("pseudonym", sa.String(64), nullable=False),
    *to.words("kind"),
    *to.numbers("notice"),
    sa.Column("given", sa.Boolean, nullable=False),
    *to.words("language", "channel"),
    *to.moments("at"),
    to.index("ix_consent_contact_id", "contact_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "inbox",
    _tables,
    to.id(),
    *to.words("channel"),
    sa.Column("key", sa.String(160), nullable=False),
    to.row("contact_id", "contact", "CASCADE", null=True),
    sa.Column("seq", to.LONG, nullable=False),
    *to.words("kind"),
    sa.Column("payload", to.JSON, nullable=True),
    *to.words("state", default="waiting"),
    *to.words("outcome"),
    *to.numbers("attempts", default="0"),
    *to.moments("received_at", "next_at"),
    *to.moments("done_at", null=True),
    sa.CheckConstraint("state in ('waiting', 'done', 'failed', 'merged')", name="state"),
    sa.UniqueConstraint("channel", "key"),
    to.index("ix_inbox_contact", "contact_id", "received_at"),
    to.index("ix_inbox_waiting", "contact_id", "seq", where="state = 'waiting'"),
    sqlite_autoincrement=True,
)
sa.Table(
    "link",
    _tables,
    to.id(),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    *to.words("purpose"),
    to.row("role_id", "role", "CASCADE", null=True),
    *to.moments("created_at", "expires_at"),
    *to.moments("used_at", null=True),
    sqlite_autoincrement=True,
)
sa.Table(
    "media",
    _tables,
    to.id(),
    to.row("contact_id", "contact", "CASCADE", null=True),
    sa.Column("name", sa.String(80), nullable=False, unique=True),
    *to.words("kind", "content_type"),
    *to.numbers("size", default="0"),
    sa.Column("seconds", sa.Float, nullable=False, server_default=sa.text("0")),
    sa.Column("source", to.JSON, nullable=True),
    *to.words("state", default="waiting"),
    *to.words("reason"),
    *to.numbers("attempts", default="0"),
    *to.moments("next_at", "created_at"),
    sa.CheckConstraint("state in ('waiting', 'kept', 'refused')", name="state"),
    to.index("ix_media_contact_id", "contact_id"),
    to.index("ix_media_waiting", "next_at", where="state = 'waiting'"),
    sqlite_autoincrement=True,
)
sa.Table(
    "outbox",
    _tables,
    to.id(),
    sa.Column("dedupe", sa.String(160), nullable=True, unique=True),
    *to.words("channel"),
    to.row("contact_id", "contact", "CASCADE"),
    sa.Column("address", sa.String(128), nullable=False),
    *to.numbers("lane"),
    *to.words("kind"),
    sa.Column("payload", to.JSON, nullable=True),
    *to.words("state", default="waiting"),
    *to.words("reason"),
    *to.numbers("attempts", "doubts", default="0"),
    sa.Column("fence", to.LONG, nullable=False, server_default=sa.text("0")),
    sa.Column("provider_id", sa.String(128), nullable=False, server_default=""),
    *to.words("status"),
    *to.moments("next_at"),
    *to.moments("deadline", "lease_until", null=True),
    *to.moments("created_at"),
    *to.moments("sent_at", null=True),
    sa.CheckConstraint(
        "state in ('waiting', 'parked', 'sending', 'sent', 'in_doubt', 'never', 'cancelled', 'expired')", name="state"
    ),
    to.index("ix_outbox_contact", "contact_id", "id"),
    to.index("ix_outbox_open", "contact_id", "lane", "id", where="state in ('waiting', 'sending')"),
    to.index("ix_outbox_provider", "channel", "provider_id", where="provider_id <> ''"),
    to.index("ix_outbox_sending", "channel", "lease_until", where="state = 'sending'"),
    to.index("ix_outbox_waiting", "channel", "lane", "next_at", "id", where="state = 'waiting'"),
    sqlite_autoincrement=True,
)
sa.Table(
    "attempt",
    _tables,
    to.id(),
    to.row("outbox_id", "outbox", "CASCADE"),
    *to.numbers("n"),
    *to.moments("started_at"),
    *to.moments("ended_at", null=True),
    *to.words("result"),
    *to.texts("detail"),
    to.index("ix_attempt_outbox_id", "outbox_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "ticket",
    _tables,
    to.id(),
    to.row("contact_id", "contact", "CASCADE"),
    *to.words("kind", "flow", "state_name"),
    *to.texts("text"),
    to.row("media_id", "media", "SET NULL", null=True),
    *to.words("status", default="open"),
    *to.moments("opened_at"),
    *to.moments("answered_at", null=True),
    *to.words("answered_by"),
    sa.CheckConstraint("status in ('open', 'answered', 'closed')", name="status"),
    to.index("ix_ticket_contact_id", "contact_id"),
    to.index("ix_ticket_open", "status", "opened_at"),
    sqlite_autoincrement=True,
)

_APPEND_ONLY = {"log": "", "consent": " OF pseudonym, kind, notice, given, language, channel, at"}
"""Rows that stay as they were written. A consent may only lose its contact, when that one is erased."""


def upgrade() -> None:
    """Create everything."""
    _tables.create_all(op.get_bind(), checkfirst=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table, columns in _APPEND_ONLY.items():
        _refuse(table, "update", f"UPDATE{columns}", sqlite=sqlite)
        _refuse(table, "delete", "DELETE", sqlite=sqlite)
        if not sqlite:
            op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION append_only()")


def _refuse(table: str, name: str, doing: str, *, sqlite: bool) -> None:
    action = (
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        if sqlite
        else "FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    op.execute(f"CREATE TRIGGER {table}_no_{name} BEFORE {doing} ON {table} {action}")
