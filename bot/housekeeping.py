"""What is done once a day, and may be done twice without harm; it never sends anything."""

import asyncio
import logging
from datetime import date, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.alert import Alert
from bot.bell import Bell, repeat
from bot.clock import Clock
from bot.media.shelf import Shelf
from bot.programme import Programme
from bot.services import erased, privacy, rezoning, tip_rounds
from bot.services.library import Library
from bot.services.media import MediaService
from storage import contacts, erasures, facts
from storage.down import StorageDown
from storage.store import Store

DAY = "housekeeping_day"
"""The fact that holds the last day that was kept, as YYYY-MM-DD."""
HOUR = 4
"""When the house is kept: at night, and never in the hours that clocks skip or repeat."""
ERASING = 5.0
"""Seconds between looks for erased contacts whose owner has heard of it."""
AGAIN, PATIENCE = 0.1, 30.0
"""Seconds between tries to remove a last trace, and for how long a command tries."""
PAPERS = timedelta(days=1)
"""How long a paper made from somebody's data is kept."""
BACKUPS = erased.BACKUPS
"""The folder under DROM_DATA_DIR that takes the copy made before a migration, and an operator's backups."""
COPIES = timedelta(days=30)
"""How long copies in that folder are kept: they still have whoever was erased since."""

_log = logging.getLogger(__name__)


class Housekeeping:
    """Forgets what has had its time. Everything it does may run twice, in several processes, on any day."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        programme: Programme,
        shelf: Shelf,
        library: Library,
        media: MediaService,
        data: Path,
    ) -> None:
        """``data`` is the folder of everything that Drom keeps."""
        self._store = store
        self._clock = clock
        self._programme = programme
        self._shelf = shelf
        self._library = library
        self._media = media
        self._copies = data / BACKUPS
        self._alert = Alert(_log, "erasures wait")
        self._unclean = True
        """Whether the write-ahead log may hold deleted rows; a crash leaves some."""

    async def run(self, bell: Bell) -> None:
        """Keep house now if today has not been kept, then every night; finish erasures all the time."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        trigger = CronTrigger(hour=HOUR, timezone="UTC")
        scheduler.add_job(self.day, trigger, coalesce=True, misfire_grace_time=None, max_instances=1)
        scheduler.start()
        try:
            await self.day()
            await repeat(self.finish_erasures, ERASING, bell, self._alert)
        finally:
            scheduler.shutdown(wait=False)

    async def day(self) -> bool:
        """Keep house for today; False where it has been done or cannot be (tomorrow does it then)."""
        try:
            return await self._day()
        except StorageDown as down:
            _log.warning("the house is not kept: %s", down)
        except Exception:  # erasures must be finished whatever else fails
            _log.exception("the house is not kept")
        return False

    async def finish_erasures(self) -> int:
        """Remove the last trace of people who were erased; returns of how many."""
        now = self._clock.now()
        gone = await self._store.run(lambda connection: privacy.finish_erasures(connection, now))
        await asyncio.to_thread(self._library.drop, gone)
        if gone:
            await self._note_erasures(now)
        if gone or self._unclean:
            self._unclean = not await self._store.checkpoint()
        return len(gone)

    async def _note_erasures(self, now: datetime) -> None:
        """Write who was erased, as keyed hashes, to where backups lie: one that is restored must know."""
        known = await self._store.read(erasures.known)
        try:
            await asyncio.to_thread(erased.keep, self._copies, known, now)
        except (OSError, ValueError) as error:
            _log.error("the list of erasures beside the backups is not written: %s", type(error).__name__)

    async def finish(self, contact_id: int) -> None:
        """Return when the last trace of a contact that was erased is gone, also beside another process.

        Raises StorageDown where somebody reads the database for so long that rests of deleted rows stay in its log.
        """
        last = self._clock.monotonic() + PATIENCE
        while True:
            await self.finish_erasures()
            if not self._unclean and await self._is_gone(contact_id):
                return
            if self._clock.monotonic() > last:
                raise StorageDown("locked", "all is deleted, but its last traces go when others let go of the database")
            await asyncio.sleep(AGAIN)

    async def _is_gone(self, contact_id: int) -> bool:
        return await self._store.read(lambda connection: contacts.get(connection, contact_id)) is None

    async def _day(self) -> bool:
        today = self._clock.now().date()
        last = await self._store.read(lambda connection: facts.get(connection, DAY, ""))
        if last and date.fromisoformat(last) >= today:
            return False
        while (swept := await self._sweep()).contacts or swept.files:
            await asyncio.to_thread(self._shelf.delete, swept.files)
        await asyncio.to_thread(self._library.sweep, self._clock.now() - PAPERS)
        await rezoning.follow(self._store, self._programme, self._clock)
        await tip_rounds.plan(self._store, self._programme, self._clock)
        await self._media.sweep()
        await self._note_erasures(self._clock.now())
        await asyncio.to_thread(_drop_copies, self._copies, self._clock.now() - COPIES)
        await self._store.run(lambda connection: facts.put(connection, DAY, today.isoformat()))
        self._unclean = not await self._store.checkpoint()
        return True

    async def _sweep(self) -> privacy.Swept:
        """Forget one round of what has had its time."""
        now = self._clock.now()
        swept = await self._store.run(lambda connection: privacy.sweep(connection, now))
        _log.info("forgotten", extra={"contacts": swept.contacts, "texts": swept.texts, "files": len(swept.files)})
        return swept


def _drop_copies(folder: Path, before: datetime) -> None:
    """Delete copies and backups, finished or not, that were last written before a moment."""
    for path in [path for ending in ("*.db", "*.zip", "*.part") for path in folder.glob(ending)]:
        try:
            if path.is_file() and path.stat().st_mtime < before.timestamp():
                path.unlink()
        except FileNotFoundError:
            continue  # somebody else has just put it away
        except OSError as error:
            _log.error("a copy in the folder %s cannot be deleted: %s", BACKUPS, type(error).__name__)
