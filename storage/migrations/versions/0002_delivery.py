"""What delivery remembers: a snapshot, frozen when it was released; later revisions change it.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0002"
down_revision = "0001"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("contact", "outbox")]
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


def upgrade() -> None:
    """Create the new tables, then what old ones gain."""
    new = [table for table in _tables.sorted_tables if table not in _OLD]
    _tables.create_all(op.get_bind(), new, checkfirst=False)
    _index("ix_outbox_held_up", "outbox", ["state", "id"], "state in ('parked', 'in_doubt', 'never', 'expired')")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    """Add an index over a part of the rows."""
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
