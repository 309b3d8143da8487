"""The table of words that staff corrected; no query, no rule."""

from sqlalchemy import Column, Index, Table, Text

from storage.tables.columns import NONE, PSEUDONYM, at, flag, metadata, number, word

correction = Table(
    "correction",
    metadata,
    number(),
    word("language"),
    word("context"),
    Column("english", Text, nullable=False, info=NONE),
    Column("text", Text, nullable=False, info=NONE),
    flag("confirmed"),
    word("made_by", info=PSEUDONYM),
    at("made_at"),
    Index("ix_correction_context", "language", "context"),
    sqlite_autoincrement=True,
)
"""Rows are only added: of a language and context the newest one counts, and one without text takes those before it
back. ``english`` is what it was a text for; ``confirmed`` says that a native reader stands by it."""
