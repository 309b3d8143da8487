"""Many people who agreed to be written to, and orders of staff beside a running Drom; nothing here measures."""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from storage import contacts, people
from storage.store import open_store
from tests.bench.bots import Bot, drom_settings
from tests.bench.crowd import Strange
from tests.bench.process import ROOT

FIRST = 2_000_000
"""The chat of the first of them; nobody who talks has so high a number."""
TEXT = "We meet on Monday."
BATCH = 250


def database(bot: Bot) -> str:
    """Return the URL of a bot's database."""
    return bot.settings.get("DROM_DATABASE_URL") or f"sqlite:///{bot.folder / 'data' / 'drom.db'}"


async def seat(url: str, chats: Sequence[int]) -> list[int]:
    """Add people who agreed to be written to at any hour, by their chats; return the numbers of their contacts."""
    store, numbers = open_store(url), list[int]()
    await store.open()
    try:
        for first in range(0, len(chats), BATCH):
            some = chats[first : first + BATCH]
            numbers += await store.run(partial(_seat, chats=some))
    finally:
        await store.close()
    return numbers


def _seat(connection: Connection, chats: Sequence[int]) -> list[int]:
    now = datetime.now(UTC)
    found = []
    for chat in chats:
        person = people.create(connection, now, may_push=True, registered_at=now, country="MK")
        values = {"person_id": person, "language": "en", "country": "MK", "quiet_from": None, "quiet_to": None}
        found.append(contacts.add(connection, "telegram", str(chat), now, **values).id)
    return found


async def command(bot: Bot, *words: str) -> str:
    """Run a command of Drom beside a bot and return what it printed; raises ``Strange`` where it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DROM_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=ROOT,
        env={**kept, **drom_settings(bot), **bot.settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise Strange(f"drom {words[0]} {words[1]} ended with {process.returncode}: {said.decode()[-1000:]}")
    return said.decode()


async def send(bot: Bot, numbers: Sequence[int], text: str = TEXT) -> int:
    """Let staff announce something to contacts; return the announcement's number."""
    file = Path(bot.folder) / "audience.txt"
    file.write_text("\n".join(map(str, numbers)))
    said = await command(bot, "announce", "send", "--text", f"en={text}", "--to", str(file), "--yes")
    return int(said.rpartition("Announcement ")[2].split()[0])
