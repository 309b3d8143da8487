"""One Drom with fail points before the emulated platforms; whenever it dies at a point it is started again."""

import asyncio
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.bots import free_port
from tests.emulators.faults import Knobs
from tests.emulators.telegram import TOKEN, Telegram
from tests.emulators.twilio import ACCOUNT, SENDER, Twilio
from tests.emulators.twilio import TOKEN as AUTH_TOKEN
from tests.faults.ledger import Ledger
from tests.faults.ledger_server import ServerLedger
from tests.faults.orders import FOLDER, GONE, whole
from tests.process.programs import Drom

SECRET = "emulated-webhook-secret"
SOON = Knobs(retry=0.02)
"""Telegram's pauses between deliveries at a fiftieth."""
OPEN = {
    "inbox": "state = 'waiting'",
    "outbox": "state IN ('waiting', 'sending')",
    "media": "state = 'waiting'",
    "delivery": "state = 'waiting'",
    "notice": "state = 'waiting' AND next_at <= '{soon:%Y-%m-%d %H:%M:%S}'",
}
"""Rows that are still to be worked; of what is due later only what is due soon."""
NEAR = timedelta(seconds=3)
"""How near that is."""
DYING = 30.0
"""How many seconds an end may take that has begun."""
LAST = 0.05
"""How many seconds what a process wrote before its end may take to be read."""


class Scene:
    """The platforms, the process, and when it died.

    ``platform`` is ``webhook``, ``polling``, ``whatsapp``, or ``both``: Telegram by webhook and WhatsApp.
    """

    def __init__(self, folder: Path, platform: str = "webhook", database: str = "") -> None:
        """``database`` is the URL of a PostgreSQL database, empty for a file in ``folder``."""
        self.folder, self.platform = folder, platform
        self.url = database or f"sqlite:///{folder / 'data' / 'drom.db'}"
        self.telegram, self.twilio = Telegram(TOKEN), Twilio()
        self.ledger = ServerLedger(database) if database else Ledger(folder / "data" / "drom.db")
        self.kills: list[float] = []
        self.steps: list[str] = []
        self.settings: dict[str, str] = {}
        self.drom: Drom
        self._starts = self._orders = self._before = 0

    async def open(self) -> None:
        """Start everything."""
        await self.telegram.start()
        await self.twilio.start()
        self.telegram.turn(SOON)
        port = free_port()
        self.settings = self._settings(port)
        if self.platform in {"whatsapp", "both"}:
            self.twilio.inbound = f"http://127.0.0.1:{port}/whatsapp/webhook#rc=5&rp=all"
        self.start()
        await self.drom.ready()

    def _settings(self, port: int) -> dict[str, str]:
        found = {"DROM_DATA_DIR": str(self.folder / "data"), "DROM_PORT": str(port), FOLDER: str(self.folder)}
        found["DROM_DATABASE_URL"] = self.url
        public = {"DROM_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        if self.platform in {"whatsapp", "both"}:
            found |= {"DROM_TWILIO_ACCOUNT_SID": ACCOUNT, "DROM_TWILIO_AUTH_TOKEN": AUTH_TOKEN}
            found |= {"DROM_TWILIO_API_URL": self.twilio.server.address, "DROM_TWILIO_FROM": SENDER}
            found |= {"DROM_WHATSAPP_RATE": "0", "DROM_TWILIO_CONTENT_URL": self.twilio.server.address}
        if self.platform == "whatsapp":
            return found | public
        found |= {"DROM_TELEGRAM_RATE": "0", "DROM_TELEGRAM_CHAT_RATE": "0"}
        found |= {"DROM_TELEGRAM_TOKEN": TOKEN, "DROM_TELEGRAM_API_URL": self.telegram.server.address}
        return found if self.platform == "polling" else found | public | {"DROM_TELEGRAM_WEBHOOK_SECRET": SECRET}

    async def close(self) -> int:
        """Stop everything; return Drom's exit code, also of one that had ended by itself: then never 0."""
        code = self.drom.running.poll()
        if code is None:
            await self.drom.ready()
            code, _ = await self.drom.stopped()
        else:
            code = code or -1
        self.drom.close()
        await self.telegram.stop()
        await self.twilio.stop()
        return code

    def start(self) -> None:
        """Start Drom."""
        self._starts += 1
        self.drom = Drom(self.folder / f"run{self._starts}", self.settings, module="tests.faults.launcher")

    def arm(self, point: int) -> None:
        """Let the process die at its so-many-th step from now on; 0 only counts."""
        (self.folder / "seen").unlink(missing_ok=True)
        self._orders += 1
        self._before = len(self.kills)
        whole(self.folder / "point", f"{point} {self._orders}")

    async def disarm(self) -> int:
        """Let it die no more, and start it again where it is just dying; return how many steps were counted."""
        try:
            (self.folder / "point").unlink()
        except FileNotFoundError:  # it was met: after the last look at whether it is there, unless it is known
            if len(self.kills) == self._before:
                await asyncio.to_thread(self.drom.running.wait, DYING)
                await self._revive()
        seen = self.folder / "seen"
        return int(seen.read_text()) if seen.exists() else 0

    async def through(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something and wait until all of it is worked, starting the process again when it dies."""
        task = asyncio.create_task(doing)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=0.02)
                await self._revive()
        finally:
            task.cancel()
        task.result()
        await self._settle()

    async def _revive(self) -> None:
        """Start the process again where it died; what reaches the platforms until then was written before."""
        code = self.drom.running.poll()
        if code is None:
            return
        assert code == GONE, f"it ended with {code}: {self.drom.logged[-2000:]}"
        told = self.folder / "died"
        moment, _, step = told.read_text().partition(" ")
        told.unlink()
        await asyncio.sleep(LAST)
        self.kills += [float(moment), time.monotonic()]
        self.steps.append(step)
        self.drom.close()
        self.start()

    async def _settle(self, seconds: float = 90.0) -> None:
        """Wait until nothing is left to be done, twice in a row: what comes after the last commit may be a step."""
        quiet = 0
        for _ in range(int(seconds / 0.05)):
            await self._revive()
            soon = datetime.now(UTC) + NEAR
            busy = sum(self.ledger.count(table, where.format(soon=soon)) for table, where in OPEN.items())
            quiet = 0 if busy else quiet + 1
            if quiet == 3:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"not settled within {seconds:g} s: {self.ledger.unsent()[:3]}")
