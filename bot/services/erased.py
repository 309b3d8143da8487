"""Erasures that a restored backup must repeat: lists of keyed hashes, and the repeating; it never holds a name.

The list beside the backups is kept up to date while Drom runs: whoever carries that folder away carries it along.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from bot.programme import Programme
from bot.services import ledger, privacy
from storage import contacts, erasures
from storage.store import open_store
from storage.tables import contact

BACKUPS = "backups"
"""The folder under DROM_DATA_DIR for copies made before a migration, and for archives that an operator puts there."""

LIST = "erasures.json"
"""The list's name in the folder of the backups and in every backup."""
KEPT = timedelta(days=31)
"""How long the list remembers: a day longer than backups may be kept (promises.md P3)."""
NEVER = datetime.min.replace(tzinfo=UTC)

Known = Mapping[str, datetime]
"""From the keyed hash of somebody erased to the last time that they were."""


async def of_database(url: str) -> Known:
    """Return the erasures that a database knows; raises StorageDown."""
    store = open_store(url)
    await store.open()
    try:
        return await store.read(erasures.known)
    finally:
        await store.close()


def to_text(known: Known) -> str:
    """Return a list as it is written."""
    return json.dumps({hash: at.isoformat() for hash, at in sorted(known.items())}, indent=0)


def from_text(text: str | bytes) -> dict[str, datetime]:
    """Read a list; raises ValueError."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("a list of erasures is a JSON object")
    return {hash: datetime.fromisoformat(at) for hash, at in found.items()}


def together(*lists: Known) -> dict[str, datetime]:
    """Return one list of all, each with the last time of any."""
    found: dict[str, datetime] = {}
    for known in lists:
        for hash, at in known.items():
            found[hash] = max(at, found.get(hash, at))
    return found


def keep(folder: Path, known: Known, now: datetime) -> None:
    """Add to the list in a folder, and forget what is older than any backup; raises OSError, ValueError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / LIST
    before = from_text(path.read_bytes()) if path.exists() else {}
    found = {hash: at for hash, at in together(before, known).items() if at > now - KEPT}
    if found == before:
        return
    passing = path.with_name(f"{LIST}.part")
    with open(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(to_text(found))
        file.flush()
        os.fsync(file.fileno())
    passing.replace(path)


def again(connection: Connection, known: Known, now: datetime, programme: Programme) -> tuple[int, list[str]]:
    """Erase everybody who was erased since this copy was made; return how many contacts and the files to delete."""
    own = erasures.known(connection)
    since = {hash for hash, at in known.items() if at > own.get(hash, NEVER)}
    files: list[str] = []
    if not since:
        return 0, files
    before = contacts.erased_and_told(connection, now)
    rows = connection.execute(select(contact.c.id, contact.c.channel, contact.c.address)).all()
    for number, channel, address in rows:
        if since & ledger.hashes(connection, number, channel, address):
            found = contacts.get(connection, number)
            if found is not None and found.erased_at is None:
                files += privacy.erase(connection, found, now, programme, privacy.owner(connection, found))
    return len(privacy.finish_erasures(connection, now)) - len(before), files
