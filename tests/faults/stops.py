"""Told to stop again and again while people register: it ends soon, and nothing is lost or said twice."""

import asyncio
import random
import time
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults.progress import Progress
from tests.faults.proof import Proof
from tests.faults.trial import Trial, report

LONGEST = 30.0
DEEPEST = 12
"""Stops come after so many messages from people at most, so that they strike at every depth."""


async def run(folder: Path, *, seed: int, stops: int, people: int) -> dict[str, Any]:
    """Stop and start so many times while ``people`` register at any time."""
    trial, chance = Trial(folder, press=True), random.Random(seed)
    codes: list[int] = []
    took: list[float] = []
    strange: list[str] = []
    try:
        await trial.open()
        trial.talk(people)
        progress = Progress("stops", stops)
        for number in range(stops):
            progress.at(number)
            await trial.until_ready()
            await _turns(trial, trial.crowd.turns + chance.randrange(1, DEEPEST))
            await _stop(trial, codes, took)
            trial.stage.start()
        await trial.until_ready()
        await trial.finish(120)
        await _stop(trial, codes, took)
    except Strange as error:
        strange.append(str(error))
    finally:
        await trial.close()
    excused, defects = trial.judge()
    defects += strange + trial.inspect() + [f"exit code {code}" for code in codes if code]
    defects += [f"a stop took {seconds:.1f} s" for seconds in took if seconds > LONGEST]
    in_doubt = trial.ledger.count("outbox", "state = 'in_doubt'")
    defects += [f"{excused} messages were said twice"] if excused else []
    defects += [f"{in_doubt} messages are in doubt"] if in_doubt else []
    longest = round(max(took, default=0.0), 1)
    return report(seed=seed, stops=len(took), registered=len(trial.finished), longest_s=longest, defects=defects)


async def _turns(trial: Trial, wanted: int, seconds: float = 60.0) -> None:
    """Wait until so many messages of people have been answered; raises ``Strange``."""
    deadline = time.monotonic() + seconds
    while trial.crowd.turns < wanted:
        if time.monotonic() > deadline:
            raise Strange(f"{trial.crowd.turns} answers, not {wanted}, after {seconds:g} s")
        await asyncio.sleep(0.01)


async def _stop(trial: Trial, codes: list[int], took: list[float]) -> None:
    began = time.monotonic()
    codes.append(await trial.stage.stop())
    took.append(time.monotonic() - began)


PROOF = Proof(
    "stops",
    "D18",
    "a process that is told to stop ends within 30 s, with nothing lost and nothing said twice",
    run,
    full={"stops": 100, "people": 20},
    short={"stops": 4, "people": 10},
)
