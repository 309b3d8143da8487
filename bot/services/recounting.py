"""Counts for pages: what takes long is counted ahead, and its age is told; it never shows a number."""

import logging
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.alert import Alert
from bot.bell import Bell, wait_for_event
from bot.clock import Clock
from bot.indicator_kinds import KINDS, Kind
from bot.programme import Programme
from bot.services import counting
from bot.services.indicators import term_of
from storage.cells import Cell, Term
from storage.store import Store

SLOW = 0.1
"""Seconds from which a count is kept. Among few people everything is counted anew each time."""
AGAIN, KEPT = 300.0, 900.0
"""Seconds between counts ahead, and for how long one is used where they fail."""

_log = logging.getLogger(__name__)


class Recounting:
    """Counts like ``counting.count``. Two that count the same at once both do, and the later one is kept."""

    def __init__(self, store: Store, clock: Clock, programme: Programme) -> None:
        self._store, self._clock, self._programme = store, clock, programme
        self._kept: dict[tuple[str, Kind], tuple[float, datetime, list[Cell] | None]] = {}
        self._alert = Alert(_log, "numbers wait")

    def count(self, connection: Connection, term: Term, kind: Kind) -> list[Cell] | None:
        """Return the cells of a kind, None where staff alone count it."""
        until, _, cells = self._kept.get((term.programme, kind), (0.0, term.now, None))
        return cells if self._clock.monotonic() < until else self._anew(connection, term, kind)

    def age(self, programme: str, now: datetime) -> datetime:
        """Return when the oldest of a programme's numbers was counted."""
        at = self._clock.monotonic()
        kept = (when for (key, _), (until, when, _) in self._kept.items() if key == programme and at < until)
        return min(kept, default=now)

    async def run(self, bell: Bell) -> None:
        """Count ahead, now and every few minutes, until the bell is closed."""
        due = self._clock.monotonic()
        with bell.listen() as rung:
            while not bell.closed:
                rung.clear()
                if self._clock.monotonic() >= due:
                    with self._alert:
                        await self.ahead(bell)
                    due = self._clock.monotonic() + AGAIN
                await wait_for_event(rung, due - self._clock.monotonic())

    async def ahead(self, bell: Bell) -> None:
        """Count everything that a target names, one after the other until the bell is closed; what is slow is kept."""
        for key, campaign in self._programme.programme.items():
            for kind in dict.fromkeys(KINDS[one.counts] for one in campaign.targets):
                if bell.closed:
                    return
                term = term_of(campaign, key, self._clock.now())
                await self._store.read(partial(self._anew, term=term, kind=kind))

    def _anew(self, connection: Connection, term: Term, kind: Kind) -> list[Cell] | None:
        began = self._clock.monotonic()
        cells = counting.count(connection, term, kind)
        ended = self._clock.monotonic()
        if ended - began >= SLOW:
            self._kept[term.programme, kind] = (ended + KEPT, term.now, cells)
        else:
            self._kept.pop((term.programme, kind), None)
        return cells
