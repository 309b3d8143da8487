"""One run of one bot: ``python -m tests.bench.load JSON`` starts it, lets people talk to it and prints figures as JSON.

The emulated Bot API and the people live in this process, the bot in its own. The order holds ``bot``, ``buttons``,
``folder``, ``settings``, ``from_place`` (the ``flow.state`` that measuring begins at), ``workers`` (on PostgreSQL) and
``phases``, each with a ``kind``: ``closed`` (users, people, seconds, delay), ``open`` (rate, count, delay), ``held``
(people), ``restart``.
"""

import asyncio
import json
import sys
import tempfile
from collections import deque
from pathlib import Path
from typing import Any

from tests.bench.crowd import Crowd, Person, Strange, Waits
from tests.bench.script import Turn
from tests.bench.stage import Stage
from tests.databases import durable_url
from tests.emulators.faults import Knobs
from tests.faults.workers_stage import Workers

USERS = 50


class Run:
    """The stage and the people of one run."""

    def __init__(self, order: dict[str, Any], folder: Path) -> None:
        self.order = order
        buttons = bool(order.get("buttons"))
        settings = {str(name): str(value) for name, value in order.get("settings", {}).items()}
        self.stage = _stage(order, folder, buttons, settings)
        self.crowd = Crowd(self.stage.telegram, buttons)
        self.start_at = 0

    async def go(self) -> dict[str, Any]:
        """Start the bot, do every phase and return the figures of each; the bot is stopped in any case."""
        found: dict[str, Any] = {"bot": self.order["bot"]}
        try:
            await self.stage.open()
            found["start"] = await self.stage.first_reply()
            found["memory_fresh"] = self.stage.process.memory()
            await self._learn(found)
            found["phases"] = [await self._phase(phase) for phase in self.order["phases"]]
            found["memory_peak"] = self.stage.process.peak()
            found["strange"] = [*self.crowd.strange, *["repeat"] * self.crowd.repeats]
        finally:
            found["exit"] = await self.stage.close()
        return found

    async def _learn(self, found: dict[str, Any]) -> None:
        plan: list[Turn] = await self.crowd.learn()
        place = self.order.get("from_place", "")
        self.start_at = next((number for number, turn in enumerate(plan) if turn.at == place), 0)
        measured = plan[self.start_at :]
        found["turns_each"] = len(measured)
        found["parts_each"] = sum(turn.parts for turn in measured)
        found["script"] = [[turn.at, turn.given.value, turn.parts] for turn in measured]

    async def _phase(self, phase: dict[str, Any]) -> dict[str, Any]:
        self.stage.telegram.turn(Knobs(delay=0.0))
        match phase["kind"]:
            case "closed":
                return await self._closed(phase)
            case "open":
                return await self._open(phase)
            case "held":
                return await self._held(phase["people"])
            case "restart":
                await self.stage.stop()
                return {**phase, "start": await self.stage.first_reply(), "memory": self.stage.process.memory()}
        raise ValueError(phase["kind"])

    async def _closed(self, phase: dict[str, Any]) -> dict[str, Any]:
        people = await self.crowd.bring(phase["people"], self.start_at, USERS, 120)
        before = await self._figures(phase.get("delay", 0.0))
        seconds = await self.crowd.press_on(people, phase.get("users", USERS), phase["seconds"])
        found = await self._since(before, seconds)
        return {**phase, **found}

    async def _open(self, phase: dict[str, Any]) -> dict[str, Any]:
        count, rate = phase["count"], phase["rate"]
        wanted = -(-count // (len(self.crowd.plan) - self.start_at)) + int(rate) + 1
        people: deque[Person] = await self.crowd.bring(wanted, self.start_at, USERS, 120)
        before = await self._figures(phase.get("delay", 0.0))
        missed = await self.crowd.pace(people, rate, count)
        return {**phase, "missed": missed, **await self._since(before, count / rate)}

    async def _held(self, count: int) -> dict[str, Any]:
        """Open conversations that nobody ends; memory is taken after the first and after all.

        What is kept for speed has filled after the first 2,000: what is added then are conversations.
        """
        warm = min(2_000, count // 2)
        await self.crowd.bring(warm, 2, USERS, 60)
        before = self.stage.process.memory()
        await self.crowd.bring(count - warm, 2, USERS, 300)
        after = self.stage.process.memory()
        return {"kind": "held", "people": count, "before": before, "after": after, "counted": count - warm}

    async def _figures(self, delay: float) -> dict[str, float]:
        self.stage.telegram.turn(Knobs(delay=delay))
        crowd = self.crowd
        crowd.waits = Waits()
        found = {"turns": crowd.turns, "parts": crowd.parts, "presses": crowd.presses, "pressed": crowd.pressed}
        return {**found, "commits": await self._commits(), "cpu": self.stage.process.cpu()}

    async def _since(self, before: dict[str, float], seconds: float) -> dict[str, Any]:
        waits, crowd = self.crowd.waits, self.crowd
        turns = crowd.turns - before["turns"]
        used = self.stage.process.cpu() - before["cpu"]
        found: dict[str, Any] = {"elapsed": seconds, "turns": turns, "turns_per_s": turns / seconds}
        found["cpu_per_1000"] = 1000 * used / max(turns, 1)
        found["first"], found["last"] = spread(waits.first), spread(waits.last)
        await self.crowd.rest()
        found["commits_per_turn"] = (await self._commits() - before["commits"]) / max(crowd.turns - before["turns"], 1)
        found["parts_per_turn"] = (crowd.parts - before["parts"]) / max(crowd.turns - before["turns"], 1)
        presses = crowd.presses - before["presses"]
        found["answered_presses"] = (crowd.pressed - before["pressed"]) / presses if presses else None
        return found

    async def _commits(self) -> float:
        return await self.stage.counter("drom_commits_total")


def _stage(order: dict[str, Any], folder: Path, buttons: bool, settings: dict[str, str]) -> Stage:
    """Return one bot; ``workers`` of an order are so many of Drom on PostgreSQL, several behind one address."""
    workers = int(order.get("workers", 0))
    if not workers:
        return Stage(order["bot"], folder, buttons=buttons, settings=settings)
    url = durable_url()
    if workers == 1:
        return Stage(order["bot"], folder, buttons=buttons, settings={**settings, "DROM_DATABASE_URL": url})
    return Workers(folder, url, lease=0, press=buttons, settings=settings, lines=False)


def spread(waits: list[float]) -> dict[str, float]:
    """Return the p50, p95 and p99 of some seconds, in milliseconds."""
    found = sorted(waits) or [0.0]
    last = len(found) - 1
    return {f"p{share}": 1000 * found[min(last, int(len(found) * share / 100))] for share in (50, 95, 99)}


def main() -> None:
    """Do the run that the only argument orders."""
    order = json.loads(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=order.get("folder") or None, prefix="drom-bench-") as folder:
        try:
            found = asyncio.run(Run(order, Path(folder)).go())
        except Strange as strange:
            found = {"bot": order["bot"], "failed": str(strange)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
