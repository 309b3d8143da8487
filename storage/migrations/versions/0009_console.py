"""Staff's console: sign-ins, who looks after a ticket, notes, merged people, names to search: a snapshot.

It never looks at ``storage.tables``, which describe today.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import columns as to

revision = "0009"
down_revision = "0008"

_tables = sa.MetaData(naming_convention=to.NAMES)

_OLD = [sa.Table(name, _tables, to.id()) for name in ("person", "contact", "ticket")]
"""Tables that are there already and that the new ones refer to."""

sa.Table(
    "sign_in",
    _tables,
    to.id(),
    to.row("person_id", "person", "CASCADE"),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    *to.words("device"),
    sa.Column("language", sa.String(16), nullable=False, server_default=""),
    *to.moments("began_at", "seen_at"),
    *to.moments("ended_at", null=True),
    to.index("ix_sign_in_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "assignment",
    _tables,
    to.id(),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, unique=True),
    to.row("person_id", "person", "CASCADE"),
    *to.words("made_by"),
    *to.moments("at"),
    to.index("ix_assignment_person_id", "person_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "snooze",
    _tables,
    to.id(),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, unique=True),
    *to.moments("until"),
    *to.words("made_by"),
    *to.moments("at"),
    sqlite_autoincrement=True,
)
sa.Table(
    "note",
    _tables,
    to.id(),
    to.row("contact_id", "contact", "CASCADE"),
    to.row("ticket_id", "ticket", "SET NULL", null=True),
    sa.Column("text", sa.Text, nullable=False),
    *to.words("written_by"),
    *to.moments("at"),
    to.index("ix_note_contact_id", "contact_id"),
    to.index("ix_note_ticket_id", "ticket_id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "merge",
    _tables,
    to.id(),
    to.row("kept_id", "person", "CASCADE"),
    sa.Column("gone_id", sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("moved", to.JSON, nullable=False),
    *to.words("made_by"),
    *to.moments("at"),
    to.index("ix_merge_kept_id", "kept_id"),
    sqlite_autoincrement=True,
)

UNFOLDED = "folded = '' and name <> ''"


def upgrade() -> None:
    """Create the new tables, then let names be searched: what is empty is filled by a search."""
    new = [table for table in _tables.sorted_tables if table not in _OLD]
    _tables.create_all(op.get_bind(), new, checkfirst=False)
    op.add_column("person", sa.Column("folded", sa.Text, nullable=False, server_default=""))
    only = sa.text(UNFOLDED)
    op.create_index("ix_person_unfolded", "person", ["id"], sqlite_where=only, postgresql_where=only)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER person_renamed AFTER UPDATE OF name ON person WHEN old.name <> new.name "
            "BEGIN UPDATE person SET folded = '' WHERE id = new.id; END"
        )
        return
    op.execute(
        "CREATE FUNCTION unfold_name() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF old.name <> new.name THEN new.folded := ''; END IF; RETURN new; END $$"
    )
    op.execute(
        "CREATE TRIGGER person_renamed BEFORE UPDATE OF name ON person FOR EACH ROW EXECUTE FUNCTION unfold_name()"
    )
