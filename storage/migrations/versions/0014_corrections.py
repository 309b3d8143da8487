"""Words that staff correct while Drom runs: a snapshot, frozen when it was released.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0014"
down_revision = "0013"

_tables = sa.MetaData(naming_convention=to.NAMES)

_correction = sa.Table(
    "correction",
    _tables,
    to.id(),
    *to.words("language", "context"),
    sa.Column("english", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    *to.flags("confirmed"),
    *to.words("made_by"),
    *to.moments("made_at"),
    to.index("ix_correction_context", "language", "context"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new table."""
    _tables.create_all(op.get_bind(), [_correction], checkfirst=False)
