"""Tables of stories: what people tell of a tip for others to hear, and who has heard one; no query."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from storage.tables.columns import PERSON, PSEUDONYM, at, flag, metadata, number, of, where, whole, word

story = Table(
    "story",
    metadata,
    number(),
    of("tip", "CASCADE"),
    of("person", "SET NULL", info=PERSON, null=True),
    word("state", "proposed"),
    Column("words", Text, nullable=False, server_default="", info=PERSON),
    of("media", "SET NULL", "voice_id", PERSON, null=True),
    of("media", "SET NULL", "photo_id", PERSON, null=True),
    flag("named", PERSON),
    word("faces", info=PERSON),
    word("reason"),
    word("organisation"),
    word("country"),
    word("language"),
    whole("version", 1),
    at("made_at"),
    at("decided_at", null=True),
    word("approved_by", info=PSEUDONYM),
    CheckConstraint("state in ('proposed', 'published', 'rejected', 'withdrawn')", name="state"),
    CheckConstraint("state <> 'published' or approved_by <> ''", name="approved"),
    Index(None, "tip_id"),
    Index(None, "person_id"),
    Index(None, "voice_id"),
    Index(None, "photo_id"),
    Index("ix_story_open", "state", **where("state in ('proposed', 'published')")),
    sqlite_autoincrement=True,
)
"""What a neighbour tells of a tip: words, a recording, a photo. Nothing is published that nobody has approved.

``named``: its teller wants their name shown. ``faces``: people in the photo said ``yes``, or there is ``nobody``.
``reason``: why it is not shown. Organisation, country and language are the teller's of that day.
"""

hearing = Table(
    "hearing",
    metadata,
    number(),
    of("story", "CASCADE"),
    of("contact", "CASCADE", info=PERSON),
    at("at"),
    UniqueConstraint("story_id", "contact_id"),
    Index(None, "contact_id"),
    sqlite_autoincrement=True,
)
"""Who has got a story into their chat: where it is emptied when its teller takes it back."""
