"""Courses, who is where in them, and certificates: a snapshot, frozen when it was released.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0006"
down_revision = "0005"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("media", "person")]
"""Tables that are there already and that new ones refer to."""

sa.Table(
    "course",
    _tables,
    to.id(),
    *to.words("key"),
    *to.words("status", default="draft"),
    sa.Column("title", to.JSON, nullable=False),
    sa.Column("gives", to.JSON, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    *to.words("loaded_by"),
    *to.numbers("version", default="1"),
    *to.moments("loaded_at"),
    sa.UniqueConstraint("key"),
    sa.CheckConstraint("status in ('draft', 'live', 'retired')", name="status"),
    sqlite_autoincrement=True,
)
sa.Table(
    "lesson",
    _tables,
    to.id(),
    to.row("course_id", "course", "CASCADE"),
    *to.words("key"),
    *to.words("status", default="live"),
    *to.numbers("place"),
    *to.words("picture"),
    sa.Column("texts", to.JSON, nullable=False),
    sa.Column("choices", to.JSON, nullable=False),
    sa.UniqueConstraint("course_id", "key"),
    sa.CheckConstraint("status in ('live', 'retired')", name="status"),
    sqlite_autoincrement=True,
)
sa.Table(
    "study",
    _tables,
    to.id(),
    to.row("course_id", "course", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("organisation", "programme", "country", "language", "pseudonym"),
    *to.moments("started_at", "finished_at", "brochure_at", null=True),
    *to.words("offer"),
    sa.UniqueConstraint("course_id", "person_id"),
    sa.CheckConstraint("offer in ('', 'no', 'asked', 'enrolled', 'finished')", name="offer"),
    to.index("ix_study_person_id", "person_id"),
    to.index("ix_study_pseudonym", "pseudonym"),
    sqlite_autoincrement=True,
)
sa.Table(
    "lesson_answer",
    _tables,
    to.id(),
    to.row("study_id", "study", "CASCADE"),
    to.row("lesson_id", "lesson", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("value"),
    sa.Column("correct", sa.Boolean, nullable=True),
    to.row("media_id", "media", "SET NULL", null=True),
    *to.moments("at"),
    sa.UniqueConstraint("study_id", "lesson_id"),
    to.index("ix_lesson_answer_lesson_id", "lesson_id"),
    to.index("ix_lesson_answer_person_id", "person_id"),
    to.index("ix_lesson_answer_media_id", "media_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "certificate",
    _tables,
    to.id(),
    to.row("study_id", "study", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    sa.Column("number", sa.String(64), nullable=True),
    *to.texts("name"),
    *to.moments("made_at"),
    sa.UniqueConstraint("study_id"),
    sa.UniqueConstraint("number"),
    to.index("ix_certificate_person_id", "person_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new tables."""
    new = [table for table in _tables.sorted_tables if table not in _OLD]
    _tables.create_all(op.get_bind(), new, checkfirst=False)
