"""Kills during registrations: ``python -m tests.faults.registration --kills 200 --seed 1``; the seed is printed."""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults.trial import SLOTS, Trial, report

DURING_START = 0.2
"""The share of kills that strike while the process starts."""


async def kill_often(trial: Trial, count: int, chance: random.Random) -> None:
    """Kill Drom again and again, 50 to 700 ms after it is ready or while it starts, and start it anew each time."""
    for _ in range(count):
        if chance.random() >= DURING_START:
            await trial.until_ready()
        await asyncio.sleep(chance.uniform(0.05, 0.7))
        trial.kills.append(time.monotonic())
        trial.stage.process.kill()
        trial.stage.start()


async def run(folder: Path, kills: int, users: int, seed: int, press: bool = False) -> dict[str, Any]:
    """Do the whole trial; return figures and defects."""
    trial = Trial(folder, press=press)
    code, defects = 0, []
    try:
        await trial.open()
        trial.talk(users)
        await kill_often(trial, kills, random.Random(seed))
        await trial.until_ready()
        await trial.finish(120)
    except Strange as strange:
        defects.append(str(strange))
    finally:
        code = await trial.close()
    if not trial.crowd.plan:
        return report(seed=seed, kills=kills, people=0, defects=defects)
    excused, seen = trial.judge()
    defects += seen + trial.inspect() + ([f"exit code {code}"] if code else [])
    in_doubt = trial.ledger.count("outbox", "state = 'in_doubt'")
    people, updates = len(trial.finished), trial.stage.telegram.updates.last_id - 1000
    if excused > kills * SLOTS:
        defects.append(f"{excused} repeats after {kills} kills are more than the slots had under way")
    figures = {"seed": seed, "kills": kills, "people": people, "updates": updates, "messages": trial.crowd.parts}
    return report(**figures, excused_repeats=excused, in_doubt=in_doubt, defects=defects)


def main() -> int:
    """Run and print; return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--buttons", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="drom-faults-") as folder:
        found = asyncio.run(run(Path(folder), asked.kills, asked.users, asked.seed, asked.buttons))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 1 if found["defects"] else 0


if __name__ == "__main__":
    sys.exit(main())
