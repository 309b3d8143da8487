"""How long an answer takes that is worked in one process and sent by another: ``python -m tests.faults.beside``."""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.load import spread
from tests.bench.stage import HEADERS
from tests.databases import postgres_url
from tests.emulators.journal import Entry
from tests.emulators.telegram_people import message
from tests.faults.workers_stage import Workers, WorkersTrial

COUNT = 300
FIRST = 500_000
PATIENCE = 60.0


async def answered(stage: Workers, count: int) -> list[float]:
    """Let newcomers write, one after another, to the worker that does not send; return the seconds to each answer."""
    leader = await stage.until_led(PATIENCE)
    url = f"http://127.0.0.1:{stage.ports[1 - leader]}/telegram/webhook"
    heard: asyncio.Queue[Entry] = asyncio.Queue()
    stage.telegram.heard.append(heard.put_nowait)
    waits = []
    for number in range(FIRST, FIRST + count):
        body = json.dumps({"update_id": number, **message(number, 1, {"text": "/start"})}).encode()
        began = time.monotonic()
        await stage.caller.call("POST", url, body, HEADERS)
        while (entry := await asyncio.wait_for(heard.get(), PATIENCE)).chat != str(number):
            pass
        waits.append(entry.arrived - began)
    stage.telegram.heard.pop()
    return waits


async def main() -> None:
    """Measure and print milliseconds."""
    with tempfile.TemporaryDirectory(prefix="drom-beside-") as folder:
        trial = WorkersTrial(Path(folder), await asyncio.to_thread(postgres_url), lease=0)
        try:
            await trial.open()
            trial.stage.telegram.turn(type(trial.stage.telegram.knobs)())
            waits = await answered(trial.workers, COUNT)
        finally:
            await trial.close()
    sys.stdout.write(json.dumps({"answers": COUNT, **spread(waits)}) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
