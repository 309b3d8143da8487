"""Tables of courses: what is taught, who is where in it, what they answered, their certificates; no query, no rule."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, metadata, number, word
from storage.types import Json

course = Table(
    "course",
    metadata,
    number(),
    word("key"),
    word("status", "draft"),
    Column("title", Json, nullable=False, info=NONE),
    Column("gives", Json, nullable=False, info=NONE),
    Column("source", Text, nullable=False, info=NONE),
    word("loaded_by", info=PSEUDONYM),
    Column("version", Integer, nullable=False, server_default=text("1"), info=NONE),
    at("loaded_at"),
    UniqueConstraint("key"),
    CheckConstraint("status in ('draft', 'live', 'retired')", name="status"),
    sqlite_autoincrement=True,
)
"""``source`` is the whole file it was loaded from. ``loaded_by``: "" of what came with Drom, else who imported it."""

lesson = Table(
    "lesson",
    metadata,
    number(),
    Column("course_id", ForeignKey("course.id", ondelete="CASCADE"), nullable=False, info=NONE),
    word("key"),
    word("status", "live"),
    Column("place", Integer, nullable=False, info=NONE),
    word("picture"),
    Column("texts", Json, nullable=False, info=NONE),
    Column("choices", Json, nullable=False, info=NONE),
    UniqueConstraint("course_id", "key"),
    CheckConstraint("status in ('live', 'retired')", name="status"),
    sqlite_autoincrement=True,
)
"""``texts``: part -> language -> words. ``choices``, in order: value, whether it is right (null where
none is), and the key of a tip that it pledges.

A lesson that its file has no more is retired: what people answered to it stays.
"""

study = Table(
    "study",
    metadata,
    number(),
    Column("course_id", ForeignKey("course.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    word("organisation"),
    word("programme"),
    word("country"),
    word("language"),
    word("pseudonym", info=PSEUDONYM),
    at("started_at", null=True),
    at("finished_at", null=True),
    at("brochure_at", null=True),
    word("offer"),
    UniqueConstraint("course_id", "person_id"),
    CheckConstraint("offer in ('', 'no', 'asked', 'enrolled', 'finished')", name="offer"),
    Index(None, "person_id"),
    Index(None, "pseudonym"),
    sqlite_autoincrement=True,
)
"""Somebody in a course; ``pseudonym`` is that of a guest's contact, so that they go on, also when they have joined.

``offer``: how it stands with the bigger course.
"""

lesson_answer = Table(
    "lesson_answer",
    metadata,
    number(),
    Column("study_id", ForeignKey("study.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    word("value"),
    Column("correct", Boolean, nullable=True, info=NONE),
    Column("media_id", ForeignKey("media.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    at("at"),
    UniqueConstraint("study_id", "lesson_id"),
    Index(None, "lesson_id"),
    Index(None, "person_id"),
    Index(None, "media_id"),
    sqlite_autoincrement=True,
)
"""The last answer to a lesson; ``value`` "" and a recording of who answered by voice."""

certificate = Table(
    "certificate",
    metadata,
    number(),
    Column("study_id", ForeignKey("study.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), nullable=True, info=PERSON),
    Column("number", String(64), nullable=True, info=PERSON),
    Column("name", Text, nullable=False, server_default="", info=PERSON),
    at("made_at"),
    UniqueConstraint("study_id"),
    UniqueConstraint("number"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""``name`` is "" until staff have written a spoken one; of who was erased both are gone and the row is counted."""
