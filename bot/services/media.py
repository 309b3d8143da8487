"""Gets what people sent: waiting rows become kept or refused files; it never knows a platform or opens a file itself.

Everything slow (network, decoding, disk) happens outside every transaction. The row's name is chosen when it is put,
so a crash at any point repeats the same file under the same name; ``told`` runs in the transaction that refuses.
Two processes at work on the same row waste one fetch and no more: only the first to finish changes it.
The transaction that keeps or refuses also leaves the provider's copy to be deleted (``storage.leftovers``).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.alert import Alert
from bot.bell import Bell
from bot.channels.port import File
from bot.clock import Clock
from bot.media.check import Checker
from bot.media.kinds import Checked, MediaLimits
from bot.media.links import Served
from bot.media.refused import MediaRefused, Reason
from bot.media.shelf import Shelf
from bot.recognition import Recognises
from storage import contacts, echoes, media
from storage.down import StorageDown
from storage.media import Media
from storage.store import Store

Fetch = Callable[[File, int], Awaitable[bytes]]
"""A channel's ``fetch``: a file's bytes; raises ``MediaRefused``."""
Told = Callable[[Connection, Media, Reason], None]
"""Tells the person in one plain sentence that a file was not taken, in the same transaction (outbox)."""

PATIENCE = timedelta(hours=24)
"""How long a file is tried for: providers keep theirs at least as long, people remember no longer."""
_PAUSES = (5, 15, 60, 300, 900, 3600, 10_800)
"""Seconds to wait after each failed try; the last one repeats."""
_REST = 5.0
"""Seconds in which nothing new is begun after the database could not take a result: it would only be fetched again."""
_DAY = timedelta(days=1)
_SPARE = timedelta(hours=1)
"""How old a file without a row must be to be swept: younger ones may get their row yet."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What a sweep found unmatched: how many files without a row it deleted, and the rows whose file is gone."""

    deleted: int
    missing: tuple[int, ...]


class MediaService:
    """Works the waiting rows, at most ``at_once`` files at a time; ``fetches`` is by channel name.

    ``tick`` is after how many seconds rows are looked for when nobody rings (retries, other processes' rows).
    """

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        checker: Checker,
        fetches: Mapping[str, Fetch],
        clock: Clock,
        told: Told,
        limits: MediaLimits,
        recogniser: Recognises,
        at_once: int = 4,
        tick: float = 1.0,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._checker = checker
        self._fetches = fetches
        self._clock = clock
        self._alert = Alert(_log, "media wait")
        self._told = told
        self._limits = limits
        self._recogniser = recogniser
        self._at_once = at_once
        self._tick = tick
        self._rest_until = 0.0
        self._hands: dict[int, asyncio.Task[None]] = {}

    async def run(self, bell: Bell) -> None:
        """Work until the bell is closed; it rings when a file has been put.

        Files in hand are finished first, so a planned end repeats nothing.
        """
        try:
            with bell.listen() as rung:
                while not bell.closed:
                    rung.clear()
                    with self._alert:
                        await self._take()
                    await self._pause(rung)
            await asyncio.gather(*self._hands.values())
        finally:
            for task in self._hands.values():
                task.cancel()
            await asyncio.gather(*self._hands.values(), return_exceptions=True)

    async def work(self) -> int:
        """Work until nothing is due, and return how many tries that took; raises StorageDown."""
        tries = 0
        while True:
            tries += await self._take()
            if not self._hands:
                return tries
            await asyncio.wait(self._hands.values())

    async def find(self, reference: str) -> Served | None:
        """Return the kept file under a media id, None where there is none (any more)."""
        if not (reference.isascii() and reference.isdigit() and len(reference) < 19):
            return None
        row = await self._store.read(lambda connection: media.get(connection, int(reference)))
        if row is None or row.state != "kept":
            return None
        return Served(self._shelf.path(row.name), row.content_type, row.seconds)

    async def sweep(self) -> Unmatched:
        """Delete files that no row wants, and tell operators of rows without a file; may run at any time."""
        rows = await self._store.read(media.names)
        before = self._clock.now() - _SPARE
        wanted = {row.name for row in rows}
        deleted = await asyncio.to_thread(self._shelf.sweep, wanted, before)
        kept = {row.name: row.id for row in rows if row.kept}
        missing = tuple(kept[name] for name in await asyncio.to_thread(self._shelf.missing, kept))
        if missing:
            _log.error("media rows %s have no file under DROM_DATA_DIR: restore it from a backup", missing)
        return Unmatched(deleted, missing)

    async def _pause(self, rung: asyncio.Event) -> None:
        """Wait for the bell, for a file in hand to be done, or for a tick."""
        bell = asyncio.ensure_future(rung.wait())
        try:
            await asyncio.wait({bell, *self._hands.values()}, timeout=self._tick, return_when=asyncio.FIRST_COMPLETED)
        finally:
            bell.cancel()

    async def _take(self) -> int:
        """Begin with as many due files as there are free hands, and return how many."""
        if self._clock.monotonic() < self._rest_until:
            return 0
        now = self._clock.now()
        rows = await self._store.read(lambda connection: media.due(connection, now, self._at_once))
        fresh = [row for row in rows if row.id not in self._hands][: self._at_once - len(self._hands)]
        for row in fresh:
            self._hands[row.id] = asyncio.create_task(self._one(row))
            self._hands[row.id].add_done_callback(partial(self._done, row.id))
        return len(fresh)

    def _done(self, row_id: int, _: asyncio.Task[None]) -> None:
        del self._hands[row_id]

    async def _one(self, row: Media) -> None:
        """Take one file as far as it goes now; what cannot be written down is found again later."""
        try:
            await self._try(row)
        except StorageDown as down:
            self._rest_until = self._clock.monotonic() + _REST
            _log.warning("media %s waits: %s", row.id, down)

    async def _try(self, row: Media) -> None:
        data = b""
        try:
            data = await self._fetched(row)
            await self._fits(row, len(data))
            checked = await self._checker.check(data)
            await self._lay(row, checked)
        except MediaRefused as refused:
            await (self._again(row) if refused.again else self._refuse(row, refused.reason, len(data)))
        except StorageDown:
            raise
        except Exception as error:  # one file's surprise must not stop everybody's; its words may be personal
            _log.error("media %s: %s", row.id, type(error).__name__)
            await self._again(row)
        else:
            await self._keep(row, checked)

    async def _fetched(self, row: Media) -> bytes:
        """Return the file's bytes; raises MediaRefused, before fetching where what was announced is too much."""
        if row.contact_id is None or row.source is None:
            raise MediaRefused("broken")
        named = dict(row.source)
        fetch = self._fetches.get(named.pop("channel", ""))
        file = File(**named)
        if file.size > self._limits.file_bytes:
            raise MediaRefused("big")
        await self._fits(row, max(file.size, 1))
        if fetch is None:
            raise MediaRefused("slow", again=True)
        return await fetch(file, self._limits.file_bytes)

    async def _fits(self, row: Media, size: int) -> None:
        """Raise MediaRefused ``many`` where so many bytes are more than the person has left today."""
        if size > await self._store.read(lambda connection: self._free(connection, row)):
            raise MediaRefused("many")

    async def _lay(self, row: Media, checked: Checked) -> None:
        """Put the file on the shelf; a disk that refuses it now may take it later."""
        try:
            await asyncio.to_thread(self._shelf.put, row.name, checked.data)
        except OSError as error:
            _log.error("media %s: the disk of DROM_DATA_DIR does not take it (%s)", row.id, error.strerror)
            raise MediaRefused("slow", again=True) from None

    def _free(self, connection: Connection, row: Media, *, lock: bool = False) -> int:
        """Return the bytes that may still be taken today from a file's sender, on all their contacts."""
        if row.contact_id is None:
            return self._limits.day_bytes
        return free_bytes(connection, row.contact_id, self._limits, self._clock.now(), lock=lock)

    async def _keep(self, row: Media, checked: Checked) -> None:
        """Write down that the file is on the shelf, unless others of the sender's filled the day meanwhile.

        A row that was erased or refused meanwhile takes the file with it.
        """
        size, seconds = len(checked.data), checked.seconds

        def work(connection: Connection) -> bool:
            if size > self._free(connection, row, lock=True):
                self._refused(connection, row, "many", size)
            else:
                media.keep(connection, row.id, content_type=checked.content_type, size=size, seconds=seconds)
                echoes.come(connection, row.id, self._clock.now())
            found = media.get(connection, row.id)
            return found is not None and found.state == "kept"

        if not await self._store.run(work):
            await asyncio.to_thread(self._shelf.delete, [row.name])
        elif checked.kind == "voice" and self._recogniser.able:
            await self._guess(row)

    async def _guess(self, row: Media) -> None:
        """Let a recording be understood by whatever can, for whoever hears it."""
        number = row.contact_id or 0
        contact = await self._store.read(lambda connection: contacts.get(connection, number))
        if contact is not None:
            self._recogniser.take(self._shelf.path(row.name), contact.language)

    async def _again(self, row: Media) -> None:
        """Try later, or give up after ``PATIENCE``."""
        next_at = self._clock.now() + timedelta(seconds=_PAUSES[min(row.attempts, len(_PAUSES) - 1)])
        if next_at > row.created_at + PATIENCE:
            await self._refuse(row, "slow", 0)
        else:
            await self._store.run(lambda connection: media.again(connection, row.id, next_at))

    async def _refuse(self, row: Media, reason: Reason, size: int) -> None:
        """Refuse for good and tell the person, once."""
        await self._store.run(lambda connection: self._refused(connection, row, reason, size))

    def _refused(self, connection: Connection, row: Media, reason: Reason, size: int) -> None:
        if media.refuse(connection, row.id, reason, size=size):
            echoes.fail(connection, row.id, self._clock.now())
            self._told(connection, row, reason)


def free_bytes(
    connection: Connection, contact_id: int, limits: MediaLimits, now: datetime, *, lock: bool = False
) -> int:
    """Return the bytes that may still be taken today from whoever has a contact, on all their contacts.

    With ``lock`` nothing else is counted for this contact until the transaction ends.
    """
    contact = contacts.get(connection, contact_id, lock=lock)
    if contact is None:
        return limits.day_bytes
    person = contact.person_id
    ids = [one.id for one in contacts.of_person(connection, person)] if person else [contact.id]
    return limits.day_bytes - sum(media.used(connection, each, now - _DAY) for each in ids)
