"""What a delivery keeps of who was erased, so that they stay counted, once: a snapshot.

It never looks at ``storage.tables``, which describe today.
"""

from alembic import op

from storage.migrations import columns as to

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Let people whom an announcement reached stay counted; who is gone already is not."""
    for column in (*to.words("pseudonym", "programme", "country"), *to.moments("sent_at", null=True)):
        op.add_column("delivery", column)
