"""``drom bench notices``: many notices due in one minute while people chat with a real Drom; one table.

The notices are answers of the team that wait for their time, one for each of many contacts. They become due at once;
the table tells how long it took to hand them all to the outbox, and how long people waited for replies before and
meanwhile. Only this is measured: the contacts are on a messenger that is off, and no rate limits the replies
(``drom bench announce`` measures sending).
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels.limits import SIM_TELEGRAM
from storage.migrate import migrate
from tests.bench import meetings
from tests.bench.bots import DROM
from tests.bench.crowd import Crowd, Person, Strange, Waits
from tests.bench.load import spread
from tests.bench.rows import Reader, bring, wait
from tests.bench.stage import Stage
from tests.bench.turns import CONSENT, say
from tests.faults.ledger import Ledger

COUNT, RATE, PEOPLE = 100_000, 10, 200
WITHIN = 60.0
"""Seconds in which all must be planned."""
SETTINGS = {"DROM_SEND_SLOTS": "8,16"}
PUTTING = 5.0
"""Seconds in which the notices are put while Drom runs."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is measured: how many notices, turns a second, and seconds of chat before all are due."""

    count: int = COUNT
    rate: int = RATE
    before: float = 15.0


class Run:
    """One measurement; ``kind`` is what is due."""

    kind = "answer"

    def __init__(self, order: Order, folder: Path) -> None:
        self.order, self.folder = order, folder
        self.stage = Stage(DROM, folder, buttons=True, settings=SETTINGS)
        self.crowd = Crowd(self.stage.telegram, press=True)
        self.ledger = Ledger(folder / "data" / "drom.db")
        self.readers: list[Reader] = []

    async def go(self) -> dict[str, Any]:
        """Lay the rows, start Drom, let people chat before and while all is due; return the figures."""
        path = self.folder / "data" / "drom.db"
        url = f"sqlite:///{path}"
        path.parent.mkdir()
        await asyncio.to_thread(migrate, url, self.folder)
        await self.lay(url)
        try:
            await self.stage.open()
            await self.stage.first_reply()
            people = await self._people()
            memory = self.stage.process.memory()
            ahead = PUTTING + self.order.before
            due, due_at = time.monotonic() + ahead, datetime.now(UTC) + timedelta(seconds=ahead)
            await self.fall_due(url, due_at)
            before = await self._chat(people, until=lambda: time.monotonic() >= due)
            used = self.stage.process.cpu()
            meanwhile = await self._chat(people, until=lambda: not self.waiting())
            planned, used = time.monotonic() - due, self.stage.process.cpu() - used
            found = {"before": before, "meanwhile": meanwhile, "planned": planned, "cpu": used, "memory": memory}
            found |= {"peak": self.stage.process.peak(), "strange": self.crowd.strange[:3]}
        finally:
            code = await self.stage.close()
        states = dict(self.ledger.rows("SELECT state, count(*) FROM notice GROUP BY state"))
        return {
            **found,
            "exit": code,
            "states": states,
            "messages": self.ledger.count("outbox", f"kind = '{self.kind}'"),
        }

    async def lay(self, url: str) -> None:
        """Add those who will hear something."""
        self.readers = await asyncio.to_thread(bring, url, SIM_TELEGRAM, self.order.count)

    async def fall_due(self, url: str, due_at: datetime) -> None:
        """Let something be due for each of them at a moment."""
        await asyncio.to_thread(wait, url, self.readers, due_at)

    async def _people(self) -> deque[Person]:
        plan = await self.crowd.learn()
        start = next(number for number, turn in enumerate(plan) if turn.at == CONSENT)
        return await self.crowd.bring(PEOPLE, start, 8, 60)

    async def _chat(self, people: deque[Person], until: Any) -> dict[str, float]:
        """Let turns begin at the rate until something is so; return how long the answers took, in milliseconds."""
        crowd = self.crowd
        crowd.waits, begin, number = Waits(), time.monotonic(), 0
        crowd.turned = lambda person: people.append(self._again(person))
        while not await asyncio.to_thread(until):
            due = begin + number / self.order.rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if people:
                crowd.speak(people.popleft(), due)
            number += 1
        return {**spread(crowd.waits.last), "turns": len(crowd.waits.last)}

    def _again(self, person: Person) -> Person:
        """Return somebody who can take a turn: the same person, or a newcomer for one who is through."""
        return person if person.place < len(self.crowd.plan) else self.crowd.newcomer()

    def waiting(self) -> bool:
        """Tell whether something is not planned yet."""
        return bool(self.ledger.rows("SELECT 1 FROM notice WHERE state = 'waiting' LIMIT 1"))


def defects(order: Order, found: dict[str, Any]) -> list[str]:
    """Return what was not as it must be."""
    wrong = [f"strange: {one}" for one in found["strange"]]
    if found["states"] != {"out": order.count} or found["messages"] != order.count:
        wrong.append(f"{found['states']} and {found['messages']} messages, of {order.count}")
    if found["meeting"]["reminders"] > meetings.WITHIN:
        wrong.append(f"a meeting's reminders took {found['meeting']['reminders']:.1f} s")
    if found["idle"] > meetings.IDLE:
        wrong.append(f"an idle tick took {found['idle']:.1f} ms")
    return wrong + ([f"exit code {found['exit']}"] if found["exit"] else [])


def table(order: Order, found: dict[str, Any]) -> str:
    """Return the figures in Markdown."""
    rate = order.count / max(found["planned"], 0.001)
    rows = [("notices due at once", f"{order.count:,}"), ("planned after, s", f"{found['planned']:.1f}")]
    rows += [("planned a second", f"{rate:,.0f}"), ("must, s", f"<= {WITHIN:g}")]
    large = found["meeting"]
    rows.append((f"reminders of a meeting of {meetings.PEOPLE:,}, s", f"{large['reminders']:.2f}"))
    rows.append(("the same anew when it is moved, s", f"{large['moved']:.2f}"))
    rows.append(("must, s", f"<= {meetings.WITHIN:g}"))
    rows.append((f"an idle tick over {meetings.FUTURE:,} notices, p50 ms", f"{found['idle']:.2f}"))
    rows.append(("must, ms", f"<= {meetings.IDLE:g}"))
    rows.append(("processor time of Drom meanwhile, s", f"{found['cpu']:.1f}"))
    for name, words in (("before", "replies before"), ("meanwhile", "replies meanwhile")):
        waits = found[name]
        rows.append((f"{words}: p50 / p95 / p99 ms", " / ".join(f"{waits[p]:.1f}" for p in ("p50", "p95", "p99"))))
        rows.append((f"{words}: turns", f"{waits['turns']}"))
    rows.append(("memory before / at the most, MB", f"{found['memory']:.0f} / {found['peak']:.0f}"))
    return markdown(rows)


def markdown(rows: Sequence[tuple[str, str]]) -> str:
    """Return figures with their names as a table."""
    return "\n".join(["| figure | Drom |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def measure(order: Order, folder: str = "") -> dict[str, Any]:
    """Do one run in a folder of its own; a bot that does not answer as it should is a defect."""

    def work(made: Path) -> dict[str, Any]:
        found = asyncio.run(Run(order, made).go())
        return {**found, "meeting": meetings.plan(made), "idle": meetings.idle(made)}

    return apart(folder, work, lambda found: defects(order, found))


def apart(
    folder: str, work: Callable[[Path], dict[str, Any]], judge: Callable[[dict[str, Any]], list[str]]
) -> dict[str, Any]:
    """Return what a work in a new folder measures, with its ``defects``."""
    with tempfile.TemporaryDirectory(dir=folder or None, prefix="drom-bench-") as made:
        try:
            found = work(Path(made))
        except Strange as strange:
            return {"defects": [str(strange)]}
    return {**found, "defects": judge(found)}


def main() -> int:
    """Measure and print; return 1 where something is wrong."""
    return command("notices", __doc__, measure, table)


def command(
    name: str,
    about: str | None,
    measured: Callable[[Order, str], dict[str, Any]],
    shown: Callable[[Order, dict[str, Any]], str],
) -> int:
    """Read the command line of ``drom bench NAME``, measure and print; return 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog=f"drom bench {name}", description=about)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--rate", type=int, default=RATE, help="turns a second of those who chat")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--folder", default="", help="where the database is made (the system's place for such)")
    asked = parser.parse_args()
    order = Order(asked.count, asked.rate)
    found = measured(order, asked.folder)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    for defect in found["defects"]:
        say(defect, sys.stderr)
    if "planned" in found:
        load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors{load}"
        say(f"{where}, synchronous=FULL.\n\n{shown(order, found)}", sys.stdout)
    return 1 if found["defects"] or found["planned"] > WITHIN else 0


if __name__ == "__main__":
    sys.exit(main())
