"""What an announcement says beside words and whom it is written for, and groups: a snapshot, frozen when released.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0008"
down_revision = "0007"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = sa.Table("person", _tables, to.id())
"""A table that is there already and that a new one refers to."""

_NEW = [
    sa.Table(
        "people_group",
        _tables,
        to.id(),
        *to.words("organisation", "country"),
        sa.Column("name", sa.Text, nullable=False),
        *to.words("made_by"),
        *to.moments("made_at"),
        *to.moments("ended_at", null=True),
        sqlite_autoincrement=True,
    ),
    sa.Table(
        "group_member",
        _tables,
        to.id(),
        to.row("group_id", "people_group", "CASCADE"),
        to.row("person_id", "person", "CASCADE"),
        *to.words("added_by"),
        *to.moments("added_at"),
        sa.UniqueConstraint("group_id", "person_id"),
        to.index("ix_group_member_person_id", "person_id"),
        sqlite_autoincrement=True,
    ),
]

_COLUMNS = [
    sa.Column("voices", to.JSON, nullable=False, server_default=sa.text("'{}'")),
    *to.words("picture", "document"),
    sa.Column("audience", to.JSON, nullable=True),
    sa.Column("readers", to.JSON, nullable=True),
    *to.numbers("people", default="0"),
    sa.Column("places", to.JSON, nullable=True),
    *to.words("hash"),
    *to.moments("asked_at", null=True),
    *to.numbers("asks", default="0"),
]


def upgrade() -> None:
    """Create the new tables and columns."""
    _tables.create_all(op.get_bind(), _NEW, checkfirst=False)
    for column in _COLUMNS:
        op.add_column("announcement", column)
