"""Stories that neighbours tell of tips, who heard them, and which tips came with one: a snapshot, frozen when released.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0012"
down_revision = "0011"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("contact", "media", "person", "tip")]
"""Tables that are there already and that new ones refer to."""

_NEW = [
    sa.Table(
        "story",
        _tables,
        to.id(),
        to.row("tip_id", "tip", "CASCADE"),
        to.row("person_id", "person", "SET NULL", null=True),
        *to.words("state", default="proposed"),
        *to.texts("words"),
        to.row("voice_id", "media", "SET NULL", null=True),
        to.row("photo_id", "media", "SET NULL", null=True),
        *to.flags("named"),
        *to.words("faces", "reason", "organisation", "country", "language"),
        *to.numbers("version", default="1"),
        *to.moments("made_at"),
        *to.moments("decided_at", null=True),
        *to.words("approved_by"),
        sa.CheckConstraint("state in ('proposed', 'published', 'rejected', 'withdrawn')", name="state"),
        sa.CheckConstraint("state <> 'published' or approved_by <> ''", name="approved"),
        to.index("ix_story_tip_id", "tip_id"),
        to.index("ix_story_person_id", "person_id"),
        to.index("ix_story_voice_id", "voice_id"),
        to.index("ix_story_photo_id", "photo_id"),
        to.index("ix_story_open", "state", where="state in ('proposed', 'published')"),
        sqlite_autoincrement=True,
    ),
    sa.Table(
        "hearing",
        _tables,
        to.id(),
        to.row("story_id", "story", "CASCADE"),
        to.row("contact_id", "contact", "CASCADE"),
        *to.moments("at"),
        sa.UniqueConstraint("story_id", "contact_id"),
        to.index("ix_hearing_contact_id", "contact_id"),
        sqlite_autoincrement=True,
    ),
]


def upgrade() -> None:
    """Create the new tables, and note of each tip that is shown whether a neighbour tells of it."""
    _tables.create_all(op.get_bind(), _NEW, checkfirst=False)
    [column] = to.flags("neighbour")
    op.add_column("showing", column)
