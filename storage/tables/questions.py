"""Tables of questions to mentors: who may answer, what is asked, taken, answered, translated; no query, no rule."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.columns import NONE, PERSON, PSEUDONYM, at, flag, metadata, number, of, where, whole, word
from storage.types import Json

_FORMS = "form in ('text', 'voice', 'photo')"
_QUEUED = "state in ('waiting', 'passed_on')"

mentor = Table(
    "mentor",
    metadata,
    number(),
    of("role", "CASCADE"),
    Column("languages", Json, nullable=False, info=PERSON),
    Column("topics", Json, nullable=False, info=PERSON),
    Column("countries", Json, nullable=False, info=PERSON),
    word("gender", info=PERSON),
    Column("from_hour", Integer, nullable=False, info=PERSON),
    Column("to_hour", Integer, nullable=False, info=PERSON),
    flag("shows_name", PERSON),
    at("paused_until", PERSON, null=True),
    at("offered_at", PERSON, null=True),
    UniqueConstraint("role_id"),
    sqlite_autoincrement=True,
)
"""What a mentor or a helper can do, and when; whose it is, and where, stands in the role, with which it goes."""

question = Table(
    "question",
    metadata,
    number(),
    of("person", "SET NULL", info=PERSON, null=True),
    word("pseudonym", info=PSEUDONYM),
    word("organisation"),
    word("country"),
    word("language"),
    word("read_in"),
    word("topic"),
    Column("text", Text, nullable=False, server_default="", info=PERSON),
    of("media", "SET NULL", info=PERSON, null=True),
    of("media", "SET NULL", "photo_id", PERSON, null=True),
    word("form", "text"),
    flag("named"),
    flag("rewrite"),
    flag("woman"),
    word("state", "waiting"),
    whole("version", 1),
    of("mentor", "SET NULL", "wanted_id", null=True),
    at("wanted_until", null=True),
    of("question", "SET NULL", "follows_id", null=True),
    at("asked_at"),
    at("since"),
    at("answered_at", null=True),
    at("late_at", null=True),
    word("helped"),
    word("closed"),
    CheckConstraint(_FORMS, name="form"),
    CheckConstraint(
        "state in ('waiting', 'claimed', 'answered', 'passed_on', 'needs_translation', 'flagged', 'closed')",
        name="state",
    ),
    CheckConstraint("helped in ('', 'yes', 'bit', 'no')", name="helped"),
    Index(
        "ix_question_queue",
        *("read_in", "since", "id", "topic", "country", "organisation", "woman", "wanted_id"),
        **where(_QUEUED),
    ),
    Index("ix_question_answered", "organisation", "answered_at", **where("answered_at is not null")),
    Index(None, "person_id"),
    Index(None, "media_id"),
    Index(None, "photo_id"),
    Index(None, "wanted_id"),
    Index(None, "follows_id"),
    sqlite_autoincrement=True,
)
"""``since`` is the person's last message that nobody has answered: every wait is measured from it.

``language`` is what is spoken (``sr`` in both scripts), ``read_in`` what mentors must know: another after a
translation. ``rewrite``: the voice is heard by a helper alone, who writes it anew. ``wanted_id``: the mentor for whom
it waits first, until ``wanted_until``. ``version`` grows when it comes back.
"""

question_offer = Table(
    "question_offer",
    metadata,
    number(),
    of("question", "CASCADE"),
    of("mentor", "CASCADE"),
    whole("version", 1),
    at("offered_at"),
    word("outcome"),
    Column("why", String(200), nullable=False, server_default="", info=NONE),
    CheckConstraint("outcome in ('', 'taken', 'passed', 'over')", name="outcome"),
    UniqueConstraint("question_id", "mentor_id", "version"),
    Index("ix_question_offer_open", "mentor_id", **where("outcome = ''")),
    Index(None, "mentor_id"),
    sqlite_autoincrement=True,
)
"""A question that was offered to a mentor, with one line for staff why to this one; ``over`` when it was not theirs."""

claim = Table(
    "claim",
    metadata,
    number(),
    of("question", "CASCADE"),
    of("mentor", "SET NULL", null=True),
    of("person", "SET NULL", info=PERSON, null=True),
    word("state", "held"),
    at("taken_at"),
    at("lapses_at"),
    at("ended_at", null=True),
    CheckConstraint("state in ('held', 'answered', 'passed', 'lapsed', 'flagged', 'withdrawn')", name="state"),
    Index("uq_claim_held", "question_id", unique=True, **where("state = 'held'")),
    Index(None, "question_id"),
    Index(None, "mentor_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""A question that a mentor has taken; the database itself lets one at a time hold it."""

reply = Table(
    "reply",
    metadata,
    number(),
    of("question", "CASCADE"),
    of("mentor", "SET NULL", null=True),
    of("person", "SET NULL", info=PERSON, null=True),
    Column("text", Text, nullable=False, server_default="", info=PERSON),
    of("media", "SET NULL", info=PERSON, null=True),
    word("form", "text"),
    word("language"),
    word("state", "sent"),
    at("written_at"),
    CheckConstraint(_FORMS, name="form"),
    CheckConstraint("state in ('translating', 'sent', 'void')", name="state"),
    Index(None, "question_id"),
    Index(None, "mentor_id"),
    Index(None, "person_id"),
    Index(None, "media_id"),
    sqlite_autoincrement=True,
)
"""What a mentor answered; ``void`` where the file turned out to be none, so that they answer again."""

translation = Table(
    "translation",
    metadata,
    number(),
    word("kind"),
    of("question", "CASCADE"),
    of("reply", "CASCADE", null=True),
    word("from_language"),
    word("to_language"),
    word("state", "waiting"),
    of("mentor", "SET NULL", "helper_id", null=True),
    of("person", "SET NULL", info=PERSON, null=True),
    Column("text", Text, nullable=False, server_default="", info=PERSON),
    of("media", "SET NULL", info=PERSON, null=True),
    word("form", "text"),
    whole("version", 1),
    at("asked_at"),
    at("lapses_at", null=True),
    at("done_at", null=True),
    CheckConstraint("kind in ('voice', 'question', 'reply')", name="kind"),
    CheckConstraint("state in ('waiting', 'claimed', 'done', 'void')", name="state"),
    CheckConstraint(_FORMS, name="form"),
    Index("ix_translation_waiting", "asked_at", **where("state = 'waiting'")),
    Index(None, "question_id"),
    Index(None, "reply_id"),
    Index(None, "helper_id"),
    Index(None, "person_id"),
    Index(None, "media_id"),
    sqlite_autoincrement=True,
)
"""What a helper says in other words: a voice that is rewritten, a question or a reply in another language."""

advice = Table(
    "advice",
    metadata,
    number(),
    of("question", "CASCADE"),
    of("reply", "CASCADE"),
    word("organisation"),
    word("language"),
    word("topic"),
    word("state", "proposed"),
    whole("shown", 0),
    whole("enough", 0),
    whole("version", 1),
    at("made_at"),
    at("decided_at", null=True),
    word("decided_by", info=PSEUDONYM),
    CheckConstraint("state in ('proposed', 'published', 'rejected')", name="state"),
    UniqueConstraint("reply_id"),
    Index("ix_advice_published", "topic", "language", **where("state = 'published'")),
    Index(None, "question_id"),
    sqlite_autoincrement=True,
)
"""A reply that others may hear, without the question or a name: the person's yes, and then staff's."""
