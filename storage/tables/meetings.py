"""Tables of meetings: what is held when and where, who is invited, who answers, who came; no query, no rule."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, metadata, number, of, where, whole, word
from storage.types import Json

series = Table(
    "series",
    metadata,
    number(),
    word("kind"),
    whole("every", 1),
    word("organisation"),
    word("country"),
    word("made_by", info=PSEUDONYM),
    at("created_at"),
    sqlite_autoincrement=True,
)
"""What repeats, every so many months. Each occurrence is a meeting of its own."""

meeting = Table(
    "meeting",
    metadata,
    number(),
    word("kind"),
    word("state", "draft"),
    word("organisation"),
    word("programme"),
    word("country"),
    word("town"),
    word("zone"),
    Column("place", Json, nullable=False, info=NONE),
    Column("latitude", Float, nullable=True, info=NONE),
    Column("longitude", Float, nullable=True, info=NONE),
    of("media", "SET NULL", "photo_id", null=True),
    Column("link", String(500), nullable=False, server_default="", info=NONE),
    Column("languages", Json, nullable=False, info=NONE),
    Column("seats", Integer, nullable=True, info=NONE),
    whole("door", 0),
    word("code"),
    whole("version", 1),
    of("series", "SET NULL", null=True),
    whole("occurrence", 1),
    Column("targets", Json, nullable=False, info=NONE),
    Column("title", Json, nullable=False, info=NONE),
    word("created_by", info=PSEUDONYM),
    at("created_at"),
    at("changed_at"),
    at("starts_at"),
    at("ends_at"),
    CheckConstraint(
        "kind in ('info', 'training', 'coaching', 'dinner', 'mentor', 'conference', 'coordinators')", name="kind"
    ),
    CheckConstraint("state in ('draft', 'published', 'cancelled')", name="state"),
    Index("ix_meeting_upcoming", "ends_at", **where("state = 'published'")),
    Index(None, "series_id"),
    Index(None, "photo_id"),
    sqlite_autoincrement=True,
)
"""``starts_at`` is that of the first day, ``ends_at`` that of the last; ``code`` is what the door's QR code says."""

meeting_day = Table(
    "meeting_day",
    metadata,
    number(),
    of("meeting", "CASCADE"),
    whole("n", 1),
    Column("wall", String(19), nullable=False, info=NONE),
    at("starts_at"),
    at("ends_at"),
    UniqueConstraint("meeting_id", "n"),
    sqlite_autoincrement=True,
)
"""One day of a meeting; ``wall`` is its beginning on the clock of the meeting's zone (ISO, no zone)."""

meeting_host = Table(
    "meeting_host",
    metadata,
    number(),
    of("meeting", "CASCADE"),
    word("role", "host"),
    of("person", "SET NULL", info=PERSON, null=True),
    Column("name", Text, nullable=False, server_default="", info=PERSON),
    CheckConstraint("role in ('expert', 'speaker', 'guest', 'host')", name="role"),
    Index(None, "meeting_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""Who gives a meeting and is no participant; ``name`` only for those whom Drom does not know."""

invitation = Table(
    "invitation",
    metadata,
    number(),
    of("meeting", "CASCADE"),
    of("person", "SET NULL", info=PERSON, null=True),
    word("invited_by", info=PSEUDONYM),
    at("invited_at"),
    UniqueConstraint("meeting_id", "person_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

response = Table(
    "response",
    metadata,
    number(),
    of("meeting", "CASCADE"),
    of("person", "SET NULL", info=PERSON, null=True),
    word("answer"),
    whole("party", 1),
    Column("needs", Json, nullable=False, info=PERSON),
    word("standing", "none"),
    whole("rank", 0),
    at("queued_at", null=True),
    at("offered_until", null=True),
    at("answered_at"),
    whole("version", 1),
    Column("missed", Boolean, nullable=False, server_default=text("false"), info=NONE),
    at("late_at", null=True),
    word("pseudonym", info=PSEUDONYM),
    UniqueConstraint("meeting_id", "person_id"),
    CheckConstraint("answer in ('yes', 'no', 'maybe')", name="answer"),
    CheckConstraint("standing in ('seated', 'waiting', 'offered', 'none')", name="standing"),
    CheckConstraint("party between 1 and 3", name="party"),
    Index("ix_response_taken", "meeting_id", "party", **where("standing in ('seated', 'offered')")),
    Index("ix_response_waiting", "meeting_id", "rank", **where("standing = 'waiting'")),
    Index("ix_response_offered", "meeting_id", "offered_until", **where("standing = 'offered'")),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""What somebody answered last. ``party``: seats with their own. ``rank``: order of arrival in the line.

``queued_at`` stays when the waiting is over: it counts who waited. A seat that is offered is taken until
``offered_until``. ``missed``: somebody who has been erased since had a seat and did not come. ``pseudonym`` is written
then, so that they are counted once. ``late_at``: when they said that they come late.
"""

attendance = Table(
    "attendance",
    metadata,
    number(),
    of("meeting", "CASCADE"),
    whole("day", 1),
    of("person", "SET NULL", info=PERSON, null=True),
    word("pseudonym", info=PSEUDONYM),
    Column("walk_in", Text, nullable=False, server_default="", info=PERSON),
    whole("party", 1),
    word("how"),
    word("state", "here"),
    whole("wrong", 0),
    at("at"),
    UniqueConstraint("meeting_id", "day", "person_id"),
    CheckConstraint("how in ('picture', 'qr', 'staff')", name="how"),
    CheckConstraint("state in ('here', 'trying', 'listed')", name="state"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""Who was at the door on a day. ``pseudonym`` stays after an erasure, so that people are counted once.

``trying``: a wrong picture · ``listed``: two of them, staff look who it is · ``here``: they came.
"""

feedback = Table(
    "feedback",
    metadata,
    number(),
    of("meeting", "CASCADE"),
    of("person", "SET NULL", info=PERSON, null=True),
    word("grade"),
    Column("learned", Text, nullable=False, server_default="", info=PERSON),
    of("media", "SET NULL", info=PERSON, null=True),
    Column("useful", Boolean, nullable=True, info=NONE),
    Column("in_touch", Boolean, nullable=True, info=NONE),
    at("at"),
    UniqueConstraint("meeting_id", "person_id"),
    CheckConstraint("grade in ('', 'good', 'so', 'bad')", name="grade"),
    Index(None, "person_id"),
    Index(None, "media_id"),
    sqlite_autoincrement=True,
)
"""How somebody found a meeting; ``learned`` as text or as a recording."""

wish = Table(
    "wish",
    metadata,
    number(),
    of("person", "CASCADE", info=PERSON),
    at("at"),
    UniqueConstraint("person_id"),
    sqlite_autoincrement=True,
)
"""Somebody who wants to hear of the next meeting near them."""
