"""What delivery remembers: a snapshot, frozen when it was released; later revisions change it.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0002"
down_revision = "0001"

_tables = sa.MetaData(naming_convention=to.NAMES)


def upgrade() -> None:
    """Create the new tables, then what old ones gain."""
    _tables.create_all(op.get_bind(), checkfirst=False)
    _index("ix_outbox_held_up", "outbox", ["state", "id"], "state in ('parked', 'in_doubt', 'never', 'expired')")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    """Add an index over a part of the rows."""
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
