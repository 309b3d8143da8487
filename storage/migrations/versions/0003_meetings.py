"""What meetings remember: a snapshot, frozen when it was released; later revisions change it.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0003"
down_revision = "0002"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("media", "person")]
"""Tables that are there already and that new ones refer to."""

sa.Table(
    "series",
    _tables,
    to.id(),
    *to.words("kind"),
    *to.numbers("every", default="1"),
    *to.words("organisation", "country", "made_by"),
    *to.moments("created_at"),
    sqlite_autoincrement=True,
)
sa.Table(
    "meeting",
    _tables,
    to.id(),
    *to.words("kind"),
    *to.words("state", default="draft"),
    *to.words("organisation", "programme", "country", "town", "zone"),
    sa.Column("place", to.JSON, nullable=False),
    sa.Column("latitude", sa.Float, nullable=True),
    sa.Column("longitude", sa.Float, nullable=True),
    to.row("photo_id", "media", "SET NULL", null=True),
    sa.Column("link", sa.String(500), nullable=False, server_default=""),
    sa.Column("languages", to.JSON, nullable=False),
    *to.numbers("seats", null=True),
    *to.numbers("door", default="0"),
    *to.words("code"),
    *to.numbers("version", default="1"),
    to.row("series_id", "series", "SET NULL", null=True),
    *to.numbers("occurrence", default="1"),
    sa.Column("targets", to.JSON, nullable=False),
    sa.Column("title", to.JSON, nullable=False),
    *to.words("created_by"),
    *to.moments("created_at", "changed_at", "starts_at", "ends_at"),
    sa.CheckConstraint(
        "kind in ('info', 'training', 'coaching', 'dinner', 'mentor', 'conference', 'coordinators')", name="kind"
    ),
    sa.CheckConstraint("state in ('draft', 'published', 'cancelled')", name="state"),
    to.index("ix_meeting_upcoming", "ends_at", where="state = 'published'"),
    to.index("ix_meeting_series_id", "series_id"),
    to.index("ix_meeting_photo_id", "photo_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "meeting_day",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    *to.numbers("n", default="1"),
    sa.Column("wall", sa.String(19), nullable=False),
    *to.moments("starts_at", "ends_at"),
    sa.UniqueConstraint("meeting_id", "n"),
    sqlite_autoincrement=True,
)
sa.Table(
    "meeting_host",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    *to.words("role", default="host"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.texts("name"),
    sa.CheckConstraint("role in ('expert', 'speaker', 'guest', 'host')", name="role"),
    to.index("ix_meeting_host_meeting_id", "meeting_id"),
    to.index("ix_meeting_host_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "invitation",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("invited_by"),
    *to.moments("invited_at"),
    sa.UniqueConstraint("meeting_id", "person_id"),
    to.index("ix_invitation_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "response",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("answer"),
    *to.numbers("party", default="1"),
    sa.Column("needs", to.JSON, nullable=False),
    *to.words("standing", default="none"),
    *to.numbers("rank", default="0"),
    *to.moments("queued_at", "offered_until", null=True),
    *to.moments("answered_at"),
    *to.numbers("version", default="1"),
    *to.flags("missed"),
    sa.UniqueConstraint("meeting_id", "person_id"),
    sa.CheckConstraint("answer in ('yes', 'no', 'maybe')", name="answer"),
    sa.CheckConstraint("standing in ('seated', 'waiting', 'offered', 'none')", name="standing"),
    sa.CheckConstraint("party between 1 and 3", name="party"),
    to.index("ix_response_taken", "meeting_id", "party", where="standing in ('seated', 'offered')"),
    to.index("ix_response_waiting", "meeting_id", "rank", where="standing = 'waiting'"),
    to.index("ix_response_offered", "meeting_id", "offered_until", where="standing = 'offered'"),
    to.index("ix_response_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "attendance",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    *to.numbers("day", default="1"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("pseudonym"),
    *to.texts("walk_in"),
    *to.numbers("party", default="1"),
    *to.words("how"),
    *to.words("state", default="here"),
    *to.numbers("wrong", default="0"),
    *to.moments("at"),
    sa.UniqueConstraint("meeting_id", "day", "person_id"),
    sa.CheckConstraint("how in ('picture', 'qr', 'staff')", name="how"),
    sa.CheckConstraint("state in ('here', 'trying', 'listed')", name="state"),
    to.index("ix_attendance_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "feedback",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("grade"),
    *to.texts("learned"),
    to.row("media_id", "media", "SET NULL", null=True),
    sa.Column("useful", sa.Boolean, nullable=True),
    sa.Column("in_touch", sa.Boolean, nullable=True),
    *to.moments("at"),
    sa.UniqueConstraint("meeting_id", "person_id"),
    sa.CheckConstraint("grade in ('', 'good', 'so', 'bad')", name="grade"),
    to.index("ix_feedback_person_id", "person_id"),
    to.index("ix_feedback_media_id", "media_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "wish",
    _tables,
    to.id(),
    to.row("person_id", "person", "CASCADE"),
    *to.moments("at"),
    sa.UniqueConstraint("person_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new tables."""
    new = [table for table in _tables.sorted_tables if table not in _OLD]
    _tables.create_all(op.get_bind(), new, checkfirst=False)
