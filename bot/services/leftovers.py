"""Has providers delete their copies of people's files and words that Drom has kept, refused or forgotten.

A copy is asked for only when a committed row says so, so never before the file is safe. Whoever dies between the
deletion and the row's end asks again, and so may two processes at once: a provider that has nothing more is no error.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from bot.alert import Alert
from bot.bell import Bell, repeat
from bot.channels.port import File
from bot.clock import Clock
from storage import leftovers
from storage.leftovers import Leftover
from storage.store import Store

Forget = Callable[[File], Awaitable[bool]]
"""A channel's ``forget``: True where nothing of the file is left at its provider."""

PATIENCE = timedelta(days=14)
"""How long a deletion is tried for (promises.md P2); then operators must do it by hand."""
SECONDS = 4.0
"""How long one deletion may take: a stop waits for the one in hand, and it may be tried again."""
_PAUSES = (60, 300, 3600, 21_600, 86_400)
"""Seconds to wait after each failed try; the last one repeats."""

_log = logging.getLogger(__name__)


class Leftovers:
    """Deletes one file after the other: nobody waits for it. ``forgets`` is by channel name; ``tick`` in seconds."""

    def __init__(self, *, store: Store, forgets: Mapping[str, Forget], clock: Clock, tick: float = 5.0) -> None:
        self._store = store
        self._forgets = forgets
        self._clock = clock
        self._alert = Alert(_log, "leftovers wait")
        self._surprised = Alert(_log, "files and texts wait to be deleted at their provider")
        self._failed = False
        self._tick = tick

    async def run(self, bell: Bell) -> None:
        """Work until the bell is closed."""
        await repeat(partial(self._all, bell), self._tick, bell, self._alert)

    async def _all(self, bell: Bell) -> None:
        """Try all that is due, for a thousand answers to an announcement leave as many texts, until one try fails.

        A provider that is down or wants no more is asked once each tick, not once for each row (promises.md D8).
        """
        while not bell.closed and await self.work(bell) and not self._failed:
            pass

    async def work(self, bell: Bell | None = None) -> int:
        """Try what is due until one fails or the bell is closed; return how many tries it took. Raises StorageDown."""
        now, tries, self._failed = self._clock.now(), 0, False
        for row in await self._store.read(lambda connection: leftovers.due(connection, now)):
            if self._failed or (bell and bell.closed):
                break
            await self._one(row)
            tries += 1
        return tries

    async def _one(self, row: Leftover) -> None:
        if await self._forgotten(row.source):
            await self._store.run(lambda connection: leftovers.remove(connection, row.id))
            return
        next_at = self._clock.now() + timedelta(seconds=_PAUSES[min(row.attempts, len(_PAUSES) - 1)])
        if next_at <= row.created_at + PATIENCE:
            await self._store.run(lambda connection: leftovers.again(connection, row, next_at))
            return
        channel, day = row.source.get("channel"), row.created_at.date()
        _log.error("%s: a file or text of %s could not be deleted at the provider: do it in its console", channel, day)
        await self._store.run(lambda connection: leftovers.remove(connection, row.id))

    async def _forgotten(self, source: Mapping[str, Any]) -> bool:
        """Say whether nothing of a file is left; one row's surprise is not raised: the others come after it."""
        named = dict(source)
        forget = self._forgets.get(named.pop("channel", ""))
        if forget is None:
            return False
        try:
            async with asyncio.timeout(SECONDS):
                gone = await forget(File(**named))
        except Exception as error:  # its words may be personal
            self._surprised.down(type(error).__name__)
            gone = False
        else:
            self._surprised.over()
        self._failed = not gone
        return gone
