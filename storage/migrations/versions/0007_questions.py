"""What mentors remember: a snapshot, frozen when it was released; later revisions change it.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0007"
down_revision = "0006"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("media", "meeting", "meeting_host", "person", "role")]
"""Tables that are there already and that new ones refer to."""

_FORMS = "form in ('text', 'voice', 'photo')"

sa.Table(
    "mentor",
    _tables,
    to.id(),
    to.row("role_id", "role", "CASCADE"),
    *(sa.Column(name, to.JSON, nullable=False) for name in ("languages", "topics", "countries")),
    *to.words("gender"),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("from_hour", "to_hour")),
    *to.flags("shows_name"),
    *to.moments("paused_until", "offered_at", null=True),
    sa.UniqueConstraint("role_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "question",
    _tables,
    to.id(),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("pseudonym", "organisation", "country", "language", "read_in", "topic"),
    *to.texts("text"),
    to.row("media_id", "media", "SET NULL", null=True),
    to.row("photo_id", "media", "SET NULL", null=True),
    *to.words("form", default="text"),
    *to.flags("named", "rewrite", "woman"),
    *to.words("state", default="waiting"),
    *to.numbers("version", default="1"),
    to.row("wanted_id", "mentor", "SET NULL", null=True),
    *to.moments("wanted_until", null=True),
    to.row("follows_id", "question", "SET NULL", null=True),
    *to.moments("asked_at", "since"),
    *to.moments("answered_at", "late_at", null=True),
    *to.words("helped", "closed"),
    sa.CheckConstraint(_FORMS, name="form"),
    sa.CheckConstraint(
        "state in ('waiting', 'claimed', 'answered', 'passed_on', 'needs_translation', 'flagged', 'closed')",
        name="state",
    ),
    sa.CheckConstraint("helped in ('', 'yes', 'bit', 'no')", name="helped"),
    to.index(
        "ix_question_queue",
        *("read_in", "since", "id", "topic", "country", "organisation", "woman", "wanted_id"),
        where="state in ('waiting', 'passed_on')",
    ),
    to.index("ix_question_answered", "organisation", "answered_at", where="answered_at is not null"),
    to.index("ix_question_person_id", "person_id"),
    to.index("ix_question_media_id", "media_id"),
    to.index("ix_question_photo_id", "photo_id"),
    to.index("ix_question_wanted_id", "wanted_id"),
    to.index("ix_question_follows_id", "follows_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "question_offer",
    _tables,
    to.id(),
    to.row("question_id", "question", "CASCADE"),
    to.row("mentor_id", "mentor", "CASCADE"),
    *to.numbers("version", default="1"),
    *to.moments("offered_at"),
    *to.words("outcome"),
    sa.Column("why", sa.String(200), nullable=False, server_default=""),
    sa.CheckConstraint("outcome in ('', 'taken', 'passed', 'over')", name="outcome"),
    sa.UniqueConstraint("question_id", "mentor_id", "version"),
    to.index("ix_question_offer_open", "mentor_id", where="outcome = ''"),
    to.index("ix_question_offer_mentor_id", "mentor_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "claim",
    _tables,
    to.id(),
    to.row("question_id", "question", "CASCADE"),
    to.row("mentor_id", "mentor", "SET NULL", null=True),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.words("state", default="held"),
    *to.moments("taken_at", "lapses_at"),
    *to.moments("ended_at", null=True),
    sa.CheckConstraint("state in ('held', 'answered', 'passed', 'lapsed', 'flagged', 'withdrawn')", name="state"),
    to.index("uq_claim_held", "question_id", where="state = 'held'", unique=True),
    to.index("ix_claim_question_id", "question_id"),
    to.index("ix_claim_mentor_id", "mentor_id"),
    to.index("ix_claim_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "reply",
    _tables,
    to.id(),
    to.row("question_id", "question", "CASCADE"),
    to.row("mentor_id", "mentor", "SET NULL", null=True),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.texts("text"),
    to.row("media_id", "media", "SET NULL", null=True),
    *to.words("form", default="text"),
    *to.words("language"),
    *to.words("state", default="sent"),
    *to.moments("written_at"),
    sa.CheckConstraint(_FORMS, name="form"),
    sa.CheckConstraint("state in ('translating', 'sent', 'void')", name="state"),
    to.index("ix_reply_question_id", "question_id"),
    to.index("ix_reply_mentor_id", "mentor_id"),
    to.index("ix_reply_person_id", "person_id"),
    to.index("ix_reply_media_id", "media_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "translation",
    _tables,
    to.id(),
    *to.words("kind"),
    to.row("question_id", "question", "CASCADE"),
    to.row("reply_id", "reply", "CASCADE", null=True),
    *to.words("from_language", "to_language"),
    *to.words("state", default="waiting"),
    to.row("helper_id", "mentor", "SET NULL", null=True),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.texts("text"),
    to.row("media_id", "media", "SET NULL", null=True),
    *to.words("form", default="text"),
    *to.numbers("version", default="1"),
    *to.moments("asked_at"),
    *to.moments("lapses_at", "done_at", null=True),
    sa.CheckConstraint("kind in ('voice', 'question', 'reply')", name="kind"),
    sa.CheckConstraint("state in ('waiting', 'claimed', 'done', 'void')", name="state"),
    sa.CheckConstraint(_FORMS, name="form"),
    to.index("ix_translation_waiting", "asked_at", where="state = 'waiting'"),
    to.index("ix_translation_question_id", "question_id"),
    to.index("ix_translation_reply_id", "reply_id"),
    to.index("ix_translation_helper_id", "helper_id"),
    to.index("ix_translation_person_id", "person_id"),
    to.index("ix_translation_media_id", "media_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "advice",
    _tables,
    to.id(),
    to.row("question_id", "question", "CASCADE"),
    to.row("reply_id", "reply", "CASCADE"),
    *to.words("organisation", "language", "topic"),
    *to.words("state", default="proposed"),
    *to.numbers("shown", "enough", default="0"),
    *to.numbers("version", default="1"),
    *to.moments("made_at"),
    *to.moments("decided_at", null=True),
    *to.words("decided_by"),
    sa.CheckConstraint("state in ('proposed', 'published', 'rejected')", name="state"),
    sa.UniqueConstraint("reply_id"),
    to.index("ix_advice_published", "topic", "language", where="state = 'published'"),
    to.index("ix_advice_question_id", "question_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "slot",
    _tables,
    to.id(),
    to.row("meeting_id", "meeting", "CASCADE"),
    to.row("host_id", "meeting_host", "CASCADE"),
    *to.numbers("day", default="1"),
    *to.numbers("minute", default="0"),
    to.row("person_id", "person", "SET NULL", null=True),
    *to.moments("booked_at", null=True),
    sa.UniqueConstraint("host_id", "day", "minute"),
    sa.UniqueConstraint("meeting_id", "person_id"),
    to.index("ix_slot_meeting_id", "meeting_id"),
    to.index("ix_slot_person_id", "person_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    """Create the new tables."""
    new = [table for table in _tables.sorted_tables if table not in _OLD]
    _tables.create_all(op.get_bind(), new, checkfirst=False)
