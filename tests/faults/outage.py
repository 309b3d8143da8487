"""A provider that refuses every connection for a while: nothing is given up, few probes, and then all at the rate."""

import asyncio
import itertools
import time
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults.progress import Progress
from tests.faults.proof import Proof
from tests.faults.sending import Sending
from tests.faults.trial import report

RATE = 30
APART = 5.0
"""Seconds between two probes, at least."""
SLACK = 1.15
FIRST_AFTER = 30.0
OPENING = 2.0
"""Seconds in which the first requests fail side by side, before the breaker is open."""


async def run(folder: Path, *, seed: int, people: int, seconds: int) -> dict[str, Any]:
    """Put one message for everybody while the provider is down for so many seconds."""
    settings = {"DROM_TELEGRAM_RATE": str(RATE), "DROM_TELEGRAM_CHAT_RATE": "1", "DROM_SEND_SLOTS": "8,16"}
    sending, strange, back = Sending(folder, settings), [], 0.0
    try:
        await sending.open(people)
        (folder / "calls").touch()
        server = sending.stage.telegram.server
        port = server.port
        await server.stop()
        await sending.announce("news")
        await _down(seconds)
        await server.start(port)
        back = time.monotonic()
        await sending.until_sent(people / RATE * SLACK + 60)
    except Strange as error:
        strange.append(str(error))
    finally:
        code = await sending.close()
    defects = strange + sending.ledger.unsent() + sending.lost() + ([f"exit code {code}"] if code else [])
    in_doubt = sending.ledger.count("outbox", "state = 'in_doubt'")
    defects += [f"{in_doubt} messages are in doubt"] if in_doubt else []
    figures, more = judged(sending, back, people)
    return report(seed=seed, people=people, seconds_down=seconds, **figures, defects=defects + more)


async def _down(seconds: int) -> None:
    progress = Progress("seconds down", seconds)
    for second in range(seconds):
        progress.at(second)
        await asyncio.sleep(1)


def judged(sending: Sending, back: float, people: int) -> tuple[dict[str, Any], list[str]]:
    """Return figures and defects of the probes, and of how it went on."""
    calls = (sending.folder / "calls").read_text().splitlines()
    sent = [float(line.split()[0]) for line in calls if line.endswith("sendMessage")]
    opened = min(sent, default=back) + OPENING
    probes = [moment for moment in sent if opened < moment < back]
    arrived = sorted(one.arrived for one in sending.sends() if one.accepted)
    if not arrived:
        return {}, ["nothing arrived"]
    waits = [later - earlier for earlier, later in itertools.pairwise(probes)]
    first, drained = arrived[0] - back, arrived[-1] - arrived[0]
    busiest = max(sum(1 for other in arrived[n : n + RATE + 8] if other < one + 1) for n, one in enumerate(arrived))
    found = {"probes": len(probes), "closest_probes_s": round(min(waits, default=0.0), 2), "first_s": round(first, 1)}
    found |= {"drained_s": round(drained, 1), "ideal_s": round(people / RATE, 1), "busiest_second": busiest}
    defects = [f"two probes are {wait:.2f} s apart" for wait in waits if wait < APART - 0.1]
    defects += [f"the first message came {first:.1f} s after"] if first > FIRST_AFTER else []
    defects += [f"drained in {drained:.1f} s"] if drained > people / RATE * SLACK else []
    defects += [f"{busiest} messages in one second"] if busiest > RATE + 1 else []
    return found, defects


PROOF = Proof(
    "outage",
    "D8",
    "a provider that is down costs no message, is probed rarely, and is then served at the rate",
    run,
    full={"people": 5000, "seconds": 3600},
    short={"people": 150, "seconds": 12},
)
