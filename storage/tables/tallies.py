"""The table of numbers that staff count by hand; no query, no rule."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from storage.tables.columns import NONE, PSEUDONYM, at, metadata, number, word

tally = Table(
    "tally",
    metadata,
    number(),
    word("organisation"),
    word("programme"),
    word("country"),
    word("counts"),
    word("part"),
    Column("number", Integer, nullable=False, info=NONE),
    Column("day", String(10), nullable=False, info=NONE),
    Column("source", Text, nullable=False, info=NONE),
    word("made_by", info=PSEUDONYM),
    at("made_at"),
    word("withdrawn_by", info=PSEUDONYM),
    at("withdrawn_at", null=True),
    Index("ix_tally_programme", "programme", "counts"),
    sqlite_autoincrement=True,
)
"""``counts`` is the kind, ``part`` of whom it is a total ("" for all), ``day`` when it was so (YYYY-MM-DD), ``source``
where it can be looked up. What was wrong is withdrawn and stays. It is never of one person."""
