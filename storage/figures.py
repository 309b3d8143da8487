"""What the database counts for operators: what waits and since when, what needs staff, how large it is; no names."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from storage import calls, held, inbox, knocks, templates
from storage.deadletters import DEAD
from storage.outbox import FOLLOWING
from storage.tables import inbox as received
from storage.tables import outbox, ticket
from storage.tables.messages import HELD_UP


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of rows, moments since when the oldest waits (None: nothing does), and the size in bytes.

    ``due`` is by channel and lane, ``dead`` and ``templates`` by state. ``held`` is what a restored copy does not send.
    """

    received: int
    oldest: datetime | None
    due: Mapping[tuple[str, int], datetime]
    dead: Mapping[str, int]
    tickets: int
    calls: int
    knocks: int
    templates: Mapping[str, int]
    held: int
    size: int


def figures(connection: Connection, now: datetime) -> Figures:
    """Count; every count but the one of the size goes along an index over the rows that are meant."""
    waits = select(func.count()).select_from(received).where(text("state = 'waiting'"))
    due = select(outbox.c.channel, outbox.c.lane, func.min(outbox.c.next_at, type_=outbox.c.next_at.type))
    due = due.where(text("state = 'waiting'"), outbox.c.next_at <= now).group_by(outbox.c.channel, outbox.c.lane)
    dead = select(outbox.c.state, func.count()).where(_DEAD, outbox.c.kind != FOLLOWING)
    dead = dead.group_by(outbox.c.state)
    matters = select(ticket.c.contact_id, ticket.c.kind, ticket.c.flow, ticket.c.state_name).distinct()
    tickets = select(func.count()).select_from(matters.where(ticket.c.status == "open").subquery())
    found = held.held(connection)
    return Figures(
        received=connection.execute(waits).scalar_one(),
        oldest=inbox.oldest_waiting(connection),
        due={(channel, lane): since for channel, lane, since in connection.execute(due)},
        dead=dict.fromkeys(DEAD, 0) | {row[0]: row[1] for row in connection.execute(dead)},
        tickets=connection.execute(tickets).scalar_one(),
        calls=calls.count(connection, now),
        knocks=knocks.count_open(connection),
        templates=Counter(one.state for one in templates.every(connection).values()),
        held=0 if found is None else found.number,
        size=_size(connection),
    )


_DEAD = text(f"{HELD_UP} AND state <> 'parked'")


def _size(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
