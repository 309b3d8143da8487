"""The folder where people's files lie, under random names only; it never knows a person, a type or a row.

``DATA_DIR/media/<first 2 characters>/<64 hexadecimal characters>``, readable by Drom alone. A file is written under
a passing name, made durable and then renamed, so a name on the shelf always means a whole file.
"""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
_PASSING = ".new"


@dataclass(frozen=True, slots=True)
class Count:
    """How much lies on the shelf: files and bytes."""

    files: int
    size: int


class Shelf:
    """Files under ``folder``; every method waits for the disk, so call it in a thread. Errors of the disk: OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return where a file of this name lies or would lie; raises ValueError for a name that is not ours."""
        if not _NAME.fullmatch(name):
            raise ValueError("a media name is 64 hexadecimal characters")
        return self._folder / name[:2] / name

    def put(self, name: str, data: bytes) -> None:
        """Write a file; the same name again replaces it. It is durable when this returns."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        passing = path.with_name(name + _PASSING)
        with open(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
        _settle(path.parent)
        _settle(self._folder)

    def get(self, name: str) -> bytes:
        """Return a file's bytes; raises FileNotFoundError."""
        return self.path(name).read_bytes()

    def has(self, name: str) -> bool:
        """Say whether a file is there."""
        return self.path(name).is_file()

    def delete(self, names: Collection[str]) -> int:
        """Delete files; those already gone do no harm. Returns how many there were."""
        found = 0
        for name in names:
            try:
                self.path(name).unlink()
            except FileNotFoundError:
                continue
            found += 1
        return found

    def names(self) -> Iterator[str]:
        """Yield the names of whole files."""
        for path, _ in self._files():
            if _NAME.fullmatch(path.name):
                yield path.name

    def count(self) -> Count:
        """Return how much lies here, unfinished files too."""
        sizes = [found.st_size for _, found in self._files()]
        return Count(len(sizes), sum(sizes))

    def sweep(self, known: Collection[str], before: datetime) -> int:
        """Delete files that no row knows and unfinished ones, if last written before a moment; returns how many.

        ``before`` must leave a fetch in hand the time to write its row.
        """
        last = before.timestamp()
        stray = [path for path, found in self._files() if path.name not in known and found.st_mtime < last]
        for path in stray:
            path.unlink(missing_ok=True)
        return len(stray)

    def missing(self, known: Collection[str]) -> list[str]:
        """Return the names of rows whose file is not here."""
        return sorted(name for name in known if not self.has(name))

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield whole and unfinished files that are still there when they are looked at."""
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(path.name.removesuffix(_PASSING)):
                with suppress(FileNotFoundError):
                    yield path, path.stat()


def _settle(folder: Path) -> None:
    """Make a folder's entries durable, where the system lets a folder be opened (Windows does not)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
