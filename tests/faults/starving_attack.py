"""Half requests, dripping ones, huge ones and bombs against one address, from a process of their own.

What an attacker's machine is busy with must not look like a slow answer, so nothing genuine is sent from here.
``python -m tests.faults.starving_attack URL HALF HUGE MEGABYTES`` prints what it saw as JSON.
"""

import asyncio
import contextlib
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.web.server import more_files
from tests.bench.bots import SECRET

MIB = 2**20
HEAD = f"POST /telegram/webhook HTTP/1.1\r\nHost: drom\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
JSON = HEAD + "Content-Type: application/json\r\n"
DROPPED = 11.0
"""Seconds after which a request that does not come to its end is hung up on: ten, and one for the way."""
LATER = "503"
"""The answer to a large body while others fill what they share (``bot/web/guard.py``)."""
LEVELS = 10_000
AT_ONCE = 20


@dataclass(slots=True)
class Seen:
    """What came of the attacks: status by name, how long half requests were held, and what must not be."""

    answers: Counter[str] = field(default_factory=Counter)
    held: list[float] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


class Attack:
    """Connections to one address, each of which does harm in its own way."""

    def __init__(self, url: str, seen: Seen) -> None:
        found = urlsplit(url)
        self._at, self.seen = (found.hostname or "", found.port or 80), seen
        self._packed = gzip.compress(b" " * 50 * MIB)

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection(*self._at)
        try:
            yield reader, writer
        finally:
            writer.close()

    async def drip(self, start: str) -> None:
        """Send a beginning and then a byte a second until the other side hangs up."""
        began = time.monotonic()
        async with self._open() as (reader, writer):
            writer.write(start.encode())
            with contextlib.suppress(OSError):
                while not reader.at_eof() and time.monotonic() - began < 3 * DROPPED:
                    writer.write(b"x")
                    await writer.drain()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1000), 1)
        self.seen.held.append(time.monotonic() - began)

    async def huge(self, size: int) -> None:
        """Send a body of so many bytes that says so, or as much of it as is taken."""
        await self._whole("huge", f"{JSON}Content-Length: {size}\r\n\r\n".encode(), b"x" * MIB, size // MIB, "413")

    async def deaf(self, size: int) -> None:
        """Send such a body and pour on whatever is answered, until hung up on."""
        async with self._open() as (_, writer):
            with contextlib.suppress(OSError):
                writer.write(f"{JSON}Content-Length: {size}\r\n\r\n".encode())
                for _ in range(size // MIB):
                    writer.write(b"x" * MIB)
                    await writer.drain()
        self.seen.answers["deaf hung up"] += 1

    async def endless(self) -> None:
        """Send chunk after chunk without an end."""
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        await self._whole("endless", f"{JSON}Transfer-Encoding: chunked\r\n\r\n".encode(), piece, 1000, "413")

    async def bomb(self) -> None:
        """Send a little that unpacks to 50 MiB."""
        head = f"{JSON}Content-Encoding: gzip\r\nContent-Length: {len(self._packed)}\r\n\r\n"
        await self._whole("bomb", head.encode(), self._packed, 1, "4")

    async def deep(self) -> None:
        """Send JSON of 10,000 levels."""
        body = b"[" * LEVELS + b"]" * LEVELS
        await self._whole("deep", f"{JSON}Content-Length: {len(body)}\r\n\r\n".encode(), body, 1, "4")

    async def _whole(self, name: str, head: bytes, piece: bytes, times: int, wanted: str) -> None:
        async with self._open() as (reader, writer):
            answer = asyncio.ensure_future(reader.readline())
            with contextlib.suppress(OSError):
                writer.write(head)
                for _ in range(times):
                    if answer.done():
                        break
                    writer.write(piece)
                    await writer.drain()
            try:
                line = await asyncio.wait_for(answer, 3 * DROPPED)
            except (OSError, TimeoutError):
                line = b""
        status = (line.split() or [b"", b"hung up"])[1].decode()
        self.seen.answers[f"{name} {status}"] += 1
        if not status.startswith((wanted, LATER, "hung up")):
            self.seen.defects.append(f"{name} was answered {status}")

    def all(self, half: int, huge: int, size: int) -> list[Coroutine[Any, Any, None]]:
        """Return every attack: so many half heads and half bodies, and so many huge bodies, bombs and deep ones."""
        heads = [self.drip("POST /telegram/webhook HTTP/1.1\r\nHost: drom\r\nX-Slow: ") for _ in range(half)]
        bodies = [self.drip(f"{JSON}Content-Length: 100000\r\n\r\n{{") for _ in range(half)]
        gate = asyncio.Semaphore(AT_ONCE)

        async def through(work: Coroutine[Any, Any, None]) -> None:
            async with gate:
                await work

        large = [through(work(size)) for _ in range(huge // 2) for work in (self.huge, self.deaf)]
        few = max(1, huge // 10)
        rest = [through(work()) for work in (self.endless, self.bomb, self.deep) for _ in range(few)]
        return [*heads, *bodies, *large, *rest]


async def attack(url: str, half: int, huge: int, megabytes: int) -> Seen:
    """Do all harm at once; return what was seen."""
    more_files()
    seen = Seen()
    await asyncio.gather(*Attack(url, seen).all(half, huge, megabytes * MIB))
    return seen


if __name__ == "__main__":
    found = asyncio.run(attack(sys.argv[1], *map(int, sys.argv[2:])))
    sys.stdout.write(json.dumps({"answers": found.answers, "held": found.held, "defects": found.defects}))
