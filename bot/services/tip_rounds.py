"""The daily round: whose day has come gets a notice for it, a few hundred people at a time; it never sends or says."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import Clock
from bot.programme import Programme
from bot.services import tip_plans
from storage import rhythms
from storage.store import Store

BATCH = 250
"""How many people share a transaction: a reply that comes meanwhile waits for no more than these."""
SPREAD = 7
"""Over so many days the first tips of people are spread of whom no rhythm is kept yet."""
AHEAD = timedelta(days=1)
"""How far ahead of its day a tip is planned: it is soon enough at any hour of any zone."""


async def plan(store: Store, programme: Programme, clock: Clock) -> int:
    """Plan the tips of today and tomorrow; return how many. It may be done twice. Raises StorageDown."""
    today = clock.now().date()
    for part in range(SPREAD):
        first = (today + timedelta(days=1 + part)).isoformat()
        await store.run(partial(rhythms.begin_missing, next_on=first, part=part, parts=SPREAD))
    planned, after = 0, 0
    while some := await store.run(partial(_some, programme=programme, after=after, now=clock.now())):
        planned, after = planned + len(some), some[-1]
    return planned


def _some(connection: Connection, programme: Programme, after: int, now: datetime) -> list[int]:
    """Plan the tips of the next few people; return the numbers of their rhythms."""
    until = (now + AHEAD).date().isoformat()
    found = rhythms.due(connection, until, after, BATCH)
    tip_plans.put(connection, programme, found, now)
    return [rhythm.id for rhythm, _ in found]
