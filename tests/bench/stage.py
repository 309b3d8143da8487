"""One bot as a real process before the emulated Bot API in this one; it never measures speed."""

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.bots import SECRET, Bot, free_port
from tests.bench.crowd import Strange
from tests.bench.process import Process
from tests.emulators.caller import Caller, NoAnswer
from tests.emulators.telegram import TOKEN, Telegram
from tests.emulators.telegram_people import message

START_LIMIT = 90.0
STRANGER = 9999
"""Who writes first to a bot that was just started; everybody else has a higher number."""

HEADERS = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}


class Stage:
    """The emulated platform, the bot and its process."""

    def __init__(self, name: str, folder: Path, *, buttons: bool = False, settings: Mapping[str, str]) -> None:
        self.telegram = Telegram(TOKEN)
        self.telegram.journal.keep = self.telegram.updates.keep = False
        self.caller = Caller()
        self._asked = (name, folder, buttons, dict(settings))
        self.bot: Bot
        self.process: Process
        self._started = False

    async def open(self) -> None:
        """Start the platform; the bot is started by ``first_reply`` or ``start``."""
        await self.telegram.start()
        name, folder, buttons, settings = self._asked
        self.bot = Bot(name, self.telegram.server.address, TOKEN, folder, free_port(), buttons, settings)

    async def close(self) -> int:
        """Stop the bot and then the platform; return the bot's exit code."""
        code = await self.stop() if self._started else 0
        self.caller.close()
        await self.telegram.stop()
        return code

    async def stop(self) -> int:
        """Stop the bot while the platform still answers it; return its exit code."""
        return await asyncio.to_thread(self.process.stop)

    def start(self) -> None:
        """Start the bot's process."""
        self.process = self.bot.start()
        self._started = True

    async def first_reply(self) -> float:
        """Start the process and return the seconds to its first message; raises ``Strange`` after 90."""
        heard, began = asyncio.Event(), time.monotonic()
        self.telegram.heard.append(lambda entry: heard.set() if entry.chat == str(STRANGER) else None)
        self.start()
        update = {"update_id": int(time.time() * 1000), **message(STRANGER, 1, {"text": "/start"})}
        while await self.post(update) != 200:
            await asyncio.sleep(0.002)
            if not self.process.alive or time.monotonic() - began > START_LIMIT:
                raise Strange(f"the bot did not start: {self.process.last_words()}")
        try:
            await asyncio.wait_for(heard.wait(), START_LIMIT)
        except TimeoutError:
            raise Strange(f"no first message in {START_LIMIT} s: {self.process.last_words()}") from None
        self.telegram.heard.pop()
        return time.monotonic() - began

    async def post(self, update: Mapping[str, Any]) -> int:
        """Post an update to the bot's webhook outside any lane; return the status, 0 for none."""
        return await self.post_to(self.bot.webhook, update)

    async def post_to(self, webhook: str, update: Mapping[str, Any]) -> int:
        """Post an update to a webhook; return the status, 0 for none."""
        try:
            return (await self.caller.call("POST", webhook, json.dumps(update).encode(), HEADERS)).status
        except NoAnswer:
            return 0

    async def ready(self) -> bool:
        """Ask ``/readyz``."""
        try:
            return (await self.caller.call("GET", f"{self.bot.url}/readyz", patience=5)).status == 200
        except NoAnswer:
            return False

    async def counter(self, name: str) -> float:
        """Return a counter of ``/metrics``; 0 for a bot without any. Raises ``Strange``."""
        reply = await self.caller.call("GET", f"{self.bot.url}/metrics")
        if reply.status not in (200, 404):
            raise Strange(f"/metrics answers {reply.status}")
        for line in reply.body.decode().splitlines():
            if line.startswith(name):
                return float(line.split()[-1])
        return 0.0
