"""The table of what a second member of staff must agree to; no query, no rule."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, metadata, number, word
from storage.types import Json

proposal = Table(
    "proposal",
    metadata,
    number(),
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("audience", Json, nullable=False, info=NONE),
    Column("people", Integer, nullable=False, info=NONE),
    word("state", "open"),
    word("decided_by", info=PSEUDONYM),
    at("made_at"),
    at("decided_at", null=True),
    CheckConstraint("state in ('open', 'agreed', 'declined')", name="state"),
    Index(None, "meeting_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""An invitation of many people, by whom it was made; it goes when its maker does."""
