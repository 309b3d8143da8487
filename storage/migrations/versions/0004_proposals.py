"""What a second member of staff must agree to, and who comes late: a snapshot, frozen when it was released.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0004"
down_revision = "0003"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("meeting", "person")]
"""Tables that are there already and that the new one refers to."""

_proposal = sa.Table(
    "proposal",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    to.row("person_id", "person", "CASCADE"),
    sa.Column("audience", to.JSON, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    *to.words("state", default="open"),
    *to.words("decided_by"),
    *to.moments("made_at"),
    *to.moments("decided_at", null=True),
    sa.CheckConstraint("state in ('open', 'agreed', 'declined')", name="state"),
    to.index("ix_proposal_meeting_id", "meeting_id"),
    to.index("ix_proposal_person_id", "person_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new table and the new column."""
    _tables.create_all(op.get_bind(), [_proposal], checkfirst=False)
    op.add_column("response", *to.moments("late_at", null=True))
