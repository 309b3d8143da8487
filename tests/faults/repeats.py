"""Redelivered updates are answered and have no second effect, also after a restart; it never asks the bot."""

import asyncio
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.load import spread
from tests.faults.progress import Progress
from tests.faults.proof import Proof
from tests.faults.trial import Trial, report

AT_ONCE = 16
P99_MS = 250.0
"""What D4 of promises.md allows."""


async def repost(trial: Trial, updates: list[dict[str, Any]]) -> tuple[list[float], Counter[int]]:
    """Post updates again, 16 at a time; return how long each took, in seconds, and the answers."""
    waits: list[float] = []
    answers: Counter[int] = Counter()
    left, progress = list(reversed(updates)), Progress("posts left")

    async def one_line() -> None:
        while left:
            progress.at(len(left))
            update, began = left.pop(), time.monotonic()
            answers[await trial.stage.post(update)] += 1
            waits.append(time.monotonic() - began)

    await asyncio.gather(*(one_line() for _ in range(AT_ONCE)))
    return waits, answers


async def run(folder: Path, *, seed: int, count: int, people: int, most: float = P99_MS) -> dict[str, Any]:
    """Register people, post their updates again, half of the times after a restart; ``most`` is the p99 in ms."""
    trial, chance = Trial(folder, press=True), random.Random(seed)
    pushed = trial.stage.telegram.updates.pushed
    try:
        await trial.open()
        trial.more = False
        trial.talk(people)
        await trial.finish(60)
        before = _effects(trial)
        again = [chance.choice(pushed) for _ in range(count)]
        waits, answers = await repost(trial, again[: count // 2])
        await trial.stage.stop()
        trial.stage.start()
        await trial.until_ready()
        more_waits, more_answers = await repost(trial, again[count // 2 :])
        after = _effects(trial)
    finally:
        await trial.close()
    defects = [f"{times} answers were {status}" for status, times in (answers + more_answers).items() if status != 200]
    defects += [f"{name}: {after[name]} after, {before[name]} before" for name in before if after[name] != before[name]]
    if (p99 := spread(waits + more_waits)["p99"]) > most:
        defects.append(f"p99 is {p99:.0f} ms")
    defects += trial.judge()[1] + trial.inspect()
    return report(seed=seed, repeats=count, updates=len(pushed), p99_ms=round(p99, 1), defects=defects)


def _effects(trial: Trial) -> dict[str, int]:
    """Count what a repeat might change; the requests of Drom's own start are not counted."""
    own = [one for one in trial.stage.telegram.journal.entries if one.chat or one.method == "answercallbackquery"]
    tables = ("inbox", "outbox", "person", "contact", "consent", "ticket")
    return {"requests": len(own), **{table: trial.ledger.count(table) for table in tables}}


PROOF = Proof(
    "repeats",
    "D4",
    "a message that the platform delivers again has no second effect and is answered soon",
    run,
    full={"count": 10_000, "people": 50, "most": P99_MS},
    # Other tests may keep the machine busy; the full form holds D4's 250 ms.
    short={"count": 1000, "people": 5, "most": 2000.0},
)
