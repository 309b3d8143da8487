"""Whether Drom lives, can work, and what it counts; it never shows a name, a number or a text."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.bell import Bell, wait_for_event
from bot.clock import Clock
from bot.numbers import Family, exposed, gauge
from storage import held, inbox
from storage.down import StorageDown
from storage.held import Held
from storage.probe import probe
from storage.revision import newest
from storage.store import Store

DISK_BYTES = 200 * 1024 * 1024
"""Less free space than this is not ready (ours)."""
OLDEST = timedelta(seconds=60)
"""A message that waits longer than this is not ready (promises.md 3.8)."""
PROBE_SECONDS = 4.0
"""How long a probe of the database may take, so that readiness turns red within five seconds."""
LAG_SECONDS = 2.0
"""A loop that comes this much too late does not live (promises.md 3.8)."""
BEAT_SECONDS = 0.5

Numbers = Callable[[], Awaitable[Sequence[Family]]]
"""Every counter and gauge but the machine's own."""


@dataclass(slots=True)
class Pulse:
    """How late the event loop is: a beat that should come every half second."""

    clock: Clock
    last: float | None = None
    late: float = 0.0

    async def run(self, bell: Bell) -> None:
        """Beat until the bell is closed."""
        with bell.listen() as rung:
            while not bell.closed:
                self.last = self.clock.monotonic()
                rung.clear()
                await wait_for_event(rung, BEAT_SECONDS)
                self.late = self._since()

    def lag(self) -> float:
        """Return by how many seconds the last beat came too late, or this one does by now."""
        return max(self.late, self._since())

    def _since(self) -> float:
        return 0.0 if self.last is None else max(0.0, self.clock.monotonic() - self.last - BEAT_SECONDS)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the probe saw: a message that waits too long, the tables' revision, what a restored copy holds."""

    late: bool
    revision: str
    held: Held | None


@dataclass(slots=True)
class Health:
    """What is looked at: the database, the disk under ``folder``, the oldest message, and every counter.

    ``noted`` returns what the process knows to be wrong with itself, each in one sentence.
    """

    store: Store
    clock: Clock
    folder: Path
    numbers: Numbers
    noted: Callable[[], list[str]]
    pulse: Pulse = field(init=False)

    def __post_init__(self) -> None:
        """Make the pulse; its ``run`` must be run beside."""
        self.pulse = Pulse(self.clock)

    def routes(self) -> list[Route]:
        """Return ``/healthz``, ``/readyz`` and ``/metrics``."""
        return [Route("/healthz", self.alive), Route("/readyz", self.ready), Route("/metrics", self.metrics)]

    async def alive(self, request: Request) -> Response:
        """Answer as long as the process turns its loop in time."""
        lag = self.pulse.lag()
        return PlainTextResponse("ok\n") if lag < LAG_SECONDS else PlainTextResponse(f"late by {lag:.1f} s\n", 503)

    async def ready(self, request: Request) -> Response:
        """Answer 200 when a message could be stored and worked now, else 503 with what is wrong."""
        found, notes = await self.troubles()
        return JSONResponse({"ready": not found, "wrong": found, "notes": notes}, 503 if found else 200)

    async def metrics(self, request: Request) -> Response:
        """Answer with every number in Prometheus' text form."""
        try:
            found = [*await self.numbers(), *self._machine()]
        except StorageDown as down:
            return PlainTextResponse(f"The database: {down}.\n", 503)
        return PlainTextResponse(exposed(found), media_type="text/plain; version=0.0.4")

    async def troubles(self) -> tuple[list[str], list[str]]:
        """Return what keeps Drom from working, and what operators should know, each in one sentence."""
        found = self.noted() + self._disk()
        try:
            # Not cancelled: a work that waits for a lock goes on by itself.
            asked = asyncio.ensure_future(self.store.run(self._probe))
            looked = await asyncio.wait_for(asyncio.shield(asked), PROBE_SECONDS)
        except TimeoutError:
            asked.add_done_callback(lambda done: done.exception())
            return [*found, "The database of DROM_DATABASE_URL (by default in DROM_DATA_DIR) does not answer."], []
        except StorageDown as down:
            return [*found, f"The database: {down}."], []
        if looked.late:
            found.append("A message has waited for more than a minute.")
        if looked.revision != newest():
            found.append(f"The database is at revision {looked.revision}, this version of Drom needs {newest()}.")
        return found, [] if looked.held is None else [held_sentence(looked.held)]

    def _disk(self) -> list[str]:
        free = self._free()
        if free is None:
            return ["The folder DROM_DATA_DIR cannot be looked at."]
        return ["The disk under DROM_DATA_DIR has less than 200 MB left."] if free < DISK_BYTES else []

    def _free(self) -> int | None:
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return None

    def _machine(self) -> list[Family]:
        free = self._free()
        late = gauge("drom_loop_lag_seconds", "By how much the event loop is late.", self.pulse.lag())
        return [late] if free is None else [late, gauge("drom_disk_free_bytes", "Free under DROM_DATA_DIR.", free)]

    def _probe(self, connection: Connection) -> Looked:
        """Try a write, and look at what readiness depends on."""
        now = self.clock.now()
        probe(connection)
        oldest = inbox.oldest_waiting(connection)
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
        return Looked(oldest is not None and now - oldest > OLDEST, revision, held.held(connection))


def held_sentence(found: Held) -> str:
    """Say what is held since a restore, and what to do."""
    return f"A backup was restored; held until `drom release`: {found}."
