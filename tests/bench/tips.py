"""``drom bench tips``: many people due for their weekly tip at once while others chat with a real Drom; one table.

The daily round plans a notice for each of them, beside Drom as a second process would; Drom's tick chooses a tip for
each and hands it to the outbox. The table tells how long both took together, and how long people waited for replies
before and meanwhile. The readers are on a messenger that is off: sending, at the channel's rate, is measured by ``drom
bench announce``.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.channels.limits import SIM_TELEGRAM
from bot.clock import SystemClock
from bot.programme import load
from bot.services import tip_rounds
from bot.services.tip_plans import TIP
from bot.settings import SAMPLE
from storage.down import StorageDown
from storage.store import Store, open_store
from storage.tables import contact, person, rhythm
from tests.bench import notices
from tests.bench.notices import WITHIN, Order
from tests.bench.rows import FIRST
from tests.storage.once import do

FAR = "2999-12-31"
REPLIES = 2000.0
"""Milliseconds that replies may take meanwhile, at the 95th percentile."""


class Run(notices.Run):
    """One measurement."""

    kind = TIP
    planning: asyncio.Task[None]
    planned = 0.0
    stumbles = 0

    async def lay(self, url: str) -> None:
        """Add people whose next tip is far away."""
        await asyncio.to_thread(do, url, lambda connection: _lay(connection, self.order.count))

    async def fall_due(self, url: str, due_at: datetime) -> None:
        """Let every tip be due since midnight, and begin the round at a moment."""
        today = update(rhythm).where(rhythm.c.next_on == FAR).values(next_on=f"{due_at:%Y-%m-%d}")
        await asyncio.to_thread(do, url, lambda connection: connection.execute(today))
        self.planning = asyncio.create_task(self._round(url, (due_at - datetime.now(UTC)).total_seconds()))

    async def _round(self, url: str, after: float) -> None:
        await asyncio.sleep(after)
        began, store = time.monotonic(), open_store(url)
        await store.open()
        try:
            while not await self._planned(store):
                self.stumbles += 1
        finally:
            await store.close()
        self.planned = time.monotonic() - began

    async def _planned(self, store: Store) -> bool:
        """Plan; False where the database was too busy, after which Drom does so once more."""
        try:
            await tip_rounds.plan(store, load(SAMPLE), SystemClock())
        except StorageDown:
            return False
        return True

    def waiting(self) -> bool:
        """Tell whether somebody's tip is not in the outbox yet; raises what the round ended with."""
        if self.planning.done():
            self.planning.result()
        return self.ledger.count("notice", f"kind = '{TIP}' AND state <> 'waiting'") < self.order.count

    async def go(self) -> dict[str, Any]:
        """Measure, and tell how long the round alone took."""
        found = await super().go()
        await self.planning
        seen = self.ledger.count("showing", "how = 'sent'")
        return {**found, "round": self.planned, "stumbles": self.stumbles, "seen": seen}


def _lay(connection: Connection, count: int) -> None:
    """Add people who agreed to everything, each with a contact that is never quiet and a weekly rhythm."""
    now = datetime.now(UTC)
    mine = {"organisation": "sample_ngo", "programme": "green_albania", "country": "AL", "trade": "sewing"}
    row = {**mine, "may_push": True, "registered_at": now, "created_at": now}
    connection.execute(insert(person), [row] * count)
    same = {"channel": SIM_TELEGRAM, "country": "AL", "language": "sq", "quiet_from": None, "quiet_to": None}
    whom = list(connection.scalars(select(person.c.id).order_by(person.c.id)))
    each = [
        {**same, "person_id": one, "address": str(FIRST + one), "last_in_at": now, "created_at": now} for one in whom
    ]
    connection.execute(insert(contact), each)
    connection.execute(insert(rhythm), [{"person_id": one, "hour": 0, "next_on": FAR} for one in whom])


def defects(order: Order, found: dict[str, Any]) -> list[str]:
    """Return what was not as it must be."""
    wrong = [f"strange: {one}" for one in found["strange"]]
    if found["messages"] != order.count or found["seen"] != order.count:
        wrong.append(f"{found['states']}, {found['messages']} messages and {found['seen']} seen, of {order.count}")
    if found["meanwhile"]["p95"] > REPLIES:
        wrong.append(f"replies took {found['meanwhile']['p95']:.0f} ms at p95")
    return wrong + ([f"exit code {found['exit']}"] if found["exit"] else [])


def table(order: Order, found: dict[str, Any]) -> str:
    """Return the figures in Markdown."""
    rows = [
        ("people due for their tip at once", f"{order.count:,}"),
        ("all planned after, s", f"{found['planned']:.1f}"),
    ]
    rows += [("must, s", f"<= {WITHIN:g}"), ("of these the daily round, s", f"{found['round']:.1f}")]
    rows.append(("begun again, as the database was busy", f"{found['stumbles']}"))
    rows.append(("planned a second", f"{order.count / max(found['planned'], 0.001):,.0f}"))
    rows.append(("processor time of Drom meanwhile, s", f"{found['cpu']:.1f}"))
    for name, words in (("before", "replies before"), ("meanwhile", "replies meanwhile")):
        waits = found[name]
        rows.append((f"{words}: p50 / p95 / p99 ms", " / ".join(f"{waits[p]:.1f}" for p in ("p50", "p95", "p99"))))
        rows.append((f"{words}: turns", f"{waits['turns']}"))
    rows.append(("must at p95, ms", f"<= {REPLIES:g}"))
    rows.append(("memory before / at the most, MB", f"{found['memory']:.0f} / {found['peak']:.0f}"))
    return notices.markdown(rows)


def measure(order: Order, folder: str = "") -> dict[str, Any]:
    """Do one run in a folder of its own; a bot that does not answer as it should is a defect."""
    return notices.apart(folder, lambda made: asyncio.run(Run(order, made).go()), lambda found: defects(order, found))


def main() -> int:
    """Measure and print; return 1 where something is wrong."""
    return notices.command("tips", __doc__, measure, table)


if __name__ == "__main__":
    sys.exit(main())
