"""Tables of staff's console: sign-ins, who looks after a ticket, notes, merged people; no query, no rule."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, metadata, number, word
from storage.types import Json

sign_in = Table(
    "sign_in",
    metadata,
    number(),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("hash", String(64), nullable=False, unique=True, info=NONE),
    Column("device", String(64), nullable=False, server_default="", info=PERSON),
    Column("language", String(16), nullable=False, server_default="", info=PERSON),
    at("began_at"),
    at("seen_at"),
    at("ended_at", null=True),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""A browser that staff have signed in with a one-time link; ``hash`` is that of its cookie."""

assignment = Table(
    "assignment",
    metadata,
    number(),
    Column("ticket_id", ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, unique=True, info=NONE),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    word("made_by", info=PSEUDONYM),
    at("at"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""Who of staff looks after a ticket."""

snooze = Table(
    "snooze",
    metadata,
    number(),
    Column("ticket_id", ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, unique=True, info=NONE),
    at("until"),
    word("made_by", info=PSEUDONYM),
    at("at"),
    sqlite_autoincrement=True,
)
"""Until when a ticket need not be looked at."""

note = Table(
    "note",
    metadata,
    number(),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("ticket_id", ForeignKey("ticket.id", ondelete="SET NULL"), nullable=True, info=NONE),
    Column("text", Text, nullable=False, info=PERSON),
    word("written_by", info=PSEUDONYM),
    at("at"),
    Index(None, "contact_id"),
    Index(None, "ticket_id"),
    sqlite_autoincrement=True,
)
"""What staff write down about a contact, for each other."""

merge = Table(
    "merge",
    metadata,
    number(),
    Column("kept_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, info=PERSON),
    Column("gone_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, unique=True, info=PERSON),
    Column("moved", Json, nullable=False, info=NONE),
    word("made_by", info=PSEUDONYM),
    at("at"),
    Index(None, "kept_id"),
    sqlite_autoincrement=True,
)
"""Two people who are one: ``moved`` are the numbers of the rows that changed hands, by table, to be given back."""
