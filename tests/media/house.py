"""A media service with everything around it but a platform; tests choose what the provider answers."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.channels.port import File
from bot.clock import SetClock
from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused, Reason
from bot.media.shelf import Shelf
from bot.recognition import NoRecogniser
from bot.services.media import MediaService
from storage import contacts, media
from storage.media import Media
from storage.store import Store

START = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
MEGABYTE = 1024 * 1024
BOTH = pytest.mark.parametrize(
    "house", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""For tests in which transactions meet: the two databases keep them apart differently."""


class PlainChecker:
    """Believes everything but the word ``bad``."""

    async def check(self, data: bytes) -> Checked:
        """Return the bytes with a mark of ours."""
        if data == b"bad":
            raise MediaRefused("type")
        return Checked("voice", "audio/ogg", b"new " + data[:100], 2.5)


class Provider:
    """A channel's ``fetch``, whose answers a test chooses."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.trouble: list[Exception] = []
        self.asked: list[str] = []
        self.before: Callable[[], Awaitable[object]] | None = None

    async def fetch(self, file: File, limit: int) -> bytes:
        """Return a file."""
        self.asked.append(file.reference)
        if self.before:
            await self.before()
        if self.trouble:
            raise self.trouble.pop(0)
        return self.files[file.reference]


class House:
    """A service with everything around it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.clock = SetClock(START)
        self.provider = Provider()
        self.shelf = Shelf(folder / "media")
        self.told: list[tuple[int, Reason]] = []
        self.limits = MediaLimits()
        self.service = self.serve()

    def serve(self, **changes: Any) -> MediaService:
        """Return a service, as after a start."""
        parts: dict[str, Any] = {
            "store": self.store,
            "shelf": self.shelf,
            "checker": PlainChecker(),
            "fetches": {"telegram": self.provider.fetch},
            "clock": self.clock,
            "told": self._tell,
            "limits": self.limits,
            "recogniser": NoRecogniser(),
        }
        return MediaService(**(parts | changes))

    def _tell(self, connection: Connection, row: Media, reason: Reason) -> None:
        assert connection.in_transaction()
        self.told.append((row.id, reason))

    async def contact(self, address: str = "1", **fields: Any) -> int:
        """Add a contact."""
        now = self.clock.now()
        return (await self.store.run(lambda c: contacts.add(c, "telegram", address, now, **fields))).id

    async def put(self, contact_id: int, reference: str, data: bytes | None = b"data", **fields: Any) -> int:
        """Put a waiting row, and its bytes at the provider."""
        if data is not None:
            self.provider.files[reference] = data
        source = {"kind": "voice", "reference": reference, "channel": "telegram"} | fields
        name = hashlib.sha256(reference.encode()).hexdigest()
        now = self.clock.now()
        return await self.store.run(
            lambda c: media.put(c, contact_id=contact_id, name=name, kind="voice", now=now, source=source)
        )

    async def row(self, media_id: int) -> Media:
        """Return a row that is there."""
        found = await self.store.read(lambda c: media.get(c, media_id))
        assert found is not None
        return found

    async def until(self, media_id: int, state: str) -> None:
        """Wait for a row's state, for at most 10 s."""
        async with asyncio.timeout(10):
            while True:
                if (await self.row(media_id)).state == state:
                    return
                await asyncio.sleep(0)
