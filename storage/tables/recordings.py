"""The table of what people recorded for Drom to say, and of other words that they suggested; no query, no rule."""

from sqlalchemy import CheckConstraint, Column, Float, Index, Table, Text, text

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, flag, metadata, number, of, word

recording = Table(
    "recording",
    metadata,
    number(),
    word("language"),
    word("dialect"),
    word("key"),
    word("hash"),
    Column("words", Text, nullable=False, server_default="", info=NONE),
    word("state", "kept"),
    Column("suggestion", Text, nullable=False, server_default="", info=PERSON),
    of("media", "SET NULL", info=PERSON, null=True),
    Column("seconds", Float, nullable=False, server_default=text("0"), info=NONE),
    of("person", "SET NULL", info=PERSON, null=True),
    word("made_by", info=PSEUDONYM),
    flag("stays"),
    at("made_at"),
    CheckConstraint("state in ('kept', 'stale', 'replaced', 'suggested', 'settled')", name="state"),
    Index("ix_recording_words", "language", "hash"),
    Index(None, "person_id"),
    Index(None, "media_id"),
    sqlite_autoincrement=True,
)
"""Words of a catalogue as somebody says them; ``hash`` is what a voice note knows the words by.

``kept`` is heard where its words are said; ``stale``, of earlier releases, is the same; ``replaced``: a newer one is
heard instead.
``suggested`` is no recording of the words but other words, as a ``suggestion`` or as a file; ``settled``: staff have
seen it. ``stays``: its speaker said that it may stay when they leave. ``language`` is a voice's.
"""
