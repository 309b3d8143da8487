"""Kills while people register: nothing is lost, and every repeat has an excuse; it never asks the bot."""

import random
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults.kills import kill_often
from tests.faults.proof import Proof
from tests.faults.trial import LAST_RESEND, SLOTS, Trial, fresh_server, report


async def run(
    folder: Path, *, seed: int, kills: int, people: int, buttons: bool = True, postgres: bool = False
) -> dict[str, Any]:
    """Do the whole trial; return figures and defects. ``people`` is how many register at any time."""
    trial = Trial(folder, press=buttons, url=await fresh_server(postgres=postgres))
    code, defects = 0, []
    try:
        await trial.open()
        trial.talk(people)
        defects += await kill_often(trial, kills, random.Random(seed))
        await trial.until_ready()
        await trial.finish(LAST_RESEND)
    except Strange as strange:
        defects.append(str(strange))
    finally:
        code = await trial.close()
    if not trial.crowd.plan:
        return report(seed=seed, kills=kills, registered=0, defects=defects)
    excused, seen = trial.judge()
    defects += seen + trial.inspect() + ([f"exit code {code}"] if code else [])
    if excused > kills * SLOTS:
        defects.append(f"{excused} repeats after {kills} kills are more than the slots had under way")
    return report(**_figures(trial, seed, kills, excused), defects=defects)


def _figures(trial: Trial, seed: int, kills: int, excused: int) -> dict[str, Any]:
    in_doubt = trial.ledger.count("outbox", "state = 'in_doubt'")
    people, updates = len(trial.finished), trial.stage.telegram.updates.last_id - 1000
    figures = {"seed": seed, "kills": kills, "registered": people, "updates": updates, "messages": trial.crowd.parts}
    return {**figures, "excused_repeats": excused, "in_doubt": in_doubt}


PROOF = Proof(
    "registration",
    "D1a",
    "kill -9 while people register loses no message and no answer",
    run,
    full={"kills": 200, "people": 30, "buttons": True, "postgres": False},
    short={"kills": 3, "people": 6},
)
