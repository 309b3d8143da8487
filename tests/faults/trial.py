"""A crowd that talks to a real Drom while things go wrong, and what can be said of it afterwards."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.services import resend
from tests import databases
from tests.bench.bots import DROM
from tests.bench.crowd import Crowd, Person, Strange
from tests.bench.script import Screen
from tests.bench.stage import Stage
from tests.emulators.faults import Knobs
from tests.faults.judge import Copy, judge
from tests.faults.ledger import Ledger
from tests.faults.ledger_server import ServerLedger

SLOTS = 8
SETTINGS = {"DROM_SEND_SLOTS": f"{SLOTS},16"}
"""The slots of an ordinary start; without rates, so that as much as may be is under way when things go wrong."""

LAST_RESEND = resend.PAUSES[-1] + 120.0
"""Seconds to wait for what died again and again while it was sent: only so much later is it sent once more."""

_LATE = re.compile(r"outcomes were stored ([\d.]+) s after")

KNOBS = Knobs(delay=0.02, retry=0.02)
"""An API that takes 20 ms, and Telegram's pauses between deliveries at a fiftieth."""


class Trial:
    """One stage with a crowd whose people each register, one after another, ``users`` at a time."""

    def __init__(
        self, folder: Path, *, press: bool = False, url: str = "", settings: Mapping[str, str] | None = None
    ) -> None:
        """Make a stage; ``url`` is a PostgreSQL database, empty for a file in ``folder``."""
        database = {"DROM_DATABASE_URL": url} if url else {}
        self.folder = folder
        self.stage = Stage(DROM, folder, buttons=press, settings={**SETTINGS, **database, **(settings or {})})
        self.crowd = Crowd(self.stage.telegram, press)
        self.ledger = ServerLedger(url) if url else Ledger(folder / "data" / "drom.db")
        self.kills: list[float] = []
        self.finished: list[Person] = []
        self.more = True

    async def open(self) -> None:
        """Start everything and learn the conversation from one person."""
        await self.stage.open()
        await self.stage.first_reply()
        await self.crowd.learn()
        self.stage.telegram.journal.keep = self.stage.telegram.updates.keep = True
        self.stage.telegram.turn(KNOBS)

    async def begin(self) -> None:
        """Start everything, where nobody need register."""
        await self.stage.open()
        await self.stage.first_reply()
        self.stage.telegram.turn(KNOBS)

    async def close(self) -> int:
        """Stop everything; return Drom's exit code."""
        return await self.stage.close()

    def talk(self, users: int) -> None:
        """Let people register from now on; each who is done makes room for another while ``more`` is true."""

        def turned(person: Person) -> None:
            if person.place < len(self.crowd.plan):
                self.crowd.speak(person)
                return
            self.finished.append(person)
            if self.more:
                self.crowd.speak(self.crowd.newcomer())

        self.crowd.turned = turned
        for _ in range(users):
            self.crowd.speak(self.crowd.newcomer())

    async def finish(self, seconds: float) -> None:
        """Let everybody come to their end, and nobody else begin; raises ``Strange`` where somebody is stuck."""
        self.more = False
        deadline = time.monotonic() + seconds
        for _ in range(int(seconds / 0.05)):
            if not self.crowd.open or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.05)
        if self.crowd.open:
            raise Strange(f"{self.crowd.open} people wait for an answer since {seconds} s; {self.crowd.strange[:3]}")

    async def until_ready(self, seconds: float = 90.0) -> None:
        """Wait for ``/readyz``; raises ``Strange`` where it does not come."""
        deadline = time.monotonic() + seconds
        while not await self.stage.ready():
            await asyncio.sleep(0.02)
            if not self.stage.process.alive or time.monotonic() > deadline:
                raise Strange(f"not ready: {self.stage.process.last_words()}")

    def copies(self) -> dict[str, list[Copy]]:
        """Return every message that took effect, by chat."""
        found: dict[str, list[Copy]] = defaultdict(list)
        for entry in self.stage.telegram.journal.entries:
            if entry.accepted and entry.method.startswith("send") and entry.method != "sendchataction":
                text = Screen.of(entry.fields).text
                found[entry.chat].append(Copy(text, entry.arrived, entry.answered, entry.status))
        return found

    def slowest(self) -> float:
        """Return how many seconds an outcome took at most to be on disk, as Drom itself told; 0 for under a second.

        What dies in that time is said again, and the black-box rule allows for one second only.
        """
        logs = [path.read_text(errors="replace") for path in self.folder.glob("*.log")]
        return max((float(one) for log in logs for one in _LATE.findall(log)), default=0.0)

    def judge(self) -> tuple[int, list[str]]:
        """Return how many repeats were excused, and every defect that shows at the platform."""
        expected = [text for turn in self.crowd.plan for text in turn.says]
        copies, excused = self.copies(), 0
        defects = [f"strange: {one}" for one in self.crowd.strange]
        for person in self.finished:
            verdict = judge(copies[str(person.number)], expected, self.kills)
            excused += verdict.excused
            defects += [f"person {person.number}: {defect}" for defect in verdict.defects]
        return excused, defects

    def inspect(self) -> list[str]:
        """Return every defect that shows in the database, Drom being down."""
        ledger = self.ledger
        pushed = set(range(1001, self.stage.telegram.updates.last_id + 1))
        received = ledger.received()
        defects = [*ledger.unworked(), *ledger.unsent()]
        defects += [f"update {number} is lost" for number in sorted(pushed - set(received))]
        defects += [f"update {number} is stored {times} times" for number, times in received.items() if times > 1]
        if (said := ledger.integrity()) != "ok":
            defects.append(f"integrity: {said}")
        registered = ledger.count("person", "registered_at IS NOT NULL")
        if registered != len(self.finished) + 1:
            defects.append(f"{registered} people are registered, not {len(self.finished) + 1}")
        return defects


async def fresh_server(*, postgres: bool) -> str:
    """Return the URL of a new, empty PostgreSQL database where one is wanted, else nothing."""
    return await asyncio.to_thread(databases.postgres_url, empty=True) if postgres else ""


def report(**figures: Any) -> dict[str, Any]:
    """Return figures with the first ten defects and how many there are."""
    defects = figures.pop("defects")
    return {**figures, "defects": len(defects), "first": defects[:10]}
