"""A pseudonym that an answer keeps when its person is erased: a snapshot.

It never looks at ``storage.tables``, which describe today.
"""

from alembic import op

from storage.migrations import columns as to

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Let answers of one person be counted once, also when they have gone; who is gone already stays one by one."""
    [column] = to.words("pseudonym")
    op.add_column("response", column)
