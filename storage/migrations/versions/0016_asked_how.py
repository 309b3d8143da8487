"""When somebody said, or was asked, how Drom shall talk to them: a snapshot, frozen when it was released.

It never looks at ``storage.tables``, which describe today.
"""

from alembic import op

from storage.migrations import columns as to

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the moment to the contacts; nobody was asked yet."""
    for column in to.moments("talk_asked_at", null=True):
        op.add_column("contact", column)
