"""Numbers that staff count by hand: a snapshot, frozen when it was released.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0010"
down_revision = "0009"

_tables = sa.MetaData(naming_convention=to.NAMES)

_tally = sa.Table(
    "tally",
    _tables,
    to.id(),
    *to.words("organisation", "programme", "country", "counts", "part"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    *to.words("made_by"),
    *to.moments("made_at"),
    *to.words("withdrawn_by"),
    *to.moments("withdrawn_at", null=True),
    to.index("ix_tally_programme", "programme", "counts"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new table."""
    _tables.create_all(op.get_bind(), [_tally], checkfirst=False)
