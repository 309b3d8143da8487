"""Voice notes of screens: which one says what, which are made, and making one; it never sends anything.

Files lie under ``folder``: what anybody may hear in ``said``, for long, and what holds somebody's own words in
``told``, for eight days; that goes with its owner.
"""

import asyncio
import hashlib
import os
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot import aged
from bot.clock import Clock, SystemClock
from bot.script import Piece, Script
from bot.voices.maker import CannotMake, Makes
from bot.voices.orders import RECORDING, SAY, Order, items, name_of, order, owner
from bot.voices.recordings import NoRecordings, Recordings, hash_of

KEPT = timedelta(days=90)
"""How long what anybody may hear is kept after it was last said."""
KEPT_PERSONAL = timedelta(days=8)
"""How long somebody's own is: longer than a message that names it may wait to go (``acting.WORTH``)."""
FRESH = timedelta(days=1)
"""How old the mark of a note's last use must be to be set anew: so most looks at one write nothing."""
NOBODY = 0
"""The contact of notes that anybody may hear."""


@dataclass(slots=True)
class _Making:
    """A note that is being made, and whether those of its owner were deleted meanwhile."""

    owner: str
    dropped: bool = False


class Voices:
    """Voice notes of one installation. ``counts``: screens by what became of their voice, and notes made."""

    def __init__(
        self, folder: Path, maker: Makes, recordings: Recordings | None = None, clock: Clock | None = None
    ) -> None:
        self.folder = folder
        self.maker = maker
        self.recordings = recordings or NoRecordings()
        self._clock = clock or SystemClock()
        self.counts: Counter[str] = Counter()
        self.able = maker.speaks or maker.joins or folder.is_dir()
        """Whether anything can be heard at all: else nobody need work out what would be said."""
        self.quiet = asyncio.Event()
        """Set while nobody waits for a note: only then is one made ahead of need."""
        self.quiet.set()
        self._making: list[_Making] = []

    @property
    def there(self) -> bool:
        """Tell whether Drom has any voice to promise."""
        return self.maker.speaks

    def order(self, script: Script, contact_id: int) -> Order | None:
        """Return the note that says a script to a contact; None where there is nothing to say or nobody to say it."""
        found = order(script, contact_id, self.recorded)
        if found is None or self.maker.speaks or self.ready(found.name):
            return found
        return found if self.maker.joins and found.recorded else None

    def ready(self, name: str) -> bool:
        """Tell whether a note is made: one look at the disk, so that every process sees what another has made.

        What is asked for is in use: from then on it is kept for its whole time again.
        """
        path, now = self.path(name), self._clock.now()
        try:
            used = path.stat().st_mtime
        except OSError:
            return False
        if used < (now - FRESH).timestamp():
            with suppress(OSError):  # another user has made it; when it has had its time it is made again
                _mark(path, now)
        return True

    def path(self, name: str) -> Path:
        """Return where a note lies, or would."""
        kind, _, told = name.rpartition(":")
        if kind == SAY:
            return self.folder / "said" / f"{told}.ogg"
        return self.folder / "told" / f"{_hash(owner(name))}-{told}.ogg"

    async def make(self, request: str) -> str:
        """Make a note unless it is there; return its name. Raises CannotMake."""
        name = name_of(request)
        path = self.path(name)
        if self.ready(name):
            return name
        wanted = [self._piece(item) for item in items(request)]
        making = _Making(owner(name))
        self._making.append(making)
        try:
            size = await self._kept(wanted, path)
            await asyncio.to_thread(self._check, request, path, making)
        except OSError as error:
            raise CannotMake(f"a voice note cannot be kept: {type(error).__name__}") from None
        finally:
            self._making.remove(making)
        self.counts["made"] += 1
        self.counts["made_bytes"] += size
        return name

    def drop(self, contact_ids: Collection[int]) -> None:
        """Delete the notes that hold words of contacts, those in the making too; from any thread."""
        owners = {str(number) for number in contact_ids}
        for making in tuple(self._making):  # before the files: it looks at this after it has laid its own
            making.dropped = making.dropped or making.owner in owners
        for number in contact_ids:
            for path in (self.folder / "told").glob(f"{_hash(str(number))}-*"):
                path.unlink(missing_ok=True)

    def drop_every(self) -> None:
        """Delete all notes, those in the making too: one of the voices in them shall be heard no more."""
        for pattern in ("*/*.ogg", "*/*.part"):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """Delete notes last asked for their time before a moment; returns how many."""
        personal = aged.sweep(self.folder / "told", before - KEPT_PERSONAL)
        return personal + aged.sweep(self.folder / "said", before - KEPT)

    def recorded(self, piece: Piece) -> str:
        """Return the id of the recording that says a piece with the words of today, "" where there is none."""
        return self.recordings.of(piece.language, piece.key, hash_of(piece.words))

    async def _kept(self, wanted: list[list[str]], path: Path) -> int:
        """Make a note, put it where it belongs and return its size; raises CannotMake, OSError."""
        part = await asyncio.to_thread(_room, path)
        try:
            made = await self.maker.make(wanted, part)
            _mark(part, self._clock.now())
            await asyncio.to_thread(part.replace, path)
        finally:
            part.unlink(missing_ok=True)
        return made.size

    def forget(self, name: str) -> None:
        """Delete a note of somebody's own that will not be sent; what anybody may hear is kept."""
        if owner(name):
            self.path(name).unlink(missing_ok=True)

    def _check(self, request: str, path: Path, making: _Making) -> None:
        """Delete a new note where a voice in it, or its owner, went while it was made; raises CannotMake then, OSError.

        Whoever deletes all notes may have looked before this one lay there.
        """
        used = [self.recordings.file(item[1]) for item in items(request) if item[0] == RECORDING]
        if not all(one is not None and one.is_file() for one in used):
            path.unlink(missing_ok=True)
            raise CannotMake("a recording went while it was put into a note")
        if making.dropped:
            path.unlink(missing_ok=True)
            raise CannotMake("somebody went while their note was made")

    def _piece(self, item: list[str]) -> list[str]:
        """Return an item as the maker takes it, a recording by its path."""
        if item[0] != RECORDING:
            return item
        if (path := self.recordings.file(item[1])) is None:
            raise CannotMake("a recording is gone")
        return [RECORDING, str(path.absolute())]  # the maker works in a folder of its own


def _room(path: Path) -> Path:
    """Return an empty file beside a path, under a name that nobody takes for a note."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.stem}.", suffix=".part", delete=False) as part:
        return Path(part.name)


def _mark(path: Path, now: datetime) -> None:
    """Note when a file was last in use."""
    os.utime(path, (now.timestamp(), now.timestamp()))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
