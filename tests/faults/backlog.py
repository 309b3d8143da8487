"""Many updates while nothing can be sent: memory stays, acknowledgements stay quick, and then all of it goes out."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.bench.load import spread
from tests.emulators.telegram_people import message
from tests.faults.disorder import settle
from tests.faults.proof import Proof
from tests.faults.repeats import repost
from tests.faults.trial import Trial, report

FIRST, FIRST_UPDATE = 200_000, 10_000_000
EACH = 10
"""How many messages a person sends; more than a few dozen at once would be taken for a flood."""
DRAIN_SECONDS = 1800.0


def written(updates: int, seed: int) -> list[dict[str, Any]]:
    """Return updates of people who each write a few times, mixed, each person's in order."""
    places = [number // EACH for number in range(updates)]
    random.Random(seed).shuffle(places)
    seen: Counter[int] = Counter()
    found = []
    for number, place in enumerate(places):
        seen[place] += 1
        said = message(FIRST + place, seen[place], {"text": "again"})
        found.append({"update_id": FIRST_UPDATE + number, **said})
    return found


async def run(folder: Path, *, seed: int, updates: int, ack: float, memory: float) -> dict[str, Any]:
    """Post them while the provider is gone, and let it come back; ``ack`` is the p99 in ms, ``memory`` in MiB."""
    trial, heard, strange = Trial(folder), Counter[str](), list[str]()
    waits, answers, found = list[float](), Counter[int](), dict[str, Any]()
    try:
        await trial.begin()
        telegram = trial.stage.telegram
        telegram.journal.keep = telegram.updates.keep = False
        telegram.heard.append(lambda entry: heard.update([entry.chat]))
        rest, port = trial.stage.process.memory(), telegram.server.port
        await telegram.server.stop()
        waits, answers = await repost(trial, written(updates, seed))
        found["grown_mib"] = round((trial.stage.process.memory() - rest) * 1e6 / 2**20, 1)
        found["open_while_down"] = trial.ledger.count("outbox", "state IN ('waiting', 'sending')")
        await telegram.server.start(port)
        await settle(trial, DRAIN_SECONDS)
    except Strange as error:
        strange.append(str(error))
    finally:
        code = await trial.close()
    if not answers:
        return report(seed=seed, updates=0, defects=strange)
    found["p99_ms"] = round(spread(waits)["p99"], 1)
    defects = strange + lost(trial, updates, answers, heard) + ([f"exit code {code}"] if code else [])
    defects += [f"memory grew by {found['grown_mib']} MiB"] if found.get("grown_mib", 0) > memory else []
    defects += [f"the p99 of acknowledgements is {found['p99_ms']} ms"] if found["p99_ms"] > ack else []
    per_second = round(updates / sum(waits) * 16) if waits else 0
    return report(seed=seed, updates=updates, **found, updates_per_second=per_second, defects=defects)


def lost(trial: Trial, updates: int, answers: Counter[int], heard: Counter[str]) -> list[str]:
    """Return what is missing, Drom being down: updates not stored, rows not sent, people who heard nothing."""
    ledger = trial.ledger
    defects = [f"{times} posts were answered {status}" for status, times in answers.items() if status != 200]
    stored = ledger.count("inbox", f"seq BETWEEN {FIRST_UPDATE} AND {FIRST_UPDATE + updates}")
    defects += [f"{updates - stored} updates are not stored"] if stored != updates else []
    people = {str(FIRST + place) for place in range((updates + EACH - 1) // EACH)}
    silent = len(people - set(heard))
    defects += [f"{silent} people heard nothing"] if silent else []
    return defects + ledger.unworked() + ledger.unsent()


PROOF = Proof(
    "backlog",
    "D16",
    "updates that come while nothing can be sent cost little memory, are acknowledged at once, and all go out after",
    run,
    full={"updates": 50_000, "ack": 500.0, "memory": 150.0},
    short={"updates": 600, "ack": 5000.0},
)
