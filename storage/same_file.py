"""Whether a path still leads to the file that was opened; it never opens it and never knows what is in it.

The system lets a removed file be written on: what is acknowledged then is gone with the process.
"""

from pathlib import Path

from storage.down import StorageDown


class SameFile:
    """The file that ``path`` led to when it was first looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: tuple[int, int] | None = None

    def check(self) -> None:
        """Raise StorageDown where the file was removed or replaced; put back, it is the same again."""
        found = self._found()
        if self._first is None:
            self._first = found
        elif found != self._first:
            raise StorageDown("removed")

    def _found(self) -> tuple[int, int] | None:
        """Return what a file keeps when it is renamed, None where there is none."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
