"""The life of a running Drom: prepared, started, told to stop, gone; it never knows what Drom does."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

from bot import messengers
from bot.app import App, Core, Fittings, open_core
from bot.clock import SystemClock
from bot.settings import Settings
from storage.revision import is_current
from storage.single import running
from storage.store import sqlite_path

BACKUPS = "backups"
"""The folder under DROM_DATA_DIR that takes the copy made before a migration."""

_log = logging.getLogger(__name__)


def prepare(settings: Settings) -> None:
    """Bring the database up; raises MigrationRefused, StorageDown, OSError."""
    if settings.url.startswith("sqlite") and is_current(sqlite_path(settings.url)):
        return
    # The migration tool is a third of a start and rarely needed.
    from storage.migrate import migrate  # noqa: PLC0415

    done = migrate(settings.url, settings.data_dir / BACKUPS)
    if done.before != done.after:
        _log.info("the database is at revision %s", done.after)


def run(settings: Settings, *, demo: bool = False, say: Callable[[str], None] = print) -> None:
    """Run until a signal; raises Taken, StorageDown, MigrationRefused, OSError."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    alone: AbstractContextManager[object] = nullcontext()
    if settings.url.startswith("sqlite"):
        sqlite_path(settings.url).parent.mkdir(parents=True, exist_ok=True)
        alone = running(sqlite_path(settings.url))
    with alone:
        prepare(settings)
        asyncio.run(_serve(settings, demo=demo, say=say))


async def _serve(settings: Settings, *, demo: bool, say: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    _listen_for_signals(asyncio.get_running_loop(), stop)
    async with started(settings, demo=demo) as app:
        say(greeting(app, demo=demo))
        sys.stdout.flush()
        await stop.wait()


@asynccontextmanager
async def started(settings: Settings, *, demo: bool) -> AsyncIterator[App]:
    """Start a whole Drom in this loop, and stop it in the end."""
    clock = SystemClock()
    core = open_core(settings, clock)
    await core.store.open()
    app = App(core, await _fittings(core, clock, demo=demo))
    try:
        await app.start()
        yield app
    finally:
        await app.stop()


async def _fittings(core: Core, clock: SystemClock, *, demo: bool) -> Fittings:
    found = Fittings()
    if demo:
        await messengers.fit_simulator(core, clock, found)
    if core.settings.telegram:
        await messengers.fit_telegram(core, found)
    if core.settings.whatsapp:
        await messengers.fit_whatsapp(core, found)
    return found


def greeting(app: App, *, demo: bool) -> str:
    """Return the one line that tells where Drom is."""
    host = app.core.settings.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{app.server.port}"
    return f"Drom is ready: {address}/simulator" if demo else f"Drom is ready: {address}"


def _listen_for_signals(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """End on Ctrl+C and SIGTERM, also where a loop cannot take signals (Windows)."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
