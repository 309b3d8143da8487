"""Files that staff send by their browser: checked as those of people are, laid on the shelf, then kept by a row.

It never knows what a file is for.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.clock import Clock
from bot.media.check import Checker
from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused
from bot.media.shelf import Shelf
from bot.services.media import free_bytes
from storage import media


@dataclass(frozen=True, slots=True)
class Laid:
    """A checked file that lies under ``name`` and has no row yet: the sweep takes it where none comes."""

    name: str
    file: Checked


@dataclass(frozen=True, slots=True)
class Uploads:
    """Takes what a browser sends; ``token`` gives 64 hexadecimal characters."""

    checker: Checker
    shelf: Shelf
    limits: MediaLimits
    clock: Clock
    token: Callable[[], str]

    async def lay(self, data: bytes) -> Laid:
        """Check a file and lay it on the shelf; raises MediaRefused, OSError of the disk."""
        if len(data) > self.limits.file_bytes:
            raise MediaRefused("big")
        laid = Laid(self.token(), await self.checker.check(data))
        await asyncio.to_thread(self.shelf.put, laid.name, laid.file.data)
        return laid

    def keep(self, connection: Connection, laid: Laid, contact_id: int | None) -> str:
        """Keep a file as a contact's own and return its media id; raises MediaRefused ``many`` after too much a day."""
        now, size = self.clock.now(), len(laid.file.data)
        if contact_id is not None and size > free_bytes(connection, contact_id, self.limits, now, lock=True):
            raise MediaRefused("many")
        number = media.put(connection, contact_id=contact_id, name=laid.name, kind=laid.file.kind, now=now)
        media.keep(connection, number, content_type=laid.file.content_type, size=size, seconds=laid.file.seconds)
        return str(number)
