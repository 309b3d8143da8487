"""Every file that Drom gives out: people's media from the shelf, and papers that are drawn when they are sent.

What a paper needs is read first; then it is drawn in a thread, and only a whole one is handed to a messenger.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import Connection

from bot import aged
from bot.media.links import Served
from bot.services.voices import Voices
from bot.voices.length import seconds_of
from bot.voices.orders import SAY, TELL
from storage.store import Store

_log = logging.getLogger(__name__)

Find = Callable[[str], Awaitable[Served | None]]
"""From the name of a kept file to where it lies."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper, by how the names of its parts begin.

    ``read`` returns what stands on it as a dataclass, None where there is none (any more), from the rest of its name.
    ``draw`` makes the file; ``content_type`` tells what it is, from the rest of the name. ``lasting``: the same name is
    always the same file, so that a messenger may keep it.
    """

    read: Callable[[Connection, str], Any]
    draw: Callable[[Any, str], bytes]
    content_type: Callable[[str], str]
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Library:
    """Opens files by the names that parts bear; ``folder`` holds what is made until it is a day old.

    ``shelves`` find what is made ahead and lasts, by how its names begin; ``sweeps`` delete what of it had its time.
    """

    store: Store
    folder: Path
    kept: Find
    papers: Mapping[str, Paper]
    voices: Voices | None = None
    shelves: Mapping[str, Find] = field(default_factory=dict)
    sweeps: Sequence[Callable[[datetime], int]] = ()
    hand: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One paper is drawn at a time: a large picture takes 20 MB while it is drawn."""

    async def find(self, name: str) -> Served | None:
        """Return where a file lies, made first if it is a paper; None where there is none (any more)."""
        kind, _, rest = name.partition(":")
        if kind in {SAY, TELL}:
            return await asyncio.to_thread(self._note, name)
        if shelf := self.shelves.get(kind):
            return await shelf(name)
        if (paper := self.papers.get(kind)) is None:
            return await self.kept(name)
        try:
            async with self.hand:
                path = await self._made(name, paper, rest)
        except ValueError:  # its words may be somebody's name
            _log.error("a paper of the kind %s cannot be drawn: words are too wide or too many", kind)
            return None
        return Served(path, paper.content_type(rest)) if path else None

    def is_lasting(self, name: str) -> bool:
        """Tell whether a name always means the same file: nothing of what is made from somebody's data."""
        kind = name.partition(":")[0]
        paper = self.papers.get(kind)
        return kind != TELL and (paper is None or paper.lasting)

    def is_nobodys(self, name: str) -> bool:
        """Tell whether a name always means the same file and that holds nobody's words: never what people sent."""
        kind = name.partition(":")[0]
        return (kind == SAY or kind in self.shelves or kind in self.papers) and self.is_lasting(name)

    def sweep(self, before: datetime) -> int:
        """Delete papers made before a moment, and notes and cards that have had their time; returns how many."""
        made = sum(sweep(before) for sweep in self.sweeps) + (self.voices.sweep(before) if self.voices else 0)
        return aged.sweep(self.folder, before) + made

    def drop(self, contact_ids: Collection[int]) -> None:
        """Delete the papers and the voice notes of contacts."""
        if self.voices:
            self.voices.drop(contact_ids)
        for kind, number in ((kind, number) for kind in self.papers for number in contact_ids):
            for path in self.folder.glob(f"{_hash(f'{kind}:{number}')}-*"):
                path.unlink(missing_ok=True)

    def _note(self, name: str) -> Served | None:
        """Return where a voice note lies that has been made."""
        path = self.voices.path(name) if self.voices else None
        with suppress(OSError):
            return Served(path, OGG, seconds_of(path)) if path else None
        return None

    async def _made(self, name: str, paper: Paper, rest: str) -> Path | None:
        """Return where a paper lies; None where there is none, also where its owner has left while it was drawn."""

        def read(connection: Connection) -> Any:
            return paper.read(connection, rest)

        if (content := await self.store.read(read)) is None:
            return None
        path = await asyncio.to_thread(self._lay, name, paper, content)
        if paper.lasting or await self.store.read(read) is not None:
            return path
        await asyncio.to_thread(path.unlink, missing_ok=True)
        return None

    def _lay(self, name: str, paper: Paper, content: Any) -> Path:
        """Lay out a paper, unless the same one is there: whoever is reading it must not see it change."""
        kind, first, *rest = name.split(":")
        owner = _hash(f"{kind}:{first}")
        told = json.dumps([name, asdict(content)], default=str, sort_keys=True)
        path = self.folder / f"{owner}-{_hash(told)}{_ENDINGS[paper.content_type(':'.join((first, *rest)))]}"
        if path.is_file():
            return path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        drawn = paper.draw(content, ":".join((first, *rest)))
        with NamedTemporaryFile(dir=self.folder, prefix=f"{owner}-", suffix=".part", delete=False) as part:
            part.write(drawn)
        return Path(part.name).replace(path)


OGG = "audio/ogg"
PDF, PNG, ICS = "application/pdf", "image/png", "text/calendar"
_ENDINGS = {PDF: ".pdf", PNG: ".png", ICS: ".ics"}


def numbers(rest: str) -> list[int] | None:
    """Return the numbers in the rest of a name, None where it is made of anything else."""
    found = rest.split(":")
    if all(one.isascii() and one.isdigit() and len(one) < 19 for one in found):
        return [int(one) for one in found]
    return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
