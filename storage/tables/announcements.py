"""Tables of what staff announce and of whom each announcement is for; no query, no rule."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from storage.tables.columns import NONE, PSEUDONYM, at, metadata, number, word
from storage.types import Json

announcement = Table(
    "announcement",
    metadata,
    number(),
    word("kind"),
    Column("texts", Json, nullable=False, info=NONE),
    Column("voices", Json, nullable=False, server_default=text("'{}'"), info=NONE),
    word("picture"),
    word("document"),
    Column("audience", Json, nullable=True, info=NONE),
    Column("readers", Json, nullable=True, info=NONE),
    Column("people", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("places", Json, nullable=True, info=NONE),
    word("hash"),
    word("state", "draft"),
    Column("wall", String(16), nullable=False, server_default="", info=NONE),
    at("deadline", null=True),
    word("created_by", info=PSEUDONYM),
    word("approved_by", info=PSEUDONYM),
    at("created_at"),
    at("asked_at", null=True),
    Column("asks", Integer, nullable=False, server_default=text("0"), info=NONE),
    at("approved_at", null=True),
    at("ended_at", null=True),
    CheckConstraint("state in ('draft', 'sending', 'paused', 'cancelled', 'done')", name="state"),
    Index(
        "ix_announcement_open",
        "id",
        sqlite_where=text("state in ('sending', 'paused')"),
        postgresql_where=text("state in ('sending', 'paused')"),
    ),
    sqlite_autoincrement=True,
)
"""``texts`` are what staff wrote and ``voices`` the media ids of what they said, by language.

``wall`` is the person's own local time, YYYY-MM-DDTHH:MM or empty. ``audience`` and ``people`` are whom it was written
for, until it was approved; ``places`` are the programmes and countries of those whom it goes to, from the asking on.
``readers`` are how many of them read what when they were counted last: language, country, number.
``hash`` is that of what it says. Since ``asked_at`` a draft waits for a second yes; ``asks`` is the version of the card
that asks for it.
"""

delivery = Table(
    "delivery",
    metadata,
    number(),
    Column("announcement_id", ForeignKey("announcement.id", ondelete="CASCADE"), nullable=False, info=NONE),
    Column("contact_id", ForeignKey("contact.id", ondelete="SET NULL"), nullable=True, info=PSEUDONYM),
    word("channel"),
    word("state", "waiting"),
    word("reason"),
    Column("round", Integer, nullable=False, server_default=text("0"), info=NONE),
    Column("outbox_id", ForeignKey("outbox.id", ondelete="SET NULL"), nullable=True, info=NONE),
    at("due_at"),
    word("pseudonym", info=PSEUDONYM),
    word("programme"),
    word("country"),
    at("sent_at", null=True),
    UniqueConstraint("announcement_id", "contact_id"),
    CheckConstraint("state in ('waiting', 'put', 'over')", name="state"),
    Index(
        "ix_delivery_waiting",
        "announcement_id",
        "channel",
        "due_at",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(None, "contact_id"),
    Index(None, "outbox_id"),
    sqlite_autoincrement=True,
)
"""One contact that an announcement is for. ``waiting`` · ``put`` into the outbox, whose row tells more · ``over``.

``pseudonym``, ``programme``, ``country`` and ``sent_at`` are told only of who was erased: they stay counted, once.
"""
