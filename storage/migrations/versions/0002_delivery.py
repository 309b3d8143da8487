"""What delivery remembers: a snapshot, frozen when it was released; later revisions change it.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0002"
down_revision = "0001"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("contact", "outbox", "person")]
"""Tables that are there already and that new ones refer to."""

sa.Table(
    "announcement",
    _tables,
    to.id(),
    *to.words("kind"),
    sa.Column("texts", to.JSON, nullable=False),
    *to.words("state", default="draft"),
    sa.Column("wall", sa.String(16), nullable=False, server_default=""),
    *to.moments("deadline", null=True),
    *to.words("created_by", "approved_by"),
    *to.moments("created_at"),
    *to.moments("approved_at", "ended_at", null=True),
    sa.CheckConstraint("state in ('draft', 'sending', 'paused', 'cancelled', 'done')", name="state"),
    to.index("ix_announcement_open", "id", where="state in ('sending', 'paused')"),
    sqlite_autoincrement=True,
)
sa.Table(
    "delivery",
    _tables,
    to.id(),
    to.row("announcement_id", "announcement", "CASCADE"),
    to.row("contact_id", "contact", "SET NULL", null=True),
    *to.words("channel"),
    *to.words("state", default="waiting"),
    *to.words("reason"),
    *to.numbers("round", default="0"),
    to.row("outbox_id", "outbox", "SET NULL", null=True),
    *to.moments("due_at"),
    sa.UniqueConstraint("announcement_id", "contact_id"),
    sa.CheckConstraint("state in ('waiting', 'put', 'over')", name="state"),
    to.index("ix_delivery_waiting", "announcement_id", "channel", "due_at", "id", where="state = 'waiting'"),
    to.index("ix_delivery_contact_id", "contact_id"),
    to.index("ix_delivery_outbox_id", "outbox_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "notice",
    _tables,
    to.id(),
    *to.words("kind", "subject"),
    sa.Column("subject_id", to.LONG, nullable=False),
    *to.words("occurrence"),
    to.row("person_id", "person", "CASCADE", null=True),
    to.row("contact_id", "contact", "CASCADE", null=True),
    *to.moments("due_at"),
    *to.words("wall", "zone"),
    *to.moments("next_at", "latest"),
    *to.flags("asked_for", "urgent"),
    sa.Column("detail", to.JSON, nullable=True),
    *to.words("state", default="waiting"),
    *to.words("reason"),
    *to.moments("created_at"),
    *to.moments("ended_at", null=True),
    sa.CheckConstraint("state in ('waiting', 'out', 'never', 'cancelled')", name="state"),
    sa.CheckConstraint("(person_id is null) <> (contact_id is null)", name="whose"),
    to.index(
        "ix_notice_person",
        *("person_id", "subject", "subject_id", "kind", "occurrence"),
        where="person_id is not null",
        unique=True,
    ),
    to.index(
        "ix_notice_contact",
        *("contact_id", "subject", "subject_id", "kind", "occurrence"),
        where="contact_id is not null",
        unique=True,
    ),
    to.index("ix_notice_waiting", "next_at", "id", where="state = 'waiting'"),
    to.index("ix_notice_subject", "subject", "subject_id", "id"),
    to.index("ix_notice_never", "id", where="state = 'never'"),
    sqlite_autoincrement=True,
)
sa.Table(
    "knock",
    _tables,
    to.id(),
    to.row("contact_id", "contact", "CASCADE"),
    to.row("outbox_id", "outbox", "SET NULL", null=True),
    *to.words("ending"),
    *to.moments("at"),
    *to.moments("ended_at", null=True),
    to.index("ix_knock_open", "contact_id", where="ended_at is null", unique=True),
    to.index("ix_knock_contact_id", "contact_id"),
    to.index("ix_knock_outbox_id", "outbox_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "call",
    _tables,
    to.id(),
    to.row("contact_id", "contact", "CASCADE"),
    *to.words("kind", "reason"),
    *to.moments("since", "until"),
    sa.UniqueConstraint("contact_id", "kind"),
    sqlite_autoincrement=True,
)
sa.Table(
    "unasked",
    _tables,
    to.id(),
    to.row("outbox_id", "outbox", "CASCADE"),
    to.row("contact_id", "contact", "CASCADE"),
    sa.UniqueConstraint("outbox_id"),
    to.index("ix_unasked_contact_id", "contact_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "template",
    _tables,
    to.id(),
    *to.words("name"),
    sa.Column("provider_id", sa.String(64), nullable=False, server_default=""),
    *to.words("state"),
    *to.texts("reason"),
    *to.moments("checked_at"),
    sa.UniqueConstraint("name"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new tables, then what old ones gain."""
    new = [table for table in _tables.sorted_tables if table not in _OLD]
    _tables.create_all(op.get_bind(), new, checkfirst=False)
    [urgent] = to.moments("urgent_until", null=True)
    op.add_column("outbox", urgent)
    _index("ix_outbox_kind", "outbox", ["kind"], "lane in (1, 2) and state in ('waiting', 'parked')")
    _index("ix_outbox_held_up", "outbox", ["state", "id"], "state in ('parked', 'in_doubt', 'never', 'expired')")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    """Add an index over a part of the rows."""
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
