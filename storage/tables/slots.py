"""The table of times with an expert on a mentor day; no query, no rule."""

from sqlalchemy import Index, Table, UniqueConstraint

from storage.tables.columns import PERSON, at, metadata, number, of, whole

slot = Table(
    "slot",
    metadata,
    number(),
    of("meeting", "CASCADE"),
    of("meeting_host", "CASCADE", "host_id"),
    whole("day", 1),
    whole("minute", 0),
    of("person", "SET NULL", info=PERSON, null=True),
    at("booked_at", PERSON, null=True),
    UniqueConstraint("host_id", "day", "minute"),
    UniqueConstraint("meeting_id", "person_id"),
    Index(None, "meeting_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""Twenty minutes with one expert, so many minutes after a day of the meeting begins: it moves when the meeting moves.

It is taken while its person has a seat at the meeting: who gives the seat up gives the time up.
"""
