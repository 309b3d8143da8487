"""Half requests, dripping ones, huge ones and bombs, hundreds at once, while genuine updates are acknowledged."""

import asyncio
import contextlib
import gzip
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.web.server import more_files
from tests.bench.bots import SECRET
from tests.bench.crowd import Strange
from tests.emulators.telegram_people import message
from tests.faults.proof import Proof
from tests.faults.trial import Trial, report

MIB = 2**20
HEAD = f"POST /telegram/webhook HTTP/1.1\r\nHost: drom\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
JSON = HEAD + "Content-Type: application/json\r\n"
DROPPED = 11.0
"""Seconds after which a request that does not come to its end is hung up on: ten, and one for the way."""
LATER = "503"
"""The answer to a large body while others fill what they share (``bot/web/guard.py``)."""
LEVELS = 10_000
AT_ONCE = 20
GENUINE, FIRST_UPDATE = 300_000, 20_000_000
PACE = 0.05
"""Seconds between two genuine updates."""


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

    async def endless(self) -> None:
        """Send chunk after chunk without an end."""
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        await self._whole("endless", f"{JSON}Transfer-Encoding: chunked\r\n\r\n".encode(), piece, 1000, "413")

    async def bomb(self) -> None:
        """Send a little that unpacks to 50 MiB."""
        packed = gzip.compress(b" " * 50 * MIB)
        head = f"{JSON}Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
        await self._whole("bomb", head.encode(), packed, 1, "4")

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

        large = [through(self.huge(size)) for _ in range(huge)]
        few = max(1, huge // 10)
        rest = [through(work()) for work in (self.endless, self.bomb, self.deep) for _ in range(few)]
        return [*heads, *bodies, *large, *rest]


async def genuine(trial: Trial, stop: asyncio.Event, waits: list[float], peak: list[float]) -> Counter[int]:
    """Post updates at a steady pace until told to stop; note how long each took and how much memory is held."""
    answers: Counter[int] = Counter()
    while not stop.is_set():
        began, number = time.monotonic(), len(waits)
        said = message(GENUINE + number % 50, number + 1, {"text": "again"})
        answers[await trial.stage.post({"update_id": FIRST_UPDATE + number, **said})] += 1
        waits.append(time.monotonic() - began)
        peak.append(trial.stage.process.memory())
        await asyncio.sleep(PACE)
    return answers


async def run(
    folder: Path, *, seed: int, half: int, huge: int, megabytes: int, ack: float, memory: float
) -> dict[str, Any]:
    """Do it all at once; ``ack`` is the longest acknowledgement in seconds, ``memory`` the growth in MiB."""
    more_files()
    trial, seen, stop = Trial(folder), Seen(), asyncio.Event()
    waits, peak, answers, rest = list[float](), list[float](), Counter[int](), 0.0
    try:
        await trial.begin()
        rest = trial.stage.process.memory()
        posting = asyncio.create_task(genuine(trial, stop, waits, peak))
        attack = Attack(trial.stage.bot.url, seen)
        await asyncio.gather(*attack.all(half, huge, megabytes * MIB))
        stop.set()
        answers = await posting
    except Strange as error:
        seen.defects.append(str(error))
    finally:
        code = await trial.close()
    if not answers:
        return report(seed=seed, genuine=0, defects=seen.defects)
    grown = round((max(peak, default=rest) - rest) * 1e6 / MIB, 1)
    slowest, longest = max(waits, default=0.0), max(seen.held, default=0.0)
    defects = seen.defects + [f"{times} genuine posts were {one}" for one, times in answers.items() if one != 200]
    defects += [f"an acknowledgement took {slowest:.2f} s"] if slowest > ack else []
    defects += [f"a half request was held for {longest:.1f} s"] if longest > DROPPED + ack else []
    defects += [f"memory grew by {grown} MiB"] if grown > memory else []
    defects += trial.ledger.unworked() + ([f"exit code {code}"] if code else [])
    figures = {"genuine": len(waits), "slowest_s": round(slowest, 3), "longest_held_s": round(longest, 1)}
    return report(seed=seed, **figures, grown_mib=grown, answers=dict(seen.answers), defects=defects)


PROOF = Proof(
    "starving",
    "S2",
    "half, dripping, huge, packed and deep requests are let go, and genuine updates are acknowledged meanwhile",
    run,
    full={"half": 500, "huge": 1000, "megabytes": 50, "ack": 1.0, "memory": 100.0},
    short={"half": 30, "huge": 10, "megabytes": 5, "ack": 5.0},
)
