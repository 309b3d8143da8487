"""Two workers on one PostgreSQL database, killed, frozen and cut off in turn while people register."""

import asyncio
import random
import time
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.databases import postgres_url
from tests.faults.proof import Proof
from tests.faults.trial import LAST_RESEND, SLOTS, report
from tests.faults.workers_stage import WORKERS, WorkersTrial

UNLED = 0.2
"""The share of kills that strike while it may be that nobody sends."""
CUT_SECONDS = 5.0
TAKEOVER_SECONDS = 60.0
"""What D12 of promises.md allows."""
SPARE = 15.0
"""How much longer than a lease a takeover may take on a machine that is busy with tests."""


async def kill_either(trial: WorkersTrial, kills: int, patience: float, chance: random.Random) -> list[float]:
    """Kill a worker again and again and start it anew; return how long it took until another one sent."""
    stage, takeovers = trial.workers, []
    for _ in range(kills):
        await trial.until_ready()
        leader = None
        if chance.random() >= UNLED:
            leader = await stage.until_led(patience)
        await asyncio.sleep(chance.uniform(0.05, 0.7))
        victim, began = chance.randrange(WORKERS), time.monotonic()
        trial.kills.append(began)
        stage.kill(victim)
        if victim == leader:
            await stage.until_led(patience, but=victim)
            takeovers.append(time.monotonic() - began)
        stage.revive(victim)
    return takeovers


async def freeze(trial: WorkersTrial, seconds: float, patience: float) -> float:
    """Let the one that sends stand still, and go on when another one sends; return how long that one took."""
    await trial.until_ready()
    leader, began = await trial.workers.until_led(patience), time.monotonic()
    trial.kills.append(began)
    await trial.workers.freeze(leader)
    trial.kills.append(time.monotonic())  # all that came until now was written before
    await trial.workers.until_led(patience, but=leader)
    took = time.monotonic() - began
    await asyncio.sleep(max(0.0, seconds - took))
    trial.workers.thaw(leader)
    await trial.until_ready()
    return took


async def cut(trial: WorkersTrial, patience: float) -> float:
    """Cut the line between the one that sends and the database for a moment.

    Return how long it took after that until all that was on its way had an outcome on disk: a kill before that is
    another fault than either of the two.
    """
    line = trial.workers.lines[await trial.workers.until_led(patience)]
    line.cut()
    await asyncio.sleep(CUT_SECONDS)
    line.mend()
    began = time.monotonic()
    await trial.until_settled(patience)
    await trial.until_ready()
    return time.monotonic() - began


async def run(
    folder: Path, *, seed: int, kills: int, people: int, messages: int, lease: float, frozen: float
) -> dict[str, Any]:
    """Do everything; ``lease`` is in seconds (0: a real one), ``frozen`` how long one worker stands still."""
    # With its tables: two processes that migrate at once are tried elsewhere, and take their time.
    trial = WorkersTrial(folder, await asyncio.to_thread(postgres_url), lease=lease)
    patience, code, took = (lease or TAKEOVER_SECONDS) + SPARE, 0, []
    took_frozen = took_cut = 0.0
    defects: list[str] = []
    try:
        await trial.open()
        trial.talk(people)
        took_frozen = await freeze(trial, frozen, patience)
        took_cut = await cut(trial, patience)
        took = await kill_either(trial, kills, patience, random.Random(seed))
        await trial.until_ready()
        await enough(trial, messages)
        await trial.finish(LAST_RESEND)
    except Strange as strange:
        defects.append(str(strange))
    finally:
        code = await trial.close()
    if not trial.crowd.plan:
        return report(seed=seed, kills=kills, registered=0, defects=defects)
    excused, seen = trial.judge()
    defects += seen + trial.inspect() + ([f"exit code {code}"] if code else [])
    if excused > (kills + 1) * SLOTS:
        defects.append(f"{excused} repeats are more than the slots had under way")
    figures = {"seed": seed, "kills": kills, "of_leaders": len(took), "registered": len(trial.finished)}
    waits = {"takeover_frozen_s": round(took_frozen, 1), "takeover_killed_s": round(max(took, default=0.0), 1)}
    waits |= {"settled_after_cut_s": round(took_cut, 1), "slowest_outcome_s": trial.slowest()}
    waits["in_doubt"] = trial.ledger.count("outbox", "state = 'in_doubt'")
    return report(**figures, messages=trial.crowd.parts, excused_repeats=excused, lease=lease, **waits, defects=defects)


async def enough(trial: WorkersTrial, messages: int) -> None:
    """Wait until so many messages went; raises ``Strange`` where nothing goes any more."""
    while trial.crowd.parts < messages:
        before = trial.crowd.parts
        await asyncio.sleep(10)
        if trial.crowd.parts == before:
            raise Strange(f"no message in 10 s, after {before}")


PROOF = Proof(
    "workers",
    "D12",
    "two workers on PostgreSQL: killed, frozen or cut off, they lose nothing and send in order",
    run,
    full={"kills": 100, "people": 30, "messages": 20_000, "lease": 14.0, "frozen": 90.0},
    short={"kills": 2, "people": 6, "messages": 100, "lease": 14.0, "frozen": 18.0},
)
