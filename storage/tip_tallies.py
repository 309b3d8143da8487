"""How tips went, counted: by trade, country and language; it never names anybody."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from storage.showings import MESSAGE, WENT
from storage.tables import outbox, pledge, showing


class Cell(NamedTuple):
    """Where something is counted."""

    trade: str
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How often tips were seen, how many people tried, did, and saved money by one; with a neighbour's story seen."""

    seen: int = 0
    tried: int = 0
    done: int = 0
    saved: int = 0
    neighbour: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        names = ("seen", "tried", "done", "saved", "neighbour")
        return Tally(*(getattr(self, name) + getattr(other, name) for name in names))


def by_cell(
    connection: Connection, since: datetime, until: datetime, *, organisation: str = "", tip_id: int | None = None
) -> dict[Cell, Tally]:
    """Count what happened from a moment on and before another, of one organisation or all, of one tip or all.

    A tip behind a knock is seen only where its message went out.
    """
    found: dict[Cell, Tally] = defaultdict(Tally)
    asked = (since, until, organisation, tip_id)
    for cell, tally in (*_seen(connection, *asked), *_made(connection, *asked)):
        found[cell] += tally
    return {cell: found[cell] for cell in sorted(found)}


def _seen(
    connection: Connection, since: datetime, until: datetime, organisation: str, tip_id: int | None
) -> Iterator[tuple[Cell, Tally]]:
    c = showing.c
    went = select(outbox.c.id).where(MESSAGE, WENT).exists()
    mine = and_(c.at >= since, c.at < until, or_(c.how != "parked", went), *_of(c, organisation, tip_id))
    told = func.sum(case((c.neighbour, 1), else_=0))
    found = select(c.trade, c.country, c.language, func.count(), told).where(mine)
    for *cell, number, neighbour in connection.execute(found.group_by(c.trade, c.country, c.language)):
        yield Cell(*cell), Tally(seen=number, neighbour=neighbour)


def _made(
    connection: Connection, since: datetime, until: datetime, organisation: str, tip_id: int | None
) -> Iterator[tuple[Cell, Tally]]:
    c = pledge.c

    def between(column: Any) -> ColumnElement[bool]:
        return and_(column >= since, column < until)

    tried = func.sum(case((or_(between(c.tried_at), and_(c.tried_at.is_(None), between(c.done_at))), 1), else_=0))
    done = func.sum(case((between(c.done_at), 1), else_=0))
    saved = func.sum(case((and_(between(c.done_at), c.saved == "yes"), 1), else_=0))
    found = select(c.trade, c.country, c.language, tried, done, saved)
    found = found.where(or_(between(c.tried_at), between(c.done_at)), *_of(c, organisation, tip_id))
    for *cell, tries, dones, saves in connection.execute(found.group_by(c.trade, c.country, c.language)):
        yield Cell(*cell), Tally(tried=tries, done=dones, saved=saves)


def _of(columns: Any, organisation: str, tip_id: int | None) -> list[ColumnElement[bool]]:
    found = [columns.organisation == organisation] if organisation else []
    return [*found, columns.tip_id == tip_id] if tip_id is not None else found
