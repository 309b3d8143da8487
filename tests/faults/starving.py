"""Half requests, dripping ones, huge ones and bombs, hundreds at once, while genuine updates are acknowledged."""

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.bench.process import ROOT
from tests.emulators.telegram_people import message
from tests.faults.proof import Proof
from tests.faults.starving_attack import DROPPED, MIB, Seen
from tests.faults.trial import Trial, report

GENUINE, FIRST_UPDATE = 300_000, 20_000_000
PACE = 0.05
"""Seconds between two genuine updates."""


async def genuine(trial: Trial, stop: asyncio.Event, waits: list[float], peak: list[float]) -> Counter[int]:
    """Post updates at a steady pace until told to stop; note how long each took and how much memory is held."""
    answers: Counter[int] = Counter()
    while not stop.is_set():
        began, number = time.monotonic(), len(waits)
        said = message(GENUINE + number % 50, number + 1, {"text": "again"})
        answers[await trial.stage.post({"update_id": FIRST_UPDATE + number, **said})] += 1
        waits.append(time.monotonic() - began)
        peak.append(trial.stage.process.memory())
        await asyncio.sleep(PACE)
    return answers


async def attacked(url: str, half: int, huge: int, megabytes: int) -> Seen:
    """Let another process attack an address, and return what it saw; raises ``Strange`` where it failed."""
    words = ["-m", "tests.faults.starving_attack", url, *map(str, (half, huge, megabytes))]
    pipe = asyncio.subprocess.PIPE
    attacker = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=pipe)
    told, _ = await attacker.communicate()
    if attacker.returncode:
        raise Strange(f"the attack ended with {attacker.returncode}")
    said = json.loads(told)
    return Seen(Counter(said["answers"]), said["held"], said["defects"])


async def run(
    folder: Path, *, seed: int, half: int, huge: int, megabytes: int, ack: float, memory: float
) -> dict[str, Any]:
    """Do it all at once; ``ack`` is the longest acknowledgement in seconds, ``memory`` the growth in MiB."""
    trial, seen, stop = Trial(folder), Seen(), asyncio.Event()
    waits, peak, answers, rest = list[float](), list[float](), Counter[int](), 0.0
    try:
        await trial.begin()
        rest = trial.stage.process.memory()
        posting = asyncio.create_task(genuine(trial, stop, waits, peak))
        try:
            seen = await attacked(trial.stage.bot.url, half, huge, megabytes)
        finally:
            stop.set()
            answers = await posting
    except Strange as error:
        seen.defects.append(str(error))
    finally:
        code = await trial.close()
    if not answers:
        return report(seed=seed, genuine=0, defects=seen.defects)
    grown = round((max(peak, default=rest) - rest) * 1e6 / MIB, 1)
    slowest, longest = max(waits, default=0.0), max(seen.held, default=0.0)
    defects = seen.defects + [f"{times} genuine posts were {one}" for one, times in answers.items() if one != 200]
    defects += [f"an acknowledgement took {slowest:.2f} s"] if slowest > ack else []
    defects += [f"a half request was held for {longest:.1f} s"] if longest > DROPPED + ack else []
    defects += [f"memory grew by {grown} MiB"] if grown > memory else []
    defects += trial.ledger.unworked() + ([f"exit code {code}"] if code else [])
    p99 = sorted(waits)[len(waits) * 99 // 100]
    figures = {"genuine": len(waits), "p99_s": round(p99, 3), "slowest_s": round(slowest, 3)}
    figures |= {"longest_held_s": round(longest, 1)}
    return report(seed=seed, **figures, grown_mib=grown, answers=dict(seen.answers), defects=defects)


PROOF = Proof(
    "starving",
    "S2",
    "half, dripping, huge, packed and deep requests are let go, and genuine updates are acknowledged meanwhile",
    run,
    full={"half": 500, "huge": 1000, "megabytes": 50, "ack": 1.0, "memory": 100.0},
    short={"half": 30, "huge": 10, "megabytes": 5},
)
