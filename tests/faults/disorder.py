"""Many messages of many people at once, shuffled: each person's are worked one at a time, in order, and once."""

import asyncio
import random
from pathlib import Path
from typing import Any

from tests.emulators.telegram_people import message, press
from tests.faults.judge import overlaps
from tests.faults.progress import Progress
from tests.faults.proof import Proof
from tests.faults.repeats import repost
from tests.faults.trial import Trial, report

FIRST = 100_000
DOUBLE_TAPS = 100

OUT_OF_ORDER = """
SELECT count(*) FROM inbox a JOIN inbox b ON a.contact_id = b.contact_id
WHERE b.seq < a.seq AND b.received_at < a.done_at AND a.done_at < b.done_at
"""
"""Messages that were taken while one of the same person with a lower number waited."""

TURNS = """
SELECT count(*) FROM contact c
WHERE c.rev <> (SELECT count(*) FROM inbox i WHERE i.contact_id = c.id AND i.state = 'done')
"""
"""Contacts whose conversation moved another number of times than they wrote."""


def shuffled(people: int, each: int, seed: int) -> list[dict[str, Any]]:
    """Return the updates of all, in no order."""
    updates = [
        {"update_id": 1_000_000 + number * each + place, **message(FIRST + number, place, {"text": f"{place}"})}
        for number in range(people)
        for place in range(1, each + 1)
    ]
    random.Random(seed).shuffle(updates)
    return updates


async def tap_again(trial: Trial) -> list[str]:
    """Let one person tap the last button of the registration 100 times at once; it must count once."""
    (person,) = await trial.crowd.bring(1, len(trial.crowd.plan) - 1, 1, 30)
    data = trial.crowd.given(person).value
    updates = [
        {"update_id": 5_000_000 + number, **press(person.number, f"tap-{number}", data)}
        for number in range(DOUBLE_TAPS)
    ]
    before = trial.ledger.count("person", "registered_at IS NOT NULL")
    await repost(trial, updates)
    after = trial.ledger.count("person", "registered_at IS NOT NULL")
    return [] if after == before + 1 else [f"{after - before} people were registered by {DOUBLE_TAPS} taps"]


async def run(folder: Path, *, seed: int, people: int, each: int) -> dict[str, Any]:
    """Post everything, wait until it is answered, stop Drom and look at what it noted; return figures and defects."""
    trial = Trial(folder, press=True)
    try:
        await trial.open()
        updates = shuffled(people, each, seed)
        _, answers = await repost(trial, updates)
        await settle(trial)
        defects = await tap_again(trial)
        await settle(trial)
    finally:
        await trial.close()
    ledger = trial.ledger
    defects += [f"{times} answers were {status}" for status, times in answers.items() if status != 200]
    if lost := {update["update_id"] for update in updates} - set(ledger.received()):
        defects.append(f"{len(lost)} messages are lost")
    defects += [f"update {one} is stored {times} times" for one, times in ledger.received().items() if times > 1]
    defects += [f"{wrong} messages out of order" for ((wrong,),) in [ledger.rows(OUT_OF_ORDER)] if wrong]
    defects += [f"{wrong} contacts with a lost turn" for ((wrong,),) in [ledger.rows(TURNS)] if wrong]
    defects += [
        f"chat {chat}: {wrong} sends overlap" for chat, one in trial.copies().items() if (wrong := overlaps(one))
    ]
    defects += ledger.unworked() + ledger.unsent()
    return report(seed=seed, messages=len(updates), outcomes=len(ledger.outcomes()), defects=defects)


async def settle(trial: Trial, seconds: float = 120.0) -> None:
    """Wait until nothing is left to be sent."""
    progress = Progress("messages left")
    for _ in range(int(seconds / 0.1)):
        if not (left := trial.ledger.count("outbox", "state IN ('waiting', 'sending')")):
            return
        progress.at(left)
        await asyncio.sleep(0.1)


PROOF = Proof(
    "disorder",
    "D5",
    "messages of one person that come at once and out of order are worked one after another, each once",
    run,
    full={"people": 200, "each": 50},
    short={"people": 20, "each": 20},
)
