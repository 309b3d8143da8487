"""Keeps what Drom stores from the other users of the machine; it never knows what is in it.

It is about POSIX modes: on Windows a folder's own rights decide.
"""

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER, FILE, OTHERS = 0o700, 0o600, 0o077

_log = logging.getLogger(__name__)


def begin() -> None:
    """Let this process, and those it starts, make every file and folder for their owner alone."""
    os.umask(OTHERS)


def seal(paths: Iterable[Path]) -> None:
    """Take away what others may do with files and folders, where they are there.

    What belongs to another user stays as it is, and the log says how much that was.
    """
    if os.name != "posix":
        return
    foreign = sum(not _seal(path) for path in paths)
    if foreign:
        _log.warning("%d files or folders under DROM_DATA_DIR are another user's: others may read them", foreign)


def whole(folder: Path) -> Iterator[Path]:
    """Yield a folder and everything in it, but not what links lead to."""
    yield folder
    for place, folders, names in os.walk(folder):
        yield from (Path(place, name) for name in (*folders, *names))


def _seal(path: Path) -> bool:
    """Return whether a file is its owner's alone now, or has gone meanwhile."""
    try:
        found = path.lstat().st_mode
        if found & OTHERS and not stat.S_ISLNK(found):
            path.chmod(FOLDER if stat.S_ISDIR(found) else FILE)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except PermissionError:
        return False
    return True
