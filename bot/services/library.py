"""Every file that Drom gives out: people's media from the shelf, and papers made from their data when they are sent."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import Connection

from bot.catalog import Words
from bot.media.links import Served
from bot.services import privacy
from storage import contacts
from storage.store import Store

PDF = "application/pdf"

MakePaper = Callable[[str, Mapping[str, Sequence[Mapping[str, Any]]]], bytes]
"""From a title and rows by table to a PDF."""

Find = Callable[[str], Awaitable[Served | None]]
"""From the name of a kept file to where it lies."""


@dataclass(frozen=True, slots=True)
class Library:
    """Opens files by the names that parts bear; ``folder`` holds papers until they are a day old."""

    store: Store
    words: Words
    folder: Path
    kept: Find
    make_paper: MakePaper

    async def find(self, name: str) -> Served | None:
        """Return where a file lies, made first if it is a paper; None where there is none (any more)."""
        if not name.startswith(privacy.EXPORT):
            return await self.kept(name)
        number = name.removeprefix(privacy.EXPORT)
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        data = await self.store.read(lambda connection: _gather(connection, int(number)))
        return Served(await asyncio.to_thread(self._lay, name, data), PDF) if data else None

    def sweep(self, before: datetime) -> int:
        """Delete papers made before a moment; returns how many."""
        swept = 0
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):  # its owner was erased just now
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    swept += 1
        return swept

    def drop(self, contact_ids: Collection[int]) -> None:
        """Delete the papers of contacts."""
        for number in contact_ids:
            for path in self.folder.glob(f"{_hash(f'{privacy.EXPORT}{number}')}-*"):
                path.unlink(missing_ok=True)

    def _lay(self, name: str, data: "Gathered") -> Path:
        """Lay out a paper, unless the same one is there: whoever is reading it must not see it change."""
        content = json.dumps([data.language, data.country, data.tables], default=str, sort_keys=True)
        path = self.folder / f"{_hash(name)}-{_hash(content)}.pdf"
        if path.is_file():
            return path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        title = self.words.text("settings.all.data", "My data", data.language, data.country).partition(" ")[2]
        paper = self.make_paper(title, data.tables)
        with NamedTemporaryFile(dir=self.folder, prefix=f"{_hash(name)}-", suffix=".part", delete=False) as part:
            part.write(paper)
        return Path(part.name).replace(path)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A person's rows by table, and the language they read."""

    language: str
    country: str
    tables: dict[str, Any]


def _gather(connection: Connection, contact_id: int) -> Gathered | None:
    contact = contacts.get(connection, contact_id)
    if contact is None or contact.erased_at is not None:
        return None
    return Gathered(contact.language, contact.country, privacy.gather(connection, contact))
