"""Two Droms on one database behind one address, each with a line to the database that can be cut; it never judges."""

import asyncio
import os
import signal
import time
from pathlib import Path

import psutil
from sqlalchemy import make_url

from tests.bench.bots import DROM, Bot, drom_settings, free_port
from tests.bench.crowd import Crowd, Strange
from tests.bench.process import Process
from tests.bench.stage import Stage
from tests.emulators.caller import NoAnswer
from tests.emulators.relay import Relay
from tests.emulators.telegram import TOKEN
from tests.faults.trial import SETTINGS, Trial

WORKERS = 2
FOREVER = float("inf")
READS = 10
"""Rounds of the loop in which all that lies ready is read, new connections included."""
LEADS = 'drom_leads{channel="telegram"}'


class Workers(Stage):
    """The emulated platform and ``python -m bot run`` twice.

    ``lease`` is their seconds, 0 for those of a real run; with ``FOREVER`` no timer of theirs helps either.
    """

    def __init__(
        self, folder: Path, url: str, *, lease: float, press: bool, settings: dict[str, str], lines: bool = True
    ) -> None:
        """Make them; without ``lines`` they reach the database by themselves, which is faster."""
        super().__init__(DROM, folder, buttons=press, settings=settings)
        self._folder, self._url, self._lease, self._settings = folder, url, lease, settings
        self.ports = [free_port() for _ in range(WORKERS)]
        self.front = Relay(self.ports)
        self.lines: list[Relay] = []
        self._lined = lines
        self.workers: list[Process] = []

    async def open(self) -> None:
        """Start the platform, the address in front, and the lines to the database."""
        await self.telegram.start()
        await self.front.start()
        # Everything that is asked of the bot is asked at the address in front.
        self.bot = Bot(DROM, self.telegram.server.address, TOKEN, self._folder, self.front.port)
        folder = Path(str(make_url(self._url).query["host"]))
        self.lines = [Relay([folder / ".s.PGSQL.5432"]) for _ in range(WORKERS)]
        for line in self.lines:
            await line.start()

    async def close(self) -> int:
        """Stop everything; return the highest exit code."""
        code = await super().close()
        for relay in (self.front, *self.lines):
            await relay.stop()
        return code

    def start(self) -> None:
        """Start every worker."""
        self.workers = [self.begin(number) for number in range(WORKERS)]
        self.process = self.workers[0]
        self._started = True

    def begin(self, number: int) -> Process:
        """Start one worker."""
        line = make_url(self._url)
        if self._lined:
            line = line.set(host="127.0.0.1", port=self.lines[number].port, query={})
        own = {
            **drom_settings(self.bot),
            "DROM_PORT": str(self.ports[number]),
            "DROM_DATABASE_URL": line.render_as_string(hide_password=False),
            **self._settings,
        }
        module, words = ("tests.faults.hasty", [f"{self._lease}", "run"]) if self._lease else ("bot", ["run"])
        if self._lease == FOREVER:
            module, words = "tests.faults.timeless", ["run"]
        return Process(module, words, own, self._folder / f"worker{number}.log")

    def kill(self, number: int) -> None:
        """End one worker at once."""
        self.workers[number].kill()

    def revive(self, number: int) -> None:
        """Start one worker anew."""
        self.workers[number] = self.begin(number)
        self.process = self.workers[0]

    async def freeze(self, number: int) -> None:
        """Let one worker stand still, as SIGSTOP does; what it had written by then has been read at the end of this."""
        frozen = psutil.Process(self.workers[number].pid)
        os.kill(frozen.pid, signal.SIGSTOP)
        while frozen.status() != psutil.STATUS_STOPPED:  # noqa: ASYNC110 - the system tells of it in no other way
            await asyncio.sleep(0.001)
        for _ in range(READS):
            await asyncio.sleep(0)

    def thaw(self, number: int) -> None:
        """Let it go on."""
        os.kill(self.workers[number].pid, signal.SIGCONT)

    async def stop(self) -> int:
        """Stop every worker while the platform still answers; return the highest exit code."""
        codes = await asyncio.gather(*(asyncio.to_thread(worker.stop) for worker in self.workers))
        return max(abs(code) for code in codes)

    async def ready(self) -> bool:
        """Ask every worker."""
        return all([await self._is_ready(port) for port in self.ports])

    async def _is_ready(self, port: int) -> bool:
        try:
            return (await self.caller.call("GET", f"http://127.0.0.1:{port}/readyz", patience=5)).status == 200
        except NoAnswer:
            return False

    async def leader(self) -> int | None:
        """Return which worker sends now, None where neither says so."""
        for number, port in enumerate(self.ports):
            try:
                reply = await self.caller.call("GET", f"http://127.0.0.1:{port}/metrics", patience=2)
            except NoAnswer:
                continue
            if f"{LEADS} 1" in reply.body.decode():
                return number
        return None

    async def until_led(self, seconds: float, *, but: int | None = None) -> int:
        """Wait until a worker sends, another one than ``but``; raises ``Strange`` after so many seconds."""
        for _ in range(int(seconds / 0.05)):
            if (found := await self.leader()) not in (None, but):
                assert found is not None
                return found
            await asyncio.sleep(0.05)
        raise Strange(f"nobody sends after {seconds} s; {[one.last_words()[-300:] for one in self.workers]}")


class WorkersTrial(Trial):
    """A crowd before two workers."""

    def __init__(self, folder: Path, url: str, *, lease: float, press: bool = True) -> None:
        super().__init__(folder, press=press, url=url)
        # 2 s to be late by
        timeout = {"DROM_HTTP_TIMEOUT": f"{lease * 0.75 - 7:g}"} if 0 < lease < FOREVER else {}
        self.workers = Workers(folder, url, lease=lease, press=press, settings={**SETTINGS, **timeout})
        self.stage = self.workers
        self.crowd = Crowd(self.stage.telegram, press)

    async def until_settled(self, seconds: float) -> None:
        """Wait until each attempt that is under way now has an outcome on disk; raises ``Strange``."""
        deadline = time.monotonic() + seconds
        under_way = await asyncio.to_thread(self._under_way)
        while under_way & await asyncio.to_thread(self._under_way):
            if time.monotonic() > deadline:
                raise Strange(f"after {seconds:g} s these still have no outcome: {under_way}")
            await asyncio.sleep(0.05)

    def _under_way(self) -> set[tuple[int, int]]:
        found = self.ledger.rows("SELECT id, attempts FROM outbox WHERE state = 'sending'")
        return {(int(row), int(attempts)) for row, attempts in found}
