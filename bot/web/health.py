"""Whether Drom lives, can work, and what it counts; it never shows a name, a number or a text."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from storage import inbox
from storage.down import StorageDown
from storage.probe import probe
from storage.store import Store

DISK_BYTES = 200 * 1024 * 1024
"""Less free space than this is not ready (ours)."""
OLDEST = timedelta(seconds=60)
"""A message that waits longer than this is not ready (promises.md 3.8)."""
PROBE_SECONDS = 4.0
"""How long a probe of the database may take, so that readiness turns red within five seconds."""

Numbers = Callable[[], Awaitable[Mapping[str, float]]]
"""Counters and gauges by their name in Prometheus' text form, labels included."""


@dataclass(frozen=True, slots=True)
class Health:
    """What is looked at: the database, the disk under ``folder``, the oldest message, and every counter.

    ``noted`` returns what the process knows to be wrong with itself, each in one sentence.
    """

    store: Store
    clock: Clock
    folder: Path
    numbers: Numbers
    noted: Callable[[], list[str]]

    def routes(self) -> list[Route]:
        """Return ``/healthz``, ``/readyz`` and ``/metrics``."""
        return [Route("/healthz", self.alive), Route("/readyz", self.ready), Route("/metrics", self.metrics)]

    async def alive(self, request: Request) -> Response:
        """Answer as long as the process turns its loop."""
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        """Answer 200 when a message could be stored and worked now, else 503 with what is wrong."""
        found = await self.troubles()
        return JSONResponse({"ready": not found, "wrong": found}, 503 if found else 200)

    async def metrics(self, request: Request) -> Response:
        """Answer with every number in Prometheus' text form."""
        try:
            found = await self.numbers()
        except StorageDown as down:
            return PlainTextResponse(f"The database: {down}.\n", 503)
        lines = [f"{name} {value:.15g}" for name, value in sorted(found.items())]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    async def troubles(self) -> list[str]:
        """Return what keeps Drom from working, each in one sentence."""
        found = self.noted() + self._disk()
        try:
            # Not cancelled: a work that waits for a lock goes on by itself.
            asked = asyncio.ensure_future(self.store.run(self._probe))
            oldest = await asyncio.wait_for(asyncio.shield(asked), PROBE_SECONDS)
        except TimeoutError:
            asked.add_done_callback(lambda done: done.exception())
            return [*found, "The database does not answer."]
        except StorageDown as down:
            return [*found, f"The database: {down}."]
        if oldest:
            found.append("A message has waited for more than a minute.")
        return found

    def _disk(self) -> list[str]:
        try:
            free = shutil.disk_usage(self.folder).free
        except OSError:
            return ["The folder DROM_DATA_DIR cannot be looked at."]
        return ["The disk under DROM_DATA_DIR has less than 200 MB left."] if free < DISK_BYTES else []

    def _probe(self, connection: Connection) -> bool:
        """Try a write, and tell whether a message has waited too long."""
        now = self.clock.now()
        probe(connection)
        oldest = inbox.oldest_waiting(connection)
        return oldest is not None and now - oldest > OLDEST
