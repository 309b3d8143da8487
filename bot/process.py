"""The life of a running Drom: prepared, started, told to stop, gone; it never knows what Drom does."""

import asyncio
import gc
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot import messengers, private
from bot.app import App, Fittings
from bot.clock import SystemClock
from bot.core import SPOKEN, Core, open_core
from bot.housekeeping import BACKUPS
from bot.settings import Settings, SettingsDefect
from bot.web.health import held_sentence
from bot.web.server import more_files
from storage import held
from storage.down import StorageDown
from storage.revision import found, is_current, newest
from storage.single import running, tell_where
from storage.store import Store, open_store, sqlite_path

COLLECT = (10_000, 10, 10)
"""How many new objects start a round of the garbage collector: a turn leaves nothing for it, all dies at once (run).

With 2,000 it takes 2 % of a turn and finds nothing; the memory is the same (`drom bench turns`).
"""

GOODBYE = "Drom has stopped. Everything is kept; start it again and it goes on."

FOLDERS = ("media", "papers", "phones", "pictures", "voices", SPOKEN, BACKUPS)
"""What there may be in the data folder beside the database."""

_log = logging.getLogger(__name__)


def prepare(settings: Settings) -> None:
    """Bring the database up; raises MigrationRefused, StorageDown, Taken, SettingsDefect."""
    make_folders(settings)
    if _is_current(settings):
        return
    # The migration tool is a third of a start and rarely needed.
    from storage.migrate import migrate  # noqa: PLC0415

    try:
        done = migrate(settings.url, settings.data_dir / BACKUPS)
    except OSError as error:
        if settings.url.startswith("sqlite"):
            raise StorageDown("readonly", str(error)) from error
        raise StorageDown("gone", type(error).__name__) from error
    if done.before != done.after:
        _log.info("the database is at revision %s", done.after)


def run(settings: Settings, *, demo: bool = False, say: Callable[[str], None] = print) -> None:
    """Run until a signal; raises Taken, StorageDown, MigrationRefused, SettingsDefect, ProgrammeDefect, OSError."""
    make_folders(settings)
    private.seal(_kept(settings))
    more_files()
    with _alone(settings):
        clock = SystemClock()
        core = open_core(settings, clock)
        _prepare_apart(settings, demo=demo)
        asyncio.run(_serve(core, clock, demo=demo, say=say))


def _prepare_apart(settings: Settings, *, demo: bool) -> None:
    """Bring the database up by the command for that: its memory, 20 MB, is given back. Ends as it ends."""
    if _is_current(settings):
        return
    words = ["--demo", "migrate"] if demo else ["migrate"]
    done = subprocess.run([sys.executable, "-m", "bot", *words], capture_output=True, text=True, check=False)  # noqa: S603
    sys.stderr.write(done.stderr)
    if done.returncode:
        raise SystemExit(done.returncode)


def _is_current(settings: Settings) -> bool:
    if settings.url.startswith("sqlite"):
        return is_current(sqlite_path(settings.url))
    return asyncio.run(_server_revision(open_store(settings.url))) == newest()


def is_there(settings: Settings) -> bool:
    """Tell whether a database has been made, of whatever version; True too where a server cannot be asked now."""
    if settings.url.startswith("sqlite"):
        return sqlite_path(settings.url).is_file()
    return asyncio.run(_server_revision(open_store(settings.url))) != ""


async def _server_revision(store: Store) -> str | None:
    """Ask a server; "" where it has no revision, None where it cannot be asked: what brings it up says why."""
    try:
        await store.open()
    except StorageDown:
        return None
    try:
        return await store.read(found)
    except StorageDown:
        return None
    except SQLAlchemyError:
        return ""
    finally:
        await store.close()


def make_folders(settings: Settings) -> None:
    """Make the folders for the data and the database, and from now on all files, for their owner alone.

    Raises SettingsDefect where a folder cannot be made.
    """
    private.begin()
    check_folders(settings)
    for name, folder in _wanted(settings).items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsDefect(f"{name}: the folder {folder} cannot be made: {error.strerror}") from error


def check_folders(settings: Settings) -> None:
    """Raise SettingsDefect where a folder cannot be made or written to; it makes none."""
    found: dict[str, str] = {}
    for name, folder in _wanted(settings).items():
        there = next(path for path in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(path))
        if not there.is_dir():
            found.setdefault(str(there), f"{name}: {there} is no folder")
        elif not os.access(there, os.W_OK | os.X_OK):
            found.setdefault(str(there), f"{name}: nothing can be written to {there}")
    if found:
        raise SettingsDefect("\n".join(found.values()))


def _wanted(settings: Settings) -> dict[str, Path]:
    """Return the folders that Drom writes to, by the settings that name them."""
    if settings.url.startswith("sqlite"):
        return {"DROM_DATA_DIR": settings.data_dir, "DROM_DATABASE_URL": sqlite_path(settings.url).parent}
    return {"DROM_DATA_DIR": settings.data_dir}


def _kept(settings: Settings) -> Iterator[Path]:
    """Yield what holds people's data: the folder, what Drom keeps in it, and a SQLite file wherever it is."""
    data = settings.data_dir.resolve()
    if not Path.cwd().is_relative_to(data):  # a folder that holds much else may have been named
        yield data
    for name in FOLDERS:
        yield from private.whole(data / name)
    if settings.url.startswith("sqlite"):
        path = sqlite_path(settings.url)
        yield from (
            Path(f"{path}{end}") for end in ("", "-wal", "-shm", "-journal", ".running", ".address", ".migrating")
        )


def _alone(settings: Settings) -> AbstractContextManager[object]:
    """Return the lock of the one process on a SQLite file; raises Taken, StorageDown."""
    if not settings.url.startswith("sqlite"):
        return nullcontext()
    try:
        return running(sqlite_path(settings.url))
    except OSError as error:
        raise StorageDown("readonly", str(error)) from error


async def _serve(core: Core, clock: SystemClock, *, demo: bool, say: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    _listen_for_signals(asyncio.get_running_loop(), stop)
    async with started(core, clock, demo=demo) as app:
        if core.settings.url.startswith("sqlite"):
            tell_where(sqlite_path(core.settings.url), address(app, demo=demo))
        say(greeting(app, demo=demo))
        sys.stdout.flush()
        await stop.wait()
    say(GOODBYE)


@asynccontextmanager
async def started(core: Core, clock: SystemClock, *, demo: bool) -> AsyncIterator[App]:
    """Start a whole Drom in this loop, and stop it in the end."""
    await core.store.open()
    try:
        await _tell_what_is_held(core)
        app = App(core, await _fittings(core, clock, demo=demo))
    except BaseException:
        await core.store.close()
        raise
    try:
        await app.start()
        _settle_memory()
        yield app
    finally:
        await app.stop()


async def _tell_what_is_held(core: Core) -> None:
    found = await core.store.read(held.held)
    if found is not None:
        _log.warning("%s", held_sentence(found))


async def _fittings(core: Core, clock: SystemClock, *, demo: bool) -> Fittings:
    found = Fittings()
    if demo:
        await messengers.fit_simulator(core, clock, found)
    if core.settings.telegram:
        await messengers.fit_telegram(core, found)
    if core.settings.whatsapp:
        await messengers.fit_whatsapp(core, found)
    return found


def _settle_memory() -> None:
    """Take what was loaded at the start out of the garbage collector's rounds: it stays for good."""
    gc.freeze()
    gc.set_threshold(*COLLECT)


def greeting(app: App, *, demo: bool) -> str:
    """Return what tells where Drom is; of the demo also where its team works, and how it ends."""
    ready = f"Drom is ready: {address(app, demo=demo)}"
    if not demo:
        return ready
    return f"{ready}\nThe team's console: {address(app)}/console. Ctrl+C stops Drom; everything is kept."


def address(app: App, *, demo: bool = False) -> str:
    """Return where Drom answers; of the demo where its phones are."""
    host = app.core.settings.host
    found = f"http://{f'[{host}]' if ':' in host else host}:{app.server.port}"
    return f"{found}/simulator" if demo else found


def _listen_for_signals(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """End on Ctrl+C and SIGTERM, also where a loop cannot take signals (Windows)."""

    def hear(*_: object) -> None:
        with suppress(RuntimeError):  # one more Ctrl+C when all is over
            loop.call_soon_threadsafe(stop.set)

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, hear)
