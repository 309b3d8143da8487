"""A database that takes nothing for a while: people are told to come again, and nothing taken is lost."""

import asyncio
import itertools
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.emulators.caller import Caller, NoAnswer
from tests.emulators.telegram_people import message
from tests.faults.down import TROUBLES, OwnServer, Trouble
from tests.faults.proof import Proof
from tests.faults.scene import SECRET, Scene
from tests.faults.trial import report

PAUSE = 0.1
"""Seconds between two people who write."""
RED, BACK = 5.0, 10.0
"""Within how many seconds readiness must be red, and green again."""
LOOKING = 1.0
"""What a look itself may take on a busy machine."""
AT_ONCE, ROUNDS = 40, 3
"""How many posts Telegram has under way at once (``max_connections`` unless told otherwise), and how often it tries."""
ALERTS = 3
"""How many lines of one kind the log may have for one trouble."""


@dataclass(slots=True)
class Writers:
    """Everybody who writes: whom Drom took, and what it answered to the others."""

    scene: Scene
    taken: set[int] = field(default_factory=set)
    refused: dict[int, tuple[int, str]] = field(default_factory=dict)
    turned_away: int = 0
    caller: Caller = field(default_factory=Caller)

    async def run(self) -> None:
        """Let one after another write, until this is cancelled."""
        async with asyncio.TaskGroup() as group:
            for number in itertools.count(1):
                group.create_task(self.post(number))
                await asyncio.sleep(PAUSE)

    async def post(self, number: int) -> None:
        """Let somebody write, once."""
        update = {"update_id": number, **message(300_000 + number, 1, {"text": "hello"})}
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        url = f"{self.scene.settings['DROM_PUBLIC_URL']}/telegram/webhook"
        self.refused[number] = 0, ""
        try:
            reply = await self.caller.call("POST", url, json.dumps(update).encode(), headers)
        except NoAnswer:
            return
        self.refused[number] = reply.status, reply.headers.get("retry-after", "")
        if reply.status == 200:
            self.taken.add(number)
            del self.refused[number]
        else:
            self.turned_away += 1

    async def again(self) -> None:
        """Let everybody write again who was refused, as the platform would: so many at once, and some times over."""
        for _ in range(ROUNDS):
            left = list(self.refused)

            async def lane(left: list[int] = left) -> None:
                while left:
                    await self.post(left.pop())

            await asyncio.gather(*(lane() for _ in range(AT_ONCE)))


async def _until_ready(scene: Scene, wanted: bool, seconds: float) -> float:
    """Wait until readiness is so; return after how many seconds. Raises ``Strange``."""
    began = time.monotonic()
    while (await scene.drom.status("/readyz") == 200) is not wanted:
        if time.monotonic() - began > seconds:
            raise Strange(f"readiness is not {'green' if wanted else 'red'} within {seconds:g} s")
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def run(folder: Path, *, seed: int, trouble: str, seconds: int) -> dict[str, Any]:
    """Let people write while the trouble lasts for so many seconds, and then again who was refused."""
    server = OwnServer() if trouble == "stopped" else None
    url = await asyncio.to_thread(server.start) if server else ""
    try:
        scene = Scene(folder, database=url)
        return await _tried(scene, server.stopped if server else TROUBLES[trouble], trouble, seconds, seed)
    finally:
        if server:
            await asyncio.to_thread(server.close)


async def _tried(scene: Scene, trouble: Trouble, name: str, seconds: int, seed: int) -> dict[str, Any]:
    writers, defects, red, back, alive = Writers(scene), [], 0.0, 0.0, 0
    code = -1
    try:
        await scene.open()
        writing = asyncio.create_task(writers.run())
        await asyncio.sleep(1)
        async with trouble(scene):
            ends = time.monotonic() + seconds
            red = await _until_ready(scene, wanted=False, seconds=RED + LOOKING)
            alive = await scene.drom.status("/healthz")
            await asyncio.sleep(max(0.0, ends - time.monotonic()))
        back = await _until_ready(scene, wanted=True, seconds=BACK + LOOKING)
        writing.cancel()
        turned_away = dict(writers.refused)
        await writers.again()
        await scene.through(asyncio.sleep(0))
    except (Strange, AssertionError) as error:
        defects.append(str(error))
        turned_away = dict(writers.refused)
    finally:
        code = await scene.close()
    defects += [f"exit code {code}"] if code else []
    defects += [f"/healthz says {alive}"] if alive not in (0, 200) else []
    figures = {"trouble": name, "seconds_down": seconds, "red_s": round(red, 1), "back_s": round(back, 1)}
    more, wrong = _judged(scene, writers, turned_away)
    return report(seed=seed, **figures, **more, defects=defects + wrong)


def _judged(
    scene: Scene, writers: Writers, turned_away: dict[int, tuple[int, str]]
) -> tuple[dict[str, Any], list[str]]:
    """Return figures and defects of what was taken, refused, stored and told."""
    stored = set(scene.ledger.received())
    answers = Counter(status for status, _ in turned_away.values())
    lines = Counter(
        (line["from"], str(line.get("said", line.get("message", "")))[:30])
        for line in scene.drom.log
        if line["level"] in ("warning", "error")
    )
    loudest = max(lines.values(), default=0)
    defects = [f"update {one} was acknowledged and is not stored" for one in writers.taken - stored]
    defects += [f"update {one} is lost" for one in writers.refused]
    defects += [f"{count} answers were {status}" for status, count in answers.items() if status not in (0, 503)]
    defects += ["a 503 without Retry-After"] if any(s == 503 and not after for s, after in turned_away.values()) else []
    defects += [f"the log says one thing {loudest} times: {lines.most_common(1)}"] if loudest > ALERTS else []
    defects += scene.ledger.unworked() + scene.ledger.unsent()
    found = {"taken": len(writers.taken), "refused": writers.turned_away, "log_lines": lines.total()}
    return found, defects


PROOF = Proof(
    "database",
    "D10",
    "a database that takes nothing costs no message: 503, readiness red, one alert, and back by itself",
    run,
    full={"trouble": "locked", "seconds": 20},
    short={"seconds": 7},
)
