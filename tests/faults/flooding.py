"""One person who writes as fast as they can, while others talk: these are answered as ever."""

import asyncio
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.bench.load import spread
from tests.emulators.telegram_people import message
from tests.faults.proof import Proof
from tests.faults.trial import Trial, report

FLOODER, OTHERS, FIRST_UPDATE = 400_000, 400_001, 30_000_000
STORED = 500
"""Messages of one person that may be stored in a day."""
WORKED = 100
"""Answers that the flooder may get at the most: the allowance, what came back of it meanwhile, and a notice."""
CALM = 20.0
RATES = {"DROM_TELEGRAM_RATE": "30", "DROM_TELEGRAM_CHAT_RATE": "1"}


class Talk:
    """Who hears when: the time from a message to the first answer after it, by chat, in seconds."""

    def __init__(self, trial: Trial) -> None:
        self._trial, self._number = trial, FIRST_UPDATE
        self._asked: dict[str, float] = {}
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.heard: Counter[str] = Counter()
        self.answers: Counter[int] = Counter()
        trial.stage.telegram.heard.append(lambda entry: self._hear(entry.chat))

    def _hear(self, chat: str) -> None:
        self.heard[chat] += 1
        if (asked := self._asked.pop(chat, None)) is not None:
            self.waits[chat].append(time.monotonic() - asked)

    async def write(self, who: int) -> None:
        """Post a message of somebody."""
        self._number += 1
        self._asked.setdefault(str(who), time.monotonic())
        said = {"update_id": self._number, **message(who, self._number, {"text": "again"})}
        self.answers[await self._trial.stage.post(said)] += 1

    async def at_a_pace(self, who: int, count: int, pause: float) -> None:
        """Write so often, with a pause after each."""
        for _ in range(count):
            await self.write(who)
            await asyncio.sleep(pause)

    async def flood(self, count: int, seconds: float) -> None:
        """Write evenly over so many seconds without waiting for anything."""
        began, posts = time.monotonic(), []
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number * seconds / count - time.monotonic()))
            posts.append(asyncio.create_task(self.write(FLOODER)))
        await asyncio.gather(*posts)


async def run(folder: Path, *, seed: int, messages: int, seconds: float, people: int, p95: float) -> dict[str, Any]:
    """Let one person flood for so many seconds; ``p95`` is how long others wait for an answer, in milliseconds."""
    trial, strange = Trial(folder, settings=RATES), list[str]()
    talk = Talk(trial)
    try:
        await trial.begin()
        others = [talk.at_a_pace(OTHERS + number, int(seconds / 2), 2.0) for number in range(people)]
        await asyncio.gather(talk.flood(messages, seconds), *others)
        await asyncio.sleep(CALM)
    except Strange as error:
        strange.append(str(error))
    finally:
        code = await trial.close()
    if not talk.answers:
        return report(seed=seed, messages=0, defects=strange)
    waits = [wait for chat, each in talk.waits.items() if chat != str(FLOODER) for wait in each]
    slow, ledger = round(spread(waits)["p95"], 1), trial.ledger
    worked = ledger.count("inbox", f"seq BETWEEN {FIRST_UPDATE} AND {FIRST_UPDATE + 10 * messages} AND state = 'done'")
    stored = max(times for (times,) in ledger.rows("SELECT count(*) FROM inbox GROUP BY contact_id"))
    defects = strange + [f"{times} posts were {one}" for one, times in talk.answers.items() if one != 200]
    defects += [f"others wait {slow} ms at p95"] if slow > p95 else []
    defects += [f"{stored} messages of one person are stored"] if stored > STORED else []
    defects += [f"the flooder got {talk.heard[str(FLOODER)]} answers"] if talk.heard[str(FLOODER)] > WORKED else []
    defects += ledger.unworked() + ([f"exit code {code}"] if code else [])
    merged = ledger.count("inbox", "state = 'merged'")
    figures = {"others_p95_ms": slow, "answers_of_others": len(waits), "worked": worked, "merged": merged}
    return report(seed=seed, messages=messages, **figures, most_stored=stored, defects=defects)


PROOF = Proof(
    "flooding",
    "S3",
    "one person who writes without end costs the others nothing, and a day's allowance is not passed",
    run,
    full={"messages": 1000, "seconds": 10.0, "people": 20, "p95": 2000.0},
    short={"messages": 200, "seconds": 4.0, "people": 5, "p95": 10_000.0},
)
