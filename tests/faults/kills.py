"""Kills of a Drom that works, one after another; it never judges what they did."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from tests.faults.progress import Progress
from tests.faults.trial import Trial

DURING_START = 0.2
"""The share of kills that strike while the process starts."""


async def nothing() -> bool:
    """Need nothing to be begun before a kill."""
    return False


async def kill_often(
    trial: Trial, count: int, chance: random.Random, begin: Callable[[], Awaitable[bool]] = nothing
) -> list[str]:
    """Kill Drom again and again, 50 to 700 ms after it is ready or while it starts, and start it anew each time.

    ``begin`` is called before each kill; where it has begun something (True), that is not waited for. Return what the
    database says of itself after each kill where that is not ``ok``.
    """
    defects, progress = [], Progress("kills", count)
    for number in range(count):
        progress.at(number)
        in_start = chance.random() < DURING_START
        if not await begin() and not in_start:
            await trial.until_ready()
        await asyncio.sleep(chance.uniform(0.05, 0.7))
        trial.kills.append(time.monotonic())
        trial.stage.process.kill()
        if (said := await asyncio.to_thread(trial.ledger.integrity)) != "ok":
            defects.append(f"kill {number + 1}: {said}")
        await asyncio.to_thread(trial.ledger.outlive_leases)
        trial.stage.start()
    return defects
