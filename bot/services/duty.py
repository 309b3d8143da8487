"""Something that one process at a time does for all on a database, whoever holds its lease; it never knows what.

What is done must be harmless when it is done twice: a process that was stopped and goes on learns of its successor
only at its next renewal.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.alert import Alert
from bot.bell import Bell, wait_for_event
from bot.clock import Clock
from storage import leases
from storage.hails import Hail
from storage.leases import Lease
from storage.store import Store

LEASE_SECONDS = 40.0
"""How long nobody does it at most after its doer died, but for ``TRY_SECONDS``."""
RENEWALS = 4
"""How often a lease is renewed in its time."""
TRY_SECONDS = 5.0
"""How often the others try, where no hail tells them that the lease is free."""

Loop = Callable[[Bell], Coroutine[Any, Any, None]]
"""Something that works until the bell is closed."""

_log = logging.getLogger(__name__)


class Duty:
    """Does ``work`` while this process (``owner``) holds the lease ``name``; ``hail`` tells others when it is free."""

    def __init__(
        self, store: Store, clock: Clock, name: str, owner: str, work: Loop, hail: Callable[[Hail], None]
    ) -> None:
        self._store, self._clock = store, clock
        self._name, self._owner = name, owner
        self._work, self._hail = work, hail
        self._alert = Alert(_log, f"{name} waits")

    async def run(self, bell: Bell) -> None:
        """Take the lease whenever it is free, and work under it, until the bell is closed; raises what work raises."""
        with bell.listen() as rung:
            while not bell.closed:
                rung.clear()
                held = await self._asked(self._take)
                if held is not None:
                    await self._do(held, bell)
                elif not bell.closed:
                    await wait_for_event(rung, TRY_SECONDS)

    async def _do(self, held: Lease, bell: Bell) -> None:
        """Work, and renew the lease, until one of both ends; then let others have it."""
        _log.info("this process does: %s", self._name)
        task = asyncio.create_task(self._work(bell))
        try:
            while not (await asyncio.wait({task}, timeout=LEASE_SECONDS / RENEWALS))[0]:
                if await self._asked(partial(self._renew, held)) is None and not self._alert.on:
                    _log.warning("another process does now: %s", self._name)
                    return
            task.result()
        finally:
            task.cancel()
            await asyncio.wait({task})
            await self._asked(partial(self._give_back, held))
            self._hail("lease")

    async def _asked(self, work: Callable[..., Lease | None]) -> Lease | None:
        """Ask the database, None where it does not answer: then nobody else can take a lease either."""
        with self._alert:
            return await self._store.run(work)
        return None

    def _take(self, connection: Connection) -> Lease | None:
        return leases.take(connection, self._name, self._owner, self._clock.now(), LEASE_SECONDS)

    def _renew(self, held: Lease, connection: Connection) -> Lease | None:
        return leases.renew(connection, held, self._clock.now(), LEASE_SECONDS)

    def _give_back(self, held: Lease, connection: Connection) -> None:
        leases.give_back(connection, held, self._clock.now())
