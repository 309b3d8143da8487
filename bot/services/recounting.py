"""Counts for pages: what took long among many people is kept for a minute; it never knows what is counted."""

from sqlalchemy import Connection

from bot.clock import Clock
from bot.indicator_kinds import Kind
from bot.services import counting
from storage.cells import Cell, Term

SLOW, KEPT = 0.1, 60.0
"""Seconds from which a count is kept, and for how long. Among few people everything is counted anew each time."""


class Recounting:
    """Counts like ``counting.count``. Two that count the same at once both do, and the later one is kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, Kind], tuple[float, list[Cell] | None]] = {}

    def count(self, connection: Connection, term: Term, kind: Kind) -> list[Cell] | None:
        """Return the cells of a kind, None where nothing is stored that could be counted."""
        began = self._clock.monotonic()
        until, cells = self._kept.get((term.programme, kind), (began, None))
        if began < until:
            return cells
        cells = counting.count(connection, term, kind)
        ended = self._clock.monotonic()
        if ended - began >= SLOW:
            self._kept[term.programme, kind] = (ended + KEPT, cells)
        return cells
