"""Backups of everything that Drom keeps, taken beside a running one; it never knows what is in them."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot import VERSION, archive
from bot.archive import Manifest
from bot.services import erased
from storage import copies

MEDIA, VOICES, PROGRAMME = "media", "voices", "programme.toml"
"""What a backup holds beside the database and the list of erasures."""


def back_up(file: Path, url: str, data: Path, programme: Path, now: datetime) -> Manifest:
    """Write one archive of database, files and programme; blocks, and starts an event loop for PostgreSQL.

    The database comes before the files: what a row of it needs was there already, or its owner is erased since.
    Raises StorageDown, RestoreRefused for a damaged database, OSError.
    """
    work = file.with_name(f"{file.name}.making")
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(mode=0o700)
    except OSError as error:  # its own name is none that the operator has given
        raise type(error)(error.errno, error.strerror, str(file if file.parent.is_dir() else file.parent)) from error
    try:
        copy = copies.take(url, work)
        known = asyncio.run(erased.of_database(url))
        (work / erased.LIST).write_text(erased.to_text(known), encoding="utf-8")
        members = [(name, work / name) for name in (*copy.files, erased.LIST)]
        members += [*_files(data), (PROGRAMME, programme)]
        return archive.write(file, Manifest(now, VERSION, copy), members)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _files(data: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the place of every whole file."""
    for folder in (MEDIA, VOICES):
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.name.endswith((".new", ".part")):
                yield path.relative_to(data).as_posix(), path
