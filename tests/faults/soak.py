"""Hours of people and faults before a real process whose clock is moved: nothing grows that should not.

The process itself is looked at from outside; it never knows that it is.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.bench.crowd import Strange
from tests.emulators import telegram_people
from tests.emulators.faults import Fault, Knobs
from tests.faults.orders import whole
from tests.faults.progress import Progress
from tests.faults.proof import Proof
from tests.faults.sending import TALKER, Sending
from tests.faults.trial import report
from tests.media.samples import opus

GROWTH = 1.10
"""How much of memory, open files and threads there may be at the end, compared with after the first quarter."""
SPARE = 2
"""Files and threads that may be open by chance at the moment of looking."""
READERS = 50
VOICES = 0.01
"""The share of messages that are voice notes."""
WORDS = ("menu", "help", "language", "stop", "again", "back", "0", "1", "2", "3", "Ana", "🙂", "x" * 300)
SETTINGS = {"DROM_SEND_SLOTS": "8,16", "DROM_HTTP_TIMEOUT": "2"}
PATIENCE = 60.0
OPEN = {
    "inbox": "state = 'waiting'",
    "outbox": "state IN ('waiting', 'sending')",
    "media": "state = 'waiting'",
}


def faults() -> list[Fault]:
    """Return what goes wrong with a quarter of all requests for a message."""
    errors = [Fault("error", share=0.08, status=500), Fault("error", share=0.02, status=502, accepted=True)]
    cut = [Fault("drop_before", share=0.04), Fault("drop_after", share=0.02), Fault("hang_after", share=0.002)]
    return [Fault("slow", share=0.08, pause=1.0), *errors, *cut]


@dataclass(frozen=True, slots=True)
class Size:
    """How much a process holds: bytes, open files, threads."""

    memory: int
    files: int
    threads: int

    @classmethod
    async def of(cls, pid: int) -> "Size":
        """Look at a process a few times; the least is what it holds on to."""
        seen, found = psutil.Process(pid), list[Size]()
        for _ in range(5):
            found.append(cls(seen.memory_info().rss, seen.num_fds(), seen.num_threads()))
            await asyncio.sleep(0.2)
        return cls(*(min(getattr(one, name) for one in found) for name in cls.__slots__))


class Hours:
    """A stage whose people write every minute of a clock that is moved."""

    def __init__(self, folder: Path, seed: int, people: int) -> None:
        self.sending = Sending(folder, SETTINGS, hurry=20.0)
        self.folder, self.people = folder, people
        self.written = self._ahead = 0
        self._chance = random.Random(seed)

    async def open(self) -> None:
        """Start everything, with a provider that fails now and then."""
        await self.sending.open(READERS)
        self.turn(*faults())

    def turn(self, *wrong: Fault) -> None:
        """Let these things go wrong from now on."""
        self.sending.stage.telegram.turn(Knobs(delay=0.005, hold=3.0, faults=list(wrong), retry=0.02))

    async def minute(self, number: int) -> None:
        """Let everybody write, and a minute pass; once an hour something is announced."""
        telegram = self.sending.stage.telegram
        for person in range(self.people):
            self.written += 1
            said: dict[str, Any] = {"text": self._chance.choice(WORDS)}
            if self._chance.random() < VOICES:
                said = telegram_people.voice(telegram.bot.keep_file("voice", opus()))
            telegram.push(telegram_people.message(TALKER + person, self.written, said))
        if number % 60 == 30:
            await self.sending.announce(f"news {number}")
        await self._taken()
        await self.move(60)

    async def _taken(self) -> None:
        """Wait until the process has taken what was written; raises ``Strange``."""
        deadline = time.monotonic() + PATIENCE
        while left := self.sending.stage.telegram.updates.pending:
            if time.monotonic() > deadline or not self.sending.stage.process.alive:
                raise Strange(f"{left} messages are not taken: {self.sending.stage.process.last_words()}")
            await asyncio.sleep(0.02)

    async def move(self, seconds: int) -> None:
        """Move the clock, and give the process a moment for what is due then."""
        self._ahead += seconds
        whole(self.folder / "ahead", str(self._ahead))
        await asyncio.sleep(0.2)

    async def drain(self) -> None:
        """Let all go well, and everything that waits have its time."""
        self.turn()
        deadline = time.monotonic() + PATIENCE
        while self.left() and time.monotonic() < deadline:
            await self.move(600)

    def left(self) -> int:
        """Count what is still to be worked or sent."""
        return sum(self.sending.ledger.count(table, where) for table, where in OPEN.items())

    async def size(self) -> Size:
        """Return how much the process holds now."""
        return await Size.of(self.sending.stage.process.pid)


async def run(folder: Path, *, seed: int, minutes: int, people: int) -> dict[str, Any]:
    """Let so many people write each minute of the moved clock, a quarter of the answers going wrong."""
    hours, sizes, defects, left = Hours(folder, seed, people), list[Size](), list[str](), 0
    try:
        await hours.open()
        progress = Progress("minutes", minutes)
        for number in range(minutes):
            progress.at(number)
            await hours.minute(number)
            if number == minutes // 4:
                sizes.append(await hours.size())
        await hours.drain()
        sizes.append(await hours.size())
        left = hours.left()
    except Strange as error:
        defects.append(str(error))
    finally:
        code = await hours.sending.close()
    defects += hours.sending.ledger.unworked() + ([f"exit code {code}"] if code else [])
    defects += [f"{left} messages are left"] if left else []
    defects += grown(*sizes) if len(sizes) == 2 else []
    sends, ledger = hours.sending.sends(), hours.sending.ledger
    figures = {"minutes": minutes, "messages": hours.written, "requests": len(sends)}
    figures |= {
        "faults": sum(1 for one in sends if one.fault),
        "in_doubt": ledger.count("outbox", "state = 'in_doubt'"),
    }
    held = {name: [getattr(one, name) for one in sizes] for name in Size.__slots__}
    return report(seed=seed, **figures, **held, defects=defects)


def grown(early: Size, late: Size) -> list[str]:
    """Return what has grown."""
    defects = [f"memory grew from {early.memory} to {late.memory}"] if late.memory > early.memory * GROWTH else []
    for name in ("files", "threads"):
        before, after = getattr(early, name), getattr(late, name)
        defects += [f"{name} grew from {before} to {after}"] if after > before * GROWTH + SPARE else []
    return defects


PROOF = Proof(
    "soak",
    "D20",
    "eight hours of people and faults leave no more memory, files or threads than the first two",
    run,
    full={"minutes": 480, "people": 20},
    short={"minutes": 16, "people": 5},
)
