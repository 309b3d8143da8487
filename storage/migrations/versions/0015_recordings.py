"""What people record for Drom to say: a snapshot, frozen when it was released.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0015"
down_revision = "0014"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("media", "person")]
"""Tables that are there already and that the new one refers to."""

_recording = sa.Table(
    "recording",
    _tables,
    to.id(),
    *to.words("language", "dialect", "key", "hash"),
    *to.texts("words"),
    *to.words("state", default="kept"),
    *to.texts("suggestion"),
    to.row("media_id", "media", "SET NULL", null=True),
    sa.Column("seconds", sa.Float, nullable=False, server_default=sa.text("0")),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("made_by"),
    *to.flags("stays"),
    *to.moments("made_at"),
    sa.CheckConstraint("state in ('kept', 'stale', 'replaced', 'suggested', 'settled')", name="state"),
    to.index("ix_recording_words", "language", "hash"),
    to.index("ix_recording_person_id", "person_id"),
    to.index("ix_recording_media_id", "media_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new table."""
    _tables.create_all(op.get_bind(), [_recording], checkfirst=False)
