"""The table of things that are due; no query, no rule."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Table, text

from storage.tables.columns import NONE, PERSON, at, metadata, number, word
from storage.types import Id, Json

notice = Table(
    "notice",
    metadata,
    number(),
    word("kind"),
    word("subject"),
    Column("subject_id", Id, nullable=False, info=NONE),
    word("occurrence"),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=True, info=PERSON),
    at("due_at"),
    word("wall"),
    word("zone"),
    at("next_at"),
    at("latest"),
    Column("asked_for", Boolean, nullable=False, server_default=text("false"), info=NONE),
    Column("urgent", Boolean, nullable=False, server_default=text("false"), info=NONE),
    Column("detail", Json, nullable=True, info=PERSON),
    word("state", "waiting"),
    word("reason"),
    at("created_at"),
    at("ended_at", null=True),
    CheckConstraint("state in ('waiting', 'out', 'never', 'cancelled')", name="state"),
    CheckConstraint("(person_id is null) <> (contact_id is null)", name="whose"),
    Index(
        "ix_notice_person",
        *("person_id", "subject", "subject_id", "kind", "occurrence"),
        unique=True,
        sqlite_where=text("person_id is not null"),
        postgresql_where=text("person_id is not null"),
    ),
    Index(
        "ix_notice_contact",
        *("contact_id", "subject", "subject_id", "kind", "occurrence"),
        unique=True,
        sqlite_where=text("contact_id is not null"),
        postgresql_where=text("contact_id is not null"),
    ),
    Index(
        "ix_notice_waiting",
        *("next_at", "id"),
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_notice_subject", "subject", "subject_id", "id"),
    Index(
        "ix_notice_never",
        "id",
        sqlite_where=text("state = 'never'"),
        postgresql_where=text("state = 'never'"),
    ),
    sqlite_autoincrement=True,
)
"""A thing that is due for a person (wherever they wrote last) or for one contact.

``due_at`` follows from ``wall`` (ISO, no zone) and ``zone``, both "" where it is absolute. ``next_at`` is when the tick
looks at it next: before ``due_at`` where quiet hours may call for it, later where it had to wait.
"""
