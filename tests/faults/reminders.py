"""Kills while notices come due: each reaches its person, and every repeat has an excuse; it never asks the bot."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.bench.rows import Reader, bring, wait
from tests.faults.judge import judge
from tests.faults.kills import kill_often
from tests.faults.proof import Proof
from tests.faults.trial import LAST_RESEND, Trial, fresh_server, report

SLOTS = 16
"""Requests that an ordinary start has under way at most for what nobody has just written for."""
BETWEEN = 1.5
"""Seconds from one kill to the next, about: the notices are spread over as many, so that each kill meets some."""


async def run(folder: Path, *, seed: int, kills: int, count: int, postgres: bool = False) -> dict[str, Any]:
    """Let notices come due while Drom is killed again and again; return figures and defects."""
    url = await fresh_server(postgres=postgres)
    trial, code, defects, readers = Trial(folder, url=url), 0, [], []
    try:
        await trial.open()
        database = url or f"sqlite:///{folder / 'data' / 'drom.db'}"
        readers = await asyncio.to_thread(bring, database, "telegram", count)
        spread = timedelta(seconds=kills * BETWEEN)
        await asyncio.to_thread(wait, database, readers, datetime.now(UTC), spread)
        defects += await kill_often(trial, kills, random.Random(seed))
        await trial.until_ready()
        await _settled(trial)
    except Strange as strange:
        defects.append(str(strange))
    finally:
        code = await trial.close()
    excused, seen = _judged(trial, readers)
    defects += seen + ([f"exit code {code}"] if code else [])
    defects += trial.ledger.unsent() + _unended(trial, count)
    if excused > kills * SLOTS:
        defects.append(f"{excused} repeats after {kills} kills are more than the slots had under way")
    in_doubt = trial.ledger.count("outbox", "state = 'in_doubt'")
    figures = {"seed": seed, "kills": kills, "notices": count, "excused_repeats": excused, "in_doubt": in_doubt}
    return report(**figures, slowest_outcome_s=trial.slowest(), defects=defects)


async def _settled(trial: Trial) -> None:
    """Wait until nothing is due and nothing is on its way; raises ``Strange``."""
    deadline = time.monotonic() + LAST_RESEND
    while await asyncio.to_thread(_open, trial):
        if time.monotonic() > deadline:
            raise Strange(f"{_open(trial)} notices or messages are still open")
        await asyncio.sleep(0.2)


def _open(trial: Trial) -> int:
    waiting = trial.ledger.count("notice", "state = 'waiting'")
    return waiting + trial.ledger.count("outbox", "state IN ('waiting', 'sending')")


def _judged(trial: Trial, readers: list[Reader]) -> tuple[int, list[str]]:
    """Return how many repeats were excused, and every notice that was lost or repeated without excuse."""
    copies, excused, defects = trial.copies(), 0, []
    for reader in readers:
        verdict = judge(copies[reader.address], [f"A person answers you:\n{reader.words}"], trial.kills)
        excused += verdict.excused
        defects += [f"chat {reader.address}: {defect}" for defect in verdict.defects]
    return excused, defects


def _unended(trial: Trial, count: int) -> list[str]:
    out = trial.ledger.count("notice", "state = 'out'")
    return [] if out == count else [f"{out} of {count} notices are out"]


PROOF = Proof(
    "reminders",
    "D1c D11",
    "kill -9 while notices come due loses none and repeats none without excuse",
    run,
    full={"kills": 200, "count": 2_000, "postgres": False},
    short={"kills": 4, "count": 200},
)
