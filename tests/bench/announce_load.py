"""One announcement of one bot: ``python -m tests.bench.announce_load JSON`` prints its figures as JSON.

The emulated Bot API, which enforces Telegram's limits in every second there is, and the people who talk meanwhile live
in this process, the bot in its own. The order holds ``bot``, ``recipients``, ``talkers``, ``turn_seconds``, ``folder``.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import audience
from tests.bench.bots import DROM
from tests.bench.crowd import Crowd, Person, Strange, Waits
from tests.bench.load import spread
from tests.bench.stage import Stage
from tests.emulators.faults import Knobs
from tests.emulators.journal import Entry

RATE = 30
SETTINGS = {"DROM_TELEGRAM_RATE": str(RATE), "DROM_TELEGRAM_CHAT_RATE": "1", "DROM_SEND_SLOTS": "8,16"}
KNOBS = Knobs(rate=RATE, chat_rate=1, chat_burst=6)
STOPPED = 900
"""Recipients of the announcement that is paused, goes on and is cancelled."""
STEP_SECONDS = 2.0
"""How long it goes before each of these, and how long is looked for what comes after."""


class Run:
    """The stage, the people and the recipients of one run."""

    def __init__(self, order: dict[str, Any], folder: Path) -> None:
        self.order = order
        self.stage = Stage(order["bot"], folder, settings={})
        self.crowd = Crowd(self.stage.telegram, press=False)
        self.arrivals: list[float] = []
        self.reached: dict[str, int] = {}
        self.answered: list[float] = []
        self.talking = False

    async def go(self) -> dict[str, Any]:
        """Start the bot, announce while people talk, and return the figures; the bot is stopped in any case."""
        found: dict[str, Any] = {**self.order, "rate": RATE}
        try:
            await self._open()
            chats = range(audience.FIRST, audience.FIRST + self.order["recipients"])
            contacts = await audience.seat(audience.database(self.stage.bot), chats) if self._is_drom else []
            self._listen()
            talkers = await self._begin_to_talk()
            found["memory_before"] = self.stage.process.memory()
            found |= await self._announce(list(chats), contacts)
            await self._end_talking(talkers)
            found["first"], found["last"] = spread(self.crowd.waits.first), spread(self.crowd.waits.last)
            found["turns"], found["strange"] = self.crowd.turns, self.crowd.strange[:3]
            found["memory_peak"] = self.stage.process.peak()
            if self._is_drom and self.order.get("stops", True):
                found |= await self._stops()
        finally:
            found["exit"] = await self.stage.close()
        return found

    async def _open(self) -> None:
        """Start the bot without limits to learn the conversation, and then as it is measured."""
        await self.stage.open()
        await self.stage.first_reply()
        await self.crowd.learn()
        await self.stage.stop()
        self.stage.bot = replace(self.stage.bot, settings=SETTINGS)
        await self.stage.first_reply()

    @property
    def _is_drom(self) -> bool:
        return bool(self.order["bot"] == DROM)

    def _listen(self) -> None:
        """Write down what is said from now on, and begin to enforce the limits."""
        telegram = self.stage.telegram
        telegram.journal.clear()
        telegram.journal.keep = True
        telegram.turn(KNOBS)
        telegram.heard.append(self._hear)
        self.crowd.waits, self.crowd.turns = Waits(), 0

    def _hear(self, entry: Entry) -> None:
        if not entry.method.startswith("send"):
            return
        if int(entry.chat) < audience.FIRST:
            self.answered.append(entry.arrived)
            return
        self.arrivals.append(entry.arrived)
        self.reached[entry.chat] = self.reached.get(entry.chat, 0) + 1

    async def _begin_to_talk(self) -> list[asyncio.Task[None]]:
        """Let everybody talk, one turn each in so many seconds, evenly spread."""
        self.crowd.turned, self.talking = lambda person: None, True
        return [asyncio.create_task(self._talk(number)) for number in range(self.order["talkers"])]

    async def _talk(self, number: int) -> None:
        """Take one person's turns after another; who is done makes room for a newcomer."""
        wait, person = self.order["turn_seconds"], self.crowd.newcomer()
        await asyncio.sleep(wait * number / self.order["talkers"])
        while self.talking:
            if person.place == len(self.crowd.plan):
                self.crowd.forget(person)
                person = self.crowd.newcomer()
            spoke, after = time.monotonic(), person.place + 1
            self.crowd.speak(person)
            await until(partial(self._may_talk, person, after, spoke + wait), 0.01)

    def _may_talk(self, person: Person, place: int, at: float) -> bool:
        return not self.talking or (person.place >= place and time.monotonic() >= at)

    async def _end_talking(self, talkers: list[asyncio.Task[None]]) -> None:
        self.talking = False
        await asyncio.gather(*talkers)
        await self.crowd.rest(60)

    async def _announce(self, chats: list[int], contacts: list[int]) -> dict[str, Any]:
        """Announce and wait until everybody has it; return how well the rate was used."""
        asked = time.monotonic()
        if self._is_drom:
            await audience.send(self.stage.bot, contacts)
        else:
            body = json.dumps({"chats": chats, "text": audience.TEXT}).encode()
            await self.stage.caller.call("POST", f"{self.stage.bot.url}/announce", body)
        patience = 30 + 3 * len(chats) / RATE
        await until(lambda: len(self.reached) == len(chats) or time.monotonic() - asked > patience, 0.1)
        return self._used(asked)

    def _used(self, asked: float) -> dict[str, Any]:
        first, last, number = self.arrivals[0], self.arrivals[-1], len(self.arrivals)
        seconds = last - first
        replies = sum(1 for at in self.answered if first <= at <= last)
        entries = [one for one in self.stage.telegram.journal.entries if one.method.startswith("send")]
        return {
            "seconds": seconds,
            "ideal": (number + replies - 1) / RATE,
            "begins_after": first - asked,
            "replies": replies,
            "used": (number - 1) / (RATE * seconds - replies),
            "refused": sum(1 for one in entries if one.status == 429),
            "early": sum(1 for one in entries if one.early),
            "reached": len(self.reached),
            "twice": sum(1 for times in self.reached.values() if times > 1),
        }

    async def _stops(self) -> dict[str, Any]:
        """Pause another announcement, let it go on and cancel it; return how long it went on after each order."""
        bot, found = self.stage.bot, dict[str, Any]()
        first = audience.FIRST + self.order["recipients"]
        contacts = await audience.seat(audience.database(bot), range(first, first + STOPPED))
        number = await audience.send(bot, contacts)
        for word, state in (("pause", "paused"), ("cancel", "cancelled")):
            await asyncio.sleep(STEP_SECONDS)
            said = time.monotonic()
            stored = asyncio.create_task(self._stored(number, state))
            await audience.command(bot, "announce", word, str(number))
            at = await stored
            await asyncio.sleep(STEP_SECONDS)
            found[word] = {"from_order": self.arrivals[-1] - said, "from_stored": max(0.0, self.arrivals[-1] - at)}
            if word == "pause":
                await audience.command(bot, "announce", "continue", str(number))
        return found | {"stopped_of": STOPPED, "went": len(self.reached) - self.order["recipients"]}

    async def _stored(self, number: int, state: str) -> float:
        """Wait until an order is in the database and return when."""
        path = audience.database(self.stage.bot).removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            question = "SELECT state FROM announcement WHERE id = ?"
            await until(lambda: connection.execute(question, (number,)).fetchone() == (state,), 0.002)
        return time.monotonic()


async def until(look: Callable[[], bool], seconds: float) -> None:
    """Wait until something is true, looking every so many seconds."""
    while not look():  # noqa: ASYNC110 - it looks at the time and into a database
        await asyncio.sleep(seconds)


def main() -> None:
    """Do the run that the only argument orders."""
    order = json.loads(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=order.get("folder") or None, prefix="drom-bench-") as folder:
        try:
            found = asyncio.run(Run(order, Path(folder)).go())
        except Strange as strange:
            found = {**order, "failed": str(strange)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
