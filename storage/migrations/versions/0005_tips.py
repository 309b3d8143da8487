"""What tips remember: a snapshot, frozen when it was released; later revisions change it.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0005"
down_revision = "0004"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("media", "person")]
"""Tables that are there already and that new ones refer to."""

sa.Table(
    "tip",
    _tables,
    to.id(),
    *to.words("key"),
    *to.words("status", default="draft"),
    *to.words("trade"),
    sa.Column("seasons", to.JSON, nullable=False),
    sa.Column("countries", to.JSON, nullable=False),
    *to.words("pictogram"),
    sa.Column("words", to.JSON, nullable=False),
    sa.Column("reviewed", to.JSON, nullable=False),
    *to.texts("fact", "source"),
    sa.Column("story", to.JSON, nullable=False),
    *to.numbers("version", default="1"),
    *to.moments("created_at", "changed_at"),
    sa.UniqueConstraint("key"),
    sa.CheckConstraint("status in ('draft', 'live', 'retired')", name="status"),
    sqlite_autoincrement=True,
)
sa.Table(
    "rhythm",
    _tables,
    to.id(),
    to.row("person_id", "person", "CASCADE"),
    *to.words("pace", default="weekly"),
    *to.numbers("hour", default="10"),
    sa.Column("next_on", sa.String(10), nullable=False),
    sa.UniqueConstraint("person_id"),
    sa.CheckConstraint("pace in ('daily', 'weekly', 'never')", name="pace"),
    sa.CheckConstraint("hour between 0 and 23", name="hour"),
    to.index("ix_rhythm_due", "next_on", "id", where="pace <> 'never'"),
    sqlite_autoincrement=True,
)
sa.Table(
    "showing",
    _tables,
    to.id(),
    to.row("tip_id", "tip", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    sa.Column("notice_id", to.LONG, nullable=True),
    *to.words("how", "organisation", "trade", "country", "language"),
    *to.moments("at"),
    sa.CheckConstraint("how in ('asked', 'sent', 'parked')", name="how"),
    to.index("ix_showing_person_id_at", "person_id", "at"),
    to.index("ix_showing_tip_id", "tip_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "pledge",
    _tables,
    to.id(),
    to.row("tip_id", "tip", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("state", "saved"),
    *to.texts("told"),
    to.row("told_id", "media", "SET NULL", null=True),
    *to.texts("why"),
    to.row("why_id", "media", "SET NULL", null=True),
    *to.words("organisation", "trade", "country", "language"),
    *to.moments("tried_at", "done_at", null=True),
    *to.moments("changed_at"),
    sa.UniqueConstraint("tip_id", "person_id"),
    sa.CheckConstraint("state in ('trying', 'done', 'not_for_me')", name="state"),
    sa.CheckConstraint("saved in ('', 'yes', 'no', 'unsure')", name="saved"),
    to.index("ix_pledge_person_id", "person_id"),
    to.index("ix_pledge_told_id", "told_id"),
    to.index("ix_pledge_why_id", "why_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new tables."""
    new = [table for table in _tables.sorted_tables if table not in _OLD]
    _tables.create_all(op.get_bind(), new, checkfirst=False)
