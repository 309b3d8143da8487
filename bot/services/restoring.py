"""A backup put into an empty place, so that it harms nobody: erasures made again, and nothing sent that waited."""

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import archive
from bot.archive import Manifest
from bot.media.shelf import Shelf
from bot.programme import Programme
from bot.services import erased
from bot.services.backups import MEDIA, PROGRAMME, VOICES
from bot.services.erased import BACKUPS, Known
from storage import copies
from storage.copies import RestoreRefused
from storage.held import Held, hold
from storage.store import sqlite_path

WORK = ".restoring"
"""The folder that a restore works in; it is gone when it has ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a backup is put: the database, the folder of files, and the programme in force there."""

    url: str
    data: Path
    programme: Programme


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: the backup's manifest, how many contacts were erased again by how many lists, what is held."""

    manifest: Manifest
    erased: int
    lists: int
    held: Held
    programme: Path | None


def restore(file: Path, place: Place, lists: Sequence[str], now: datetime) -> Restored:
    """Put a backup into an empty place; blocks, and starts event loops. All or nothing.

    ``lists`` name more places that know of erasures: a database, a backup, a data folder or a list.
    Raises RestoreRefused, MigrationRefused, StorageDown, OSError.
    """
    manifest = archive.manifest(file)
    _check_empty(place)
    newer = [known(str(file)), *_beside(file, place.data, manifest.made_at), *(known(one) for one in lists)]
    work = _work(place)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)

    def ready(connection: Connection) -> tuple[int, Held]:
        count, files = erased.again(connection, erased.together(*newer), now, place.programme)
        Shelf(work / MEDIA).delete(files)
        found = hold(connection, now)
        _move(work, place.data)
        return count, found

    try:
        archive.unpack(file, manifest, work)
        count, found = copies.put(place.url, work, manifest.copy, ready)
        return Restored(manifest, count, len(newer) - 1, found, _programme(work, place.data))
    except BaseException:
        _take_back(place.data)
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def known(place: str) -> Known:
    """Return the erasures that a database, a backup, a data folder or a list knows; raises RestoreRefused, OSError."""
    path = Path(place)
    if "://" in place:
        return asyncio.run(erased.of_database(place))
    if path.is_dir():
        found = [known(str(one)) for one in (path / "drom.db", path / BACKUPS / erased.LIST) if one.exists()]
        if not found:
            raise RestoreRefused(f"{place} has neither drom.db nor {BACKUPS}/{erased.LIST}")
        return erased.together(*found)
    if path.suffix == ".json":
        return _of_list(path)
    if path.read_bytes()[:15] == b"SQLite format 3":
        return asyncio.run(erased.of_database(f"sqlite:///{path}"))
    archive.manifest(path)
    return erased.from_text(archive.member(path, erased.LIST))


def _beside(file: Path, data: Path, made_at: datetime) -> Iterator[Known]:
    """Yield what lies with the backup, and with the backups of the place, and knows of later erasures."""
    for folder in dict.fromkeys((file.resolve().parent, (data / BACKUPS).resolve())):
        if (folder / erased.LIST).is_file():
            yield _of_list(folder / erased.LIST)
        for path in sorted(folder.glob("*.zip")):
            try:
                if archive.manifest(path).made_at > made_at:
                    yield erased.from_text(archive.member(path, erased.LIST))
            except RestoreRefused:
                continue  # somebody else's archive


def _of_list(path: Path) -> Known:
    try:
        return erased.from_text(path.read_bytes())
    except ValueError as error:
        raise RestoreRefused(f"{path} is no list of erasures: {error}") from error


def _check_empty(place: Place) -> None:
    if not copies.is_empty(place.url):
        raise RestoreRefused(
            "there is a database, or its -wal, -shm or -journal, where DROM_DATABASE_URL or --into leads;"
            " nothing was changed"
        )
    for name in (MEDIA, VOICES):
        if any(path.is_file() for path in (place.data / name).rglob("*")):
            raise RestoreRefused(f"{place.data / name} has files already; nothing was changed")


def _work(place: Place) -> Path:
    """Return the folder to work in, on the same disk as a SQLite file, so that its last step is a renaming."""
    return (sqlite_path(place.url).parent if place.url.startswith("sqlite") else place.data) / WORK


def _move(work: Path, data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    for name in (MEDIA, VOICES):
        if (work / name).exists():
            shutil.rmtree(data / name, ignore_errors=True)  # empty folders at most
            shutil.move(work / name, data / name)


def _take_back(data: Path) -> None:
    """Remove files whose database did not follow; there were none before."""
    for name in (MEDIA, VOICES):
        shutil.rmtree(data / name, ignore_errors=True)


def _programme(work: Path, data: Path) -> Path | None:
    """Lay the backup's programme file beside the data; return where, or None where there is none or the same one."""
    source, target = work / PROGRAMME, data / PROGRAMME
    if not source.exists():
        return None
    if target.exists():
        target = data / f"restored-{PROGRAMME}"
    shutil.move(source, target)
    return target
