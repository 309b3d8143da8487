"""What people recorded, as every process holds it for its voice notes, and what keeps that fresh; it sends nothing.

A process looks for new recordings every few seconds and at its start, never within a turn.
"""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from bot.alert import Alert
from bot.bell import Bell, repeat
from bot.media.shelf import Shelf
from bot.services import contents, recordings
from bot.services.speech import Speech
from bot.services.voices import Voices
from storage import recordings as rows
from storage.recordings import Audible
from storage.store import Store

LOOK_SECONDS = 5.0
"""How often a process looks for recordings that another has kept."""
SAID = "recorded.json"
"""The file beside the voice notes that names the recordings which may be heard in them."""

_log = logging.getLogger(__name__)


class Seen(NamedTuple):
    """What a look found: another one means that something else may be heard, or is said no more."""

    recorded: rows.Version
    content: Hashable
    worded: Hashable


class Recorded:
    """The recordings of one process, in memory: ``bot.voices.recordings.Recordings``."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._by_words: Mapping[tuple[str, str], str] = {}
        self._files: Mapping[str, Path] = {}

    def of(self, language: str, key: str, text_hash: str) -> str:
        """Return the number of the recording of words, whatever their key, "" where there is none."""
        return self._by_words.get((language, text_hash), "")

    def file(self, recording: str) -> Path | None:
        """Return where a recording lies, None where it is gone."""
        return self._files.get(recording)

    def learn(self, found: Iterable[Audible]) -> None:
        """Hold these from now on; of the same words in two dialects the newest recording is heard.

        Those whose words this process does not say are held too: nobody asks it for them.
        """
        kept = sorted(found, key=lambda one: one.id)
        self._by_words = {(one.language, one.hash): str(one.id) for one in kept}
        self._files = {str(one.id): self._shelf.path(one.name) for one in kept}


class RecordedWatch:
    """Keeps the recordings of one process fresh: what others keep is heard, what was deleted is not."""

    def __init__(
        self, store: Store, speech: Speech, recorded: Recorded, voices: Voices, worded: Callable[[], Hashable]
    ) -> None:
        """``worded`` returns what changes whenever this process says other words than before."""
        self._store, self._speech, self._recorded, self._voices = store, speech, recorded, voices
        self._worded = worded
        self._version: Seen | None = None
        self._there: frozenset[int] | None = None
        self._alert = Alert(_log, "recordings of voices wait")
        self._kept_on = Alert(_log, "voice notes that may hold deleted recordings stay")

    async def run(self, bell: Bell) -> None:
        """Look for recordings until the bell is closed."""
        await repeat(self.load, LOOK_SECONDS, bell, self._alert)

    async def load(self) -> bool:
        """Say what has been recorded, from now on; False where nothing is new.

        Where notes cannot be deleted it says so, and tries again at the next look.
        """
        version = await self._seen()
        if version == self._version:
            return False
        if version.recorded[1]:
            content = await self._store.read(contents.read)
            await asyncio.to_thread(recordings.prepare, self._speech, content)  # it takes a moment: not within a turn
        found, there = await self._store.read(lambda c: (rows.standing(c), rows.numbers(c)))
        self._recorded.learn(found)
        try:
            await asyncio.to_thread(_forget_gone, self._voices, self._there, there)
        except OSError as error:
            self._kept_on.down(f"{self._voices.folder} under DATA_DIR cannot be changed: {type(error).__name__}")
            return True
        self._kept_on.over()
        self._there, self._version = there, version
        return True

    async def _seen(self) -> Seen:
        worded = self._worded()
        return await self._store.read(lambda c: Seen(rows.version(c), contents.stamp(c), worded))


def _forget_gone(voices: Voices, before: frozenset[int] | None, there: frozenset[int]) -> None:
    """Delete every voice note where a recording has been deleted: it may sound in any of them. Raises OSError.

    They are made again from what is left. A recording that a newer one replaced is still there. ``before`` is what this
    process held, None where it looks for the first time: until now it may have put a recording into a note that another
    process had done with.
    """
    path = voices.folder / SAID
    known, trouble = _named(path)
    if known is None and not trouble and before != frozenset() and there and any(voices.folder.glob("*/*.ogg")):
        trouble = "it is missing"
    if trouble:
        _log.error("nobody can tell which recordings are in voice notes, all are made anew: %s: %s", path, trouble)
    if trouble or ((known or frozenset()) | (before or frozenset())) - there:
        voices.drop_every()
    if known != there and (there or voices.folder.is_dir()):
        _name(path, there)


def _named(path: Path) -> tuple[frozenset[int] | None, str]:
    """Return which recordings may be heard in notes, None where that is not told; and why it cannot be read."""
    try:
        return frozenset(int(number) for number in json.loads(path.read_text("ascii"))), ""
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, error.strerror or type(error).__name__
    except (ValueError, TypeError):
        return None, "it is damaged"


def _name(path: Path, there: frozenset[int]) -> None:
    """Write down which recordings may be heard: all of them, or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.stem}.", delete=False) as part:
        try:
            part.write(json.dumps(sorted(there)))
            part.flush()
            os.fsync(part.fileno())
            os.replace(part.name, path)
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise
