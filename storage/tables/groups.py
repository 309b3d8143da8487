"""Tables of groups that staff put people into, such as a coaching group; no query, no rule."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, metadata, number, word

people_group = Table(
    "people_group",
    metadata,
    number(),
    word("organisation"),
    word("country"),
    Column("name", Text, nullable=False, info=NONE),
    word("made_by", info=PSEUDONYM),
    at("made_at"),
    at("ended_at", null=True),
    sqlite_autoincrement=True,
)
"""A group by the name that staff gave it, of one organisation and country."""

group_member = Table(
    "group_member",
    metadata,
    number(),
    Column("group_id", ForeignKey("people_group.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    word("added_by", info=PSEUDONYM),
    at("added_at"),
    UniqueConstraint("group_id", "person_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""Somebody in a group; it goes when they do."""
