"""A Drom that sends to many at once before an emulated Telegram, and what can be said of it afterwards."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path

from storage.outbox import ANNOUNCEMENT
from tests.bench.bots import DROM, Bot, drom_settings
from tests.bench.crowd import Strange
from tests.bench.process import Process
from tests.bench.stage import Stage
from tests.emulators.journal import Entry
from tests.emulators.telegram_people import message
from tests.faults.judge import Copy
from tests.faults.ledger import Ledger
from tests.faults.mass import Reader, announce, bring
from tests.faults.orders import FOLDER, HURRY
from tests.faults.progress import Progress

FIRST = 100_000
"""The lowest number of who is announced to; who talks has a lower one."""
TALKER = 50_000
UNSETTLED = "state IN ('waiting', 'sending')"
PACE = 5.0
"""Seconds after which somebody who talks writes again."""


class Launched(Bot):
    """Drom by the launcher, so that trouble can be put in."""

    def start(self) -> Process:
        """Start it."""
        return Process("tests.faults.launcher", ["run"], {**drom_settings(self), **self.settings}, self.folder / "log")


class Sending:
    """The stage, those who are announced to and those who talk meanwhile."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, hurry: float = 1.0) -> None:
        """``hurry`` divides the pauses before a resend and between probes."""
        put_in = {FOLDER: str(folder), HURRY: str(hurry)}
        self.folder = folder
        self.stage = Stage(DROM, folder, settings={**settings, **put_in})
        self.ledger = Ledger(folder / "data" / "drom.db")
        self.readers: list[Reader] = []
        self.written = 0
        self._talking: list[asyncio.Task[None]] = []

    @property
    def url(self) -> str:
        """The database's URL."""
        return f"sqlite:///{self.ledger.path}"

    async def open(self, people: int) -> None:
        """Start everything, and add so many people."""
        await self.stage.open()
        self.stage.bot = Launched(**{one.name: getattr(self.stage.bot, one.name) for one in fields(Bot)})
        self.stage.start()
        await self.until_ready()
        self.stage.telegram.journal.keep = True
        addresses = [str(FIRST + number) for number in range(people)]
        self.readers = await asyncio.to_thread(bring, self.url, "telegram", addresses)

    async def until_ready(self, seconds: float = 90.0) -> None:
        """Wait for ``/readyz``; raises ``Strange`` where it does not come."""
        deadline = time.monotonic() + seconds
        while not await self.stage.ready():
            if not self.stage.process.alive or time.monotonic() > deadline:
                raise Strange(f"not ready: {self.stage.process.last_words()}")
            await asyncio.sleep(0.05)

    async def close(self) -> int:
        """Stop everything; return Drom's exit code."""
        for task in self._talking:
            task.cancel()
        return await self.stage.close()

    async def announce(self, text: str) -> None:
        """Put one message for everybody, who is told their own number in it."""
        await asyncio.to_thread(announce, self.url, "telegram", self.readers, lambda address: f"{text} {address}")

    def talk(self, chats: int) -> None:
        """Let so many write a word again and again, not all at once."""
        self._talking = [asyncio.create_task(self._chat(TALKER + n, n * PACE / chats)) for n in range(chats)]

    async def _chat(self, number: int, wait: float) -> None:
        await asyncio.sleep(wait)
        for word in itertools.count(1):
            self.stage.telegram.push(message(number, word, {"text": "menu"}))
            self.written += 1
            await asyncio.sleep(PACE)

    def hush(self) -> None:
        """Let nobody write any more."""
        for task in self._talking:
            task.cancel()

    async def until_announced(self, seconds: float) -> None:
        """Wait until every announcement has gone; raises ``Strange`` where that takes too long."""
        await self._until(lambda: self.ledger.count("outbox", f"lane = {ANNOUNCEMENT} AND {UNSETTLED}"), seconds)

    async def until_sent(self, seconds: float) -> None:
        """Wait until nothing waits to be worked or sent; raises ``Strange`` where that takes too long."""
        updates = self.stage.telegram.updates
        await self._until(lambda: self.ledger.count("outbox", UNSETTLED) + updates.pending, seconds)

    async def _until(self, left: Callable[[], int], seconds: float) -> None:
        deadline, progress = time.monotonic() + seconds, Progress("messages left")
        while busy := left():
            if not self.stage.process.alive or time.monotonic() > deadline:
                raise Strange(f"{busy} still wait after {seconds:g} s: {self.ledger.unsent()[:3]}")
            progress.at(busy)
            await asyncio.sleep(0.25)

    # What the platform saw

    def sends(self) -> list[Entry]:
        """Return every request for a message, whatever came of it."""
        entries = self.stage.telegram.journal.entries
        return [one for one in entries if one.method.startswith("send") and one.method != "sendchataction"]

    def copies(self) -> dict[tuple[str, str], list[Copy]]:
        """Return what took effect, by chat and text."""
        found: dict[tuple[str, str], list[Copy]] = defaultdict(list)
        for one in self.sends():
            if one.accepted:
                text = str(one.fields.get("text", ""))
                found[one.chat, text].append(Copy(text, one.arrived, one.answered, one.status))
        return found

    def unexcused(self) -> list[str]:
        """Return a sentence for each announcement that arrived again although its first copy was answered for."""
        return [
            f"{chat}: said {len(copies)} times without excuse"
            for (chat, _), copies in self.copies().items()
            if int(chat) >= FIRST and not all(copy.excuses(()) for copy in copies[:-1])
        ]

    def lost(self) -> list[str]:
        """Return a sentence for each row that is neither delivered nor in doubt, by what the platform saw."""
        arrived = {one.result for one in self.sends() if one.accepted}
        rows = self.ledger.rows("SELECT id, state, reason, provider_id FROM outbox WHERE state <> 'in_doubt'")
        return [f"outbox {n} is {s} ({why}) and never arrived" for n, s, why, told in rows if told not in arrived]

    def out_of_order(self) -> list[str]:
        """Return a sentence for each chat in which replies arrived in another order than they were put."""
        arrived = {one.result: one.arrived for one in self.sends() if one.accepted}
        times: dict[int, list[float]] = defaultdict(list)
        for contact, told in self.ledger.rows("SELECT contact_id, provider_id FROM outbox WHERE lane = 0 ORDER BY id"):
            if told in arrived:
                times[contact].append(arrived[told])
        return [f"contact {contact}: out of order" for contact, found in times.items() if found != sorted(found)]
