"""A process of its own for the tests to kill or to starve: ``python -m tests.storage.child write|hold|full PATH``."""

import asyncio
import sys
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, insert

from storage.single import Taken, running
from storage.sqlite import SqliteStore
from storage.store import StorageDown
from storage.tables import lease
from tests.storage.people import NOON


def say(line: str) -> None:
    """Write a line that the parent waits for."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def put(connection: Connection, name: str, size: int = 1) -> None:
    """Add a row of about ``size`` bytes."""
    connection.execute(insert(lease), {"name": name, "owner": "x" * size, "fence": 1, "until": NOON})


async def write(path: Path) -> None:
    """Add rows from eight tasks for ever, and say each name once it is safe."""
    store = SqliteStore(path)
    await store.open()
    numbers = count()

    async def one() -> None:
        for number in numbers:
            await store.run(partial(put, name=f"w{number}"))
            say(f"w{number}")

    await asyncio.gather(*(one() for _ in range(8)))


async def full(path: Path) -> None:
    """Let no file grow, say what became of three works, then let files grow again and say what became of one."""
    import resource  # POSIX only; this mode is

    store = SqliteStore(path)
    await store.open()
    size = path.stat().st_size  # noqa: ASYNC240 - nobody waits here
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    # Their log is longer than the file may be, however many tables it begins with.
    works = [store.run(partial(put, name=f"f{n}", size=size)) for n in range(3)]
    for found in await asyncio.gather(*works, return_exceptions=True):
        say(found.reason if isinstance(found, StorageDown) else repr(found))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    await store.run(lambda connection: put(connection, "after", 200_000))
    say("after")
    await store.close()


def hold(path: Path) -> None:
    """Take the lock of the running process and keep it until killed."""
    try:
        lock = running(path)
    except Taken as error:
        say(str(error))
        return
    say("held")
    sys.stdin.read()
    lock.release()


if __name__ == "__main__":
    doing, where = sys.argv[1], Path(sys.argv[2])
    if doing == "hold":
        hold(where)
    else:
        asyncio.run(write(where) if doing == "write" else full(where))
